package com.heliosdb.edge.cache.tiering;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.config.PrefetchSettings;
import com.heliosdb.edge.cache.event.EntryLife;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.event.TierEvent;
import com.heliosdb.edge.cache.event.TierOperations;
import com.heliosdb.edge.cache.spi.Version;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.cache.Cache;
import org.junit.jupiter.api.Test;

class PrefetchListenerTest {
  private static final long INTERVAL = 10_000;

  private final List<CompletableFuture<Boolean>> underWay = new ArrayList<>();
  private final TierOperations<String> operations =
      new TierOperations<>() {
        @Override
        public boolean promote(String key) {
          return false;
        }

        @Override
        public boolean demote(String key) {
          return false;
        }

        @Override
        public CompletionStage<Boolean> prefetch(String key) {
          CompletableFuture<Boolean> fetch = new CompletableFuture<>();
          underWay.add(fetch);
          return fetch;
        }

        @Override
        public Optional<EntryLife> life(String key) {
          return Optional.empty();
        }
      };

  @SuppressWarnings("unchecked")
  private static final Cache<String, String> CACHE =
      (Cache<String, String>)
          Proxy.newProxyInstance(
              PrefetchListenerTest.class.getClassLoader(),
              new Class<?>[] {Cache.class},
              (proxy, method, arguments) -> {
                throw new UnsupportedOperationException("Tier listeners do not use the cache");
              });

  private long now;
  private final PrefetchListener<String, String> listener =
      new PrefetchListener<>(
          new PrefetchSettings(
              PrefetchSettings.Mode.WINDOW, Duration.ofMillis(INTERVAL), 0.5, 0.3, 0, 1_000),
          () -> now);

  private void learn(int keys) {
    for (int i = 0; i < 3; i++) {
      for (int key = 0; key < keys; key++) {
        tell(TierEvent.Kind.ACCESS, Tier.HEAP, "k" + key);
      }
      now += INTERVAL;
    }
  }

  private void tell(TierEvent.Kind kind, Tier tier, String key) {
    listener.onAccess(
        new TierEvent<>(
            CACHE, kind, tier, key, 1, Duration.ZERO, new Version(1, 0), "", operations));
  }

  @Test
  void more_than_can_be_under_way_is_no_failure() {
    learn(20);
    listener.tick(operations);

    assertThat(underWay).hasSize(16);
    assertThat(listener.counts().fetches()).isEqualTo(16);
    assertThat(listener.counts().failed()).isZero();

    underWay.forEach(fetch -> fetch.complete(true));
    underWay.clear();
    learn(5);
    listener.tick(operations);
    assertThat(underWay).hasSize(5);
  }

  @Test
  void what_needed_no_fetching_is_not_counted_as_fetched() {
    learn(1);
    listener.tick(operations);
    underWay.forEach(fetch -> fetch.complete(false));
    tell(TierEvent.Kind.ACCESS, Tier.HEAP, "k0");

    assertThat(listener.counts().fetches()).isZero();
    assertThat(listener.counts().useful()).isZero();
  }

  @Test
  void what_the_region_answers_was_missed_here() {
    tell(TierEvent.Kind.MISS, Tier.HEAP, "k");
    tell(TierEvent.Kind.ACCESS, Tier.REGION, "k");
    tell(TierEvent.Kind.ACCESS, Tier.HEAP, "k");

    assertThat(listener.counts().misses()).isEqualTo(1);
  }
}
