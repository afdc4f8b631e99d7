package com.heliosdb.edge.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.resilience.Breaker;
import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore.Outcome;
import com.heliosdb.edge.cache.spi.RegionStore.Subscriber;
import com.heliosdb.edge.cache.spi.Version;
import com.heliosdb.edge.cache.testing.CapturedLog;
import com.heliosdb.edge.cache.testing.FaultyRegionStore;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Fault;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Operation;
import com.heliosdb.edge.cache.testing.InMemoryRegion;
import com.heliosdb.edge.cache.testing.ManualTimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuardedRegionStoreTest {
  private static final RegionKey KEY = new RegionKey(1, 2, new byte[] {3});
  private static final RegionRecord RECORD =
      new RegionRecord(new Version(1, 1), RegionRecord.NEVER, new byte[66]);
  private static final Duration OPEN_FOR = Duration.ofSeconds(2);

  private final ManualTimeSource time = new ManualTimeSource();
  private final FaultyRegionStore faulty =
      new FaultyRegionStore(
          new InMemoryRegion(time::millis).open("orders"),
          (delay, task) -> time.after(delay, task));
  private final GuardedRegionStore store = guarded(Duration.ofMillis(80), 4);

  private final CapturedLog log = new CapturedLog();

  private GuardedRegionStore guarded(Duration deadline, int concurrency) {
    return new GuardedRegionStore(
        faulty,
        "memory region of cache 'orders'",
        new GuardedRegionStore.Limits(deadline, concurrency, 0.5, 20, OPEN_FOR),
        time);
  }

  @AfterEach
  void close() throws IOException {
    log.close();
    store.close();
  }

  @Test
  void passes_on_what_the_store_answers() throws Exception {
    assertThat(done(store.putIfNewer(0, KEY, RECORD))).isEqualTo(Outcome.STORED);
    assertThat(done(store.get(0, KEY))).isEqualTo(RECORD);
    assertThat(done(store.startGeneration(3))).isEqualTo(3);
    assertThat(done(store.generation())).isEqualTo(3);
    assertThat(done(store.get(3, KEY))).isNull();
  }

  @Test
  void ends_what_hangs_at_its_deadline_and_ignores_the_late_result() throws Exception {
    faulty.plan(Operation.GET, Fault.HANG);
    CompletableFuture<RegionRecord> read = store.get(0, KEY).toCompletableFuture();
    time.advanceMillis(79);
    assertThat(read).isNotDone();
    time.advanceMillis(1);
    assertThatThrownBy(() -> done(read))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("memory region of cache 'orders'")
        .hasMessageContaining("80 ms");
    faulty.heal();
    assertThatThrownBy(() -> done(read)).isInstanceOf(TimeoutException.class);
  }

  @Test
  void gives_each_operation_its_own_deadline() {
    faulty.plan(Operation.GET, Fault.HANG);
    List<CompletableFuture<RegionRecord>> reads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      reads.add(store.get(0, KEY).toCompletableFuture());
      time.advanceMillis(10);
    }
    for (int i = 0; i < 4; i++) {
      time.advanceMillis(i == 0 ? 39 : 9);
      assertThat(reads.get(i)).isNotDone();
      time.advanceMillis(1);
      assertThat(reads.get(i)).isCompletedExceptionally();
    }
  }

  @Test
  void schedules_nothing_when_nothing_is_under_way() throws Exception {
    for (int i = 0; i < 100; i++) {
      done(store.get(0, KEY));
    }
    time.advanceMillis(200);
    assertThat(time.schedules()).isZero();
  }

  @Test
  void begins_no_more_at_a_time_than_it_may() throws Exception {
    faulty.plan(Operation.GET, Fault.HANG);
    for (int i = 0; i < 4; i++) {
      store.get(0, KEY);
    }
    assertThatThrownBy(() -> done(store.get(0, KEY)))
        .isInstanceOf(SkippedException.class)
        .hasMessageContaining("region.concurrency");
    assertThat(faulty.calls(Operation.GET)).isEqualTo(4);
    faulty.heal();
    assertThat(done(store.get(0, KEY))).isNull();
  }

  @Test
  void makes_room_at_the_deadline_of_what_hangs_for_ever() throws Exception {
    faulty.plan(Operation.GET, Fault.HANG, 0, 4);
    for (int i = 0; i < 4; i++) {
      store.get(0, KEY);
    }
    // Four failures do not open it yet.
    time.advanceMillis(80);
    assertThat(done(store.get(0, KEY))).isNull();
  }

  @Test
  void leaves_a_failing_store_alone_and_comes_back_without_being_used() throws Exception {
    faulty.planAll(Fault.FAIL);
    open();
    assertThat(store.state()).isEqualTo(Breaker.State.OPEN);
    long asked = faulty.calls(Operation.GET);
    assertThatThrownBy(() -> done(store.get(0, KEY))).isInstanceOf(SkippedException.class);
    assertThat(faulty.calls(Operation.GET)).isEqualTo(asked);

    // A minute away: tried every two seconds, and one line in the log.
    time.advance(Duration.ofMinutes(1));
    assertThat(faulty.calls(Operation.CHECK)).isBetween(30L, 120L);
    assertThat(log.messages()).hasSize(1).first().asString().contains("is left alone");

    faulty.heal();
    time.advance(OPEN_FOR.multipliedBy(2));
    assertThat(store.state()).isEqualTo(Breaker.State.CLOSED);
    assertThat(log.messages()).hasSize(2).last().asString().contains("is back");
    assertThat(done(store.get(0, KEY))).isNull();
  }

  @Test
  void opens_for_a_store_that_hangs_or_throws() {
    for (Fault fault : List.of(Fault.HANG, Fault.THROW)) {
      faulty.planAll(fault);
      open();
      assertThat(store.state()).isEqualTo(Breaker.State.OPEN);
      faulty.heal();
      time.advance(OPEN_FOR.multipliedBy(2));
      assertThat(store.state()).isEqualTo(Breaker.State.CLOSED);
    }
  }

  @Test
  void is_never_opened_by_a_store_that_is_slow_but_in_time() throws Exception {
    GuardedRegionStore blob = guarded(Duration.ofMillis(250), 4);
    faulty.delay(Operation.GET, Duration.ofMillis(80));
    for (int i = 0; i < 1_000; i++) {
      CompletableFuture<RegionRecord> read = blob.get(0, KEY).toCompletableFuture();
      time.advanceMillis(80);
      assertThat(done(read)).isNull();
    }
    assertThat(blob.state()).isEqualTo(Breaker.State.CLOSED);
  }

  @Test
  void stays_closed_while_few_calls_fail() {
    faulty.planRandomly(Operation.GET, Fault.FAIL, 0.15, 5);
    int failed = 0;
    for (int i = 0; i < 500; i++) {
      failed += store.get(0, KEY).toCompletableFuture().isCompletedExceptionally() ? 1 : 0;
    }
    assertThat(failed).isPositive();
    assertThat(store.state()).isEqualTo(Breaker.State.CLOSED);
  }

  @Test
  void ends_what_is_under_way_when_it_closes() throws Exception {
    faulty.plan(Operation.GET, Fault.HANG);
    CompletableFuture<RegionRecord> read = store.get(0, KEY).toCompletableFuture();
    store.close();
    assertThat(read).isCompletedExceptionally();
    assertThatThrownBy(() -> done(store.get(0, KEY))).isInstanceOf(IOException.class);
  }

  @Test
  void sends_messages_however_many_operations_are_under_way() throws Exception {
    List<byte[]> received = listen();
    faulty.plan(Operation.GET, Fault.HANG);
    for (int i = 0; i < 4; i++) {
      store.get(0, KEY);
    }
    for (byte i = 0; i < 100; i++) {
      assertThat(done(store.publish(new byte[] {i}))).isNull();
    }
    assertThat(received).hasSize(100);
  }

  @Test
  void sends_messages_to_a_store_that_is_left_alone() throws Exception {
    List<byte[]> received = listen();
    faulty.plan(Operation.GET, Fault.FAIL);
    open();
    assertThat(store.state()).isEqualTo(Breaker.State.OPEN);

    assertThat(done(store.publish(new byte[] {1}))).isNull();

    assertThat(received).hasSize(1);
  }

  @Test
  void is_not_opened_by_messages_that_fail_or_hang() {
    for (Fault fault : List.of(Fault.FAIL, Fault.HANG)) {
      faulty.plan(Operation.PUBLISH, fault);
      for (int i = 0; i < 100; i++) {
        CompletableFuture<Void> sent = store.publish(new byte[] {1}).toCompletableFuture();
        time.advanceMillis(80);
        assertThat(sent).isCompletedExceptionally();
      }
      assertThat(store.state()).isEqualTo(Breaker.State.CLOSED);
      faulty.heal();
    }
  }

  @Test
  void leaves_nothing_scheduled_when_it_closes() throws Exception {
    faulty.planAll(Fault.FAIL);
    faulty.heal(Operation.CLOSE);
    open();
    // The deadline of the last call.
    time.advanceMillis(80);
    assertThat(time.schedules()).isEqualTo(1);

    store.close();

    assertThat(time.schedules()).isZero();
  }

  private List<byte[]> listen() throws IOException {
    List<byte[]> received = new ArrayList<>();
    store.subscribe(
        new Subscriber() {
          @Override
          public void received(byte[] message) {
            received.add(message);
          }

          @Override
          public void interrupted() {}
        });
    return received;
  }

  private void open() {
    for (int i = 0; i < 5; i++) {
      store.get(0, KEY);
      time.advanceMillis(80);
    }
  }

  private static <T> T done(CompletionStage<T> stage) throws Exception {
    try {
      return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception failure ? failure : e;
    }
  }
}
