package com.heliosdb.edge.cache.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.benchmarks.Workload;
import com.heliosdb.edge.cache.benchmarks.peer.CacheSpec.Lifetime;
import com.heliosdb.edge.cache.event.Tier;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.cache.Cache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PeersTest {
  private static final int MANY = 100_000;

  static Set<String> names() {
    return Peers.names();
  }

  static Stream<String> caches() {
    return Peers.names().stream().filter(name -> !name.equals("map"));
  }

  @ParameterizedTest
  @MethodSource("names")
  void losesNoneOfTheEntriesItWasOpenedFor(String name) {
    try (Peer peer = Peers.start(name)) {
      Cache<String, String> cache = peer.open(CacheSpec.of("full", String.class, MANY));
      for (String key : Workload.keys(MANY)) {
        cache.put(key, key);
      }

      int found = 0;
      for (String equalKey : Workload.keys(MANY)) {
        found += equalKey.equals(cache.get(equalKey)) ? 1 : 0;
      }

      assertThat(found).isEqualTo(MANY);
      assertThat(peer.version()).matches(".*[0-9]+\\.[0-9]+.*");
    }
  }

  @ParameterizedTest
  @MethodSource("caches")
  void copiesMutableValues(String name) {
    try (Peer peer = Peers.start(name)) {
      CacheSpec<byte[]> spec =
          new CacheSpec<>("copies", byte[].class, 1_000, true, false, Lifetime.ACCESS);
      Cache<String, byte[]> cache = peer.open(spec);
      byte[] mine = {1};
      cache.put("key", mine);
      mine[0] = 2;
      cache.get("key")[0] = 3;

      assertThat(cache.get("key")).containsExactly(1);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void removesAndPutsIfAbsent(String name) {
    try (Peer peer = Peers.start(name)) {
      Cache<String, String> cache = peer.open(CacheSpec.of("writes", String.class, 1_000));

      assertThat(cache.putIfAbsent("key", "first")).isTrue();
      assertThat(cache.putIfAbsent("key", "second")).isFalse();
      assertThat(cache.getAll(new HashSet<>(Set.of("key", "other")))).containsOnlyKeys("key");
      assertThat(cache.remove("key")).isTrue();
      assertThat(cache.get("key")).isNull();
    }
  }

  @Test
  void entriesOfTwoTiersAreOnTheHeapOnceWarm() {
    try (Peer peer = Peers.start("edge-disk")) {
      Cache<String, String> cache = peer.open(CacheSpec.of("warm", String.class, 1_000));
      String[] keys = Workload.keys(1_000);
      for (String key : keys) {
        cache.put(key, key);
      }

      peer.warm(cache, keys);

      @SuppressWarnings("unchecked") // a cache of strings is wanted back
      EdgeCache<String, String> edge = cache.unwrap(EdgeCache.class);
      assertThat(keys).allMatch(key -> edge.tierOf(key).equals(Optional.of(Tier.HEAP)));
    }
  }

  @Test
  void unknownPeerIsRefusedWithThoseThereAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Peers.start("redis"))
        .withMessage(
            "There is no peer 'redis'; the peers are edge, edge-disk, caffeine, cache2k, ehcache,"
                + " infinispan, hazelcast, map");
  }
}
