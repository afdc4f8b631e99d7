package com.heliosdb.edge.cache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.nio.serialization.HazelcastSerializationException;
import com.heliosdb.edge.cache.config.StoreOptions;
import com.heliosdb.edge.cache.hazelcast.testing.HazelcastMembers;
import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.spi.RegionStore.Outcome;
import com.heliosdb.edge.cache.spi.RegionStore.Subscriber;
import com.heliosdb.edge.cache.spi.RegionStoreProvider.Context;
import com.heliosdb.edge.cache.spi.Version;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Members that are killed, freeze and come back. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class HazelcastFaultsTest {
  private static final int KEYS = 300;

  private static HazelcastMembers members;

  private final String region = "faults-" + UUID.randomUUID();
  private final List<RegionStore> opened = new ArrayList<>();
  private RegionStore store;

  @BeforeAll
  static void startCluster() throws IOException {
    members = HazelcastMembers.start(3);
  }

  @AfterAll
  static void endCluster() {
    members.close();
  }

  @BeforeEach
  void openStore() throws Exception {
    store = open("2 s");
    done(store.check());
  }

  @AfterEach
  void closeAll() throws IOException {
    for (RegionStore each : opened) {
      each.close();
    }
  }

  @Test
  void loses_no_acknowledged_write_when_a_member_is_killed() throws Exception {
    ConcurrentMap<Integer, Long> acknowledged = new ConcurrentHashMap<>();
    AtomicLong clock = new AtomicLong();
    AtomicInteger count = new AtomicInteger();
    Set<Throwable> failures = ConcurrentHashMap.newKeySet();
    ExecutorService writers = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int writer = 0; writer < 4; writer++) {
        int mine = writer;
        running.add(
            writers.submit(
                () -> {
                  for (int i = 0; count.get() < 6_000; i++) {
                    int key = 4 * (i % 400) + mine;
                    long version = clock.incrementAndGet();
                    try {
                      if (done(store.putIfNewer(0, key(key), record(version))) == Outcome.STORED) {
                        acknowledged.put(key, version);
                        count.incrementAndGet();
                      }
                    } catch (ExecutionException e) {
                      failures.add(e.getCause());
                    }
                  }
                  return null;
                }));
      }
      eventually(() -> count.get() > 2_000);
      members.kill(1);
      for (Future<?> each : running) {
        each.get();
      }
    } finally {
      writers.shutdownNow();
    }
    // Members pass calls on whose partition has moved.
    assertThat(failures).noneMatch(HazelcastSerializationException.class::isInstance);
    for (Map.Entry<Integer, Long> each : acknowledged.entrySet()) {
      RegionRecord read = done(store.get(0, key(each.getKey())));
      assertThat(read).as("the record of key %s", each.getKey()).isNotNull();
      assertThat(read.version().clock()).isGreaterThanOrEqualTo(each.getValue());
    }
    members.restart(1);
  }

  @Test
  void calls_return_at_once_while_a_member_is_frozen_and_succeed_when_it_goes_on()
      throws Exception {
    for (int i = 0; i < KEYS; i++) {
      int key = i;
      eventually(() -> stored(key, 1));
    }
    members.freeze(2);
    List<CompletableFuture<?>> calls = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      // Were one of these to wait for the frozen member, the others would not be reached in time.
      calls.add(deadline(store.get(0, key(i))));
      calls.add(deadline(store.putIfNewer(0, key(i), record(2))));
      calls.add(deadline(store.publish(new byte[1])));
    }
    int late = 0;
    for (CompletableFuture<?> each : calls) {
      late += each.handle((result, failure) -> failure == null ? 0 : 1).get();
    }
    assertThat(late).as("calls that met the frozen member").isPositive();
    eventually(() -> IntStream.range(0, KEYS).anyMatch(this::isRead));

    members.thaw(2);
    members.awaitAll();
    for (int i = 0; i < KEYS; i++) {
      int key = i;
      eventually(() -> stored(key, 3));
      eventually(() -> record(3).equals(quietly(store.get(0, key(key)))));
    }
  }

  @Test
  void calls_that_wait_for_frozen_members_fail_when_the_last_store_is_closed() throws Exception {
    RegionStore connected = open("3 s");
    done(connected.check());
    RegionStore first = open("3 s");
    RegionStore second = open("3 s");
    try {
      for (int i = 0; i < 3; i++) {
        members.freeze(i);
      }
      // Each makes its cache first, one after the other.
      CompletableFuture<Void> running = first.check().toCompletableFuture();
      CompletableFuture<Void> waiting = second.check().toCompletableFuture();
      connected.close();
      first.close();
      second.close();
      assertThat(running).isCompletedExceptionally();
      assertThat(waiting)
          .failsWithin(Duration.ZERO)
          .withThrowableOfType(ExecutionException.class)
          .withMessageContaining("The region store is closed");
    } finally {
      for (int i = 0; i < 3; i++) {
        members.thaw(i);
      }
      members.awaitAll();
    }
  }

  @Test
  void comes_back_after_the_whole_cluster_was_restarted() throws Exception {
    Heard heard = new Heard();
    store.subscribe(heard);
    eventually(() -> heard.interruptions.get() > 0);
    // The cluster may still be settling after another test: what it is not sure of has failed.
    eventually(() -> Long.valueOf(5).equals(quietly(store.startGeneration(5))));
    eventually(() -> quietly(store.putIfNewer(5, key(1), record(1))) == Outcome.STORED);

    members.killAll();
    RegionStore openedMeanwhile = open("1 s");
    assertThatThrownBy(() -> done(openedMeanwhile.check())).isInstanceOf(Exception.class);
    int interruptions = heard.interruptions.get();
    members.restartAll();

    eventually(() -> heard.interruptions.get() > interruptions);
    eventually(() -> Long.valueOf(5).equals(quietly(store.generation())));
    eventually(() -> quietly(store.putIfNewer(5, key(2), record(1))) == Outcome.STORED);
    eventually(() -> isReadAs(null, key(1)));
    eventually(() -> quietly(store.putIfNewer(5, key(1), record(2))) == Outcome.STORED);
    eventually(() -> record(2).equals(quietly(openedMeanwhile.get(5, key(1)))));
    eventually(
        () -> {
          quietly(openedMeanwhile.publish(new byte[1]));
          return heard.messages.get() > 0;
        });
  }

  private boolean stored(int key, long version) throws InterruptedException {
    return quietly(store.putIfNewer(0, key(key), record(version))) == Outcome.STORED;
  }

  private boolean isReadAs(RegionRecord expected, RegionKey key) throws InterruptedException {
    try {
      return Objects.equals(expected, store.get(5, key).toCompletableFuture().get());
    } catch (ExecutionException e) {
      return false;
    }
  }

  private boolean isRead(int key) {
    try {
      return store.get(0, key(key)).toCompletableFuture().get(500, TimeUnit.MILLISECONDS) != null;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CompletableFuture<?> deadline(CompletionStage<?> call) {
    return call.toCompletableFuture().orTimeout(500, TimeUnit.MILLISECONDS);
  }

  /** The result; null if it failed. */
  private static <T> T quietly(CompletionStage<T> stage) throws InterruptedException {
    try {
      return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return null;
    }
  }

  private static <T> T done(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static void eventually(Callable<Boolean> condition) throws Exception {
    while (!condition.call()) {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException("the test takes too long");
      }
    }
  }

  private static RegionKey key(int number) {
    long high = number * 0x9E3779B97F4A7C15L;
    return new RegionKey(high, number, ByteBuffer.allocate(4).putInt(number).array());
  }

  private static RegionRecord record(long clock) {
    return new RegionRecord(new Version(clock, 1), RegionRecord.NEVER, new byte[100]);
  }

  private RegionStore open(String timeout) throws IOException {
    Map<String, String> settings =
        Map.of(
            "cluster-name", members.clusterName(),
            "members", members.addresses(),
            "timeout", timeout);
    StoreOptions options = StoreOptions.of("region.hazelcast", settings);
    RegionStore each =
        new HazelcastRegionStoreProvider().open(new Context(region, "cache", 1L << 30, options));
    opened.add(each);
    return each;
  }

  private static final class Heard implements Subscriber {
    final AtomicInteger messages = new AtomicInteger();
    final AtomicInteger interruptions = new AtomicInteger();

    @Override
    public void received(byte[] message) {
      messages.incrementAndGet();
    }

    @Override
    public void interrupted() {
      interruptions.incrementAndGet();
    }
  }
}
