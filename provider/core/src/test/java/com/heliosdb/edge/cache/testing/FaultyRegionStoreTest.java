package com.heliosdb.edge.cache.testing;

import static com.heliosdb.edge.cache.testing.RegionStoreContractTest.bytes;
import static com.heliosdb.edge.cache.testing.RegionStoreContractTest.done;
import static com.heliosdb.edge.cache.testing.RegionStoreContractTest.key;
import static com.heliosdb.edge.cache.testing.RegionStoreContractTest.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.spi.RegionStore.Outcome;
import com.heliosdb.edge.cache.spi.RegionStore.Subscriber;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Fault;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultyRegionStoreTest {
  private final RegionStore sound = new InMemoryRegion(() -> 0).open("orders");
  private final List<Runnable> delayed = new ArrayList<>();
  private final FaultyRegionStore store =
      new FaultyRegionStore(sound, (delay, task) -> delayed.add(task));
  private final List<String> heard = new ArrayList<>();

  @BeforeEach
  void listen() throws IOException {
    store.subscribe(
        new Subscriber() {
          @Override
          public void received(byte[] message) {
            heard.add(new String(message, StandardCharsets.UTF_8));
          }

          @Override
          public void interrupted() {
            heard.add("interrupted");
          }
        });
    heard.clear();
  }

  @Test
  void fails_before_or_after_the_work_is_done() throws Exception {
    store.plan(Operation.PUT, Fault.FAIL, 0, 1);
    store.plan(Operation.PUT, Fault.FAIL_AFTERWARDS, 0, 1);
    assertThatThrownBy(() -> done(store.putIfNewer(0, key("a"), value(1, "x"))))
        .isInstanceOf(IOException.class);
    assertThat(done(sound.get(0, key("a")))).isNull();
    assertThatThrownBy(() -> done(store.putIfNewer(0, key("a"), value(1, "x"))))
        .isInstanceOf(IOException.class);
    assertThat(done(sound.get(0, key("a")))).isEqualTo(value(1, "x"));
    assertThat(done(store.putIfNewer(0, key("a"), value(2, "y")))).isEqualTo(Outcome.STORED);
    assertThat(store.calls(Operation.PUT)).isEqualTo(3);
  }

  @Test
  void strikes_after_so_many_calls_and_so_often() throws Exception {
    store.plan(Operation.GET, Fault.THROW, 1, 1);
    assertThat(done(store.get(0, key("a")))).isNull();
    assertThatThrownBy(() -> store.get(0, key("a"))).isInstanceOf(IllegalStateException.class);
    assertThat(done(store.get(0, key("a")))).isNull();
  }

  @Test
  void hangs_before_or_after_the_work_until_released() throws Exception {
    store.plan(Operation.PUT, Fault.HANG, 0, 1);
    store.plan(Operation.PUT, Fault.HANG_AFTERWARDS, 0, 1);
    CompletableFuture<Outcome> before =
        store.putIfNewer(0, key("a"), value(1, "x")).toCompletableFuture();
    CompletableFuture<Outcome> after =
        store.putIfNewer(0, key("b"), value(1, "x")).toCompletableFuture();
    store.awaitHanging();
    store.awaitHanging();
    assertThat(store.hanging()).isEqualTo(2);
    assertThat(before).isNotDone();
    assertThat(after).isNotDone();
    assertThat(done(sound.get(0, key("a")))).isNull();
    assertThat(done(sound.get(0, key("b")))).isNotNull();
    store.release();
    assertThat(store.hanging()).isZero();
    assertThat(done(before)).isEqualTo(Outcome.STORED);
    assertThat(done(after)).isEqualTo(Outcome.STORED);
    assertThat(done(sound.get(0, key("a")))).isNotNull();
  }

  @Test
  void delays() throws Exception {
    store.delay(Operation.CHECK, Duration.ofMillis(40));
    CompletableFuture<Void> checked = store.check().toCompletableFuture();
    assertThat(checked).isNotDone();
    delayed.forEach(Runnable::run);
    assertThat(done(checked)).isNull();
  }

  @Test
  void lies() throws Exception {
    done(store.putIfNewer(0, key("a"), value(1, "value")));
    store.plan(Operation.GET, Fault.CORRUPT, 0, 1);
    store.plan(Operation.GET, Fault.LOSE, 0, 1);
    RegionRecord corrupt = done(store.get(0, key("a")));
    assertThat(corrupt.version()).isEqualTo(value(1, "value").version());
    assertThat(corrupt.value()).isNotEqualTo(bytes("value")).hasSize(5);
    assertThat(done(store.get(0, key("a")))).isNull();
    assertThat(done(store.get(0, key("a")))).isEqualTo(value(1, "value"));
    store.plan(Operation.PUT, Fault.LOSE);
    assertThat(done(store.putIfNewer(0, key("b"), value(1, "x")))).isEqualTo(Outcome.STORED);
    assertThat(done(store.get(0, key("b")))).isNull();
  }

  @Test
  void loses_repeats_and_reorders_what_is_received() throws Exception {
    store.plan(Operation.RECEIVE, Fault.LOSE, 0, 1);
    store.plan(Operation.RECEIVE, Fault.DUPLICATE, 0, 1);
    store.plan(Operation.RECEIVE, Fault.REORDER, 0, 1);
    store.plan(Operation.RECEIVE, Fault.REORDER, 1, 1);
    publish("1", "2", "3", "4", "5");
    assertThat(heard).containsExactly("2", "2", "4", "3");
    store.heal();
    assertThat(heard).containsExactly("2", "2", "4", "3", "5");
  }

  @Test
  void loses_repeats_and_reorders_what_is_published() throws Exception {
    store.plan(Operation.PUBLISH, Fault.LOSE, 0, 1);
    store.plan(Operation.PUBLISH, Fault.DUPLICATE, 0, 1);
    store.plan(Operation.PUBLISH, Fault.REORDER, 0, 1);
    publish("1", "2", "3", "4");
    assertThat(heard).containsExactly("2", "2", "4", "3");
  }

  @Test
  void holds_messages_back_in_their_order() throws Exception {
    store.plan(Operation.RECEIVE, Fault.HANG);
    publish("1", "2");
    assertThat(heard).isEmpty();
    store.heal();
    assertThat(heard).containsExactly("1", "2");
    store.interrupt();
    assertThat(heard).containsExactly("1", "2", "interrupted");
  }

  @Test
  void strikes_the_same_calls_for_the_same_seed() throws Exception {
    List<Boolean> first = chance(7);
    assertThat(chance(7)).isEqualTo(first).contains(true, false);
    assertThat(chance(8)).isNotEqualTo(first);
  }

  private List<Boolean> chance(long seed) throws Exception {
    FaultyRegionStore each = new FaultyRegionStore(sound);
    each.planRandomly(Operation.CHECK, Fault.FAIL, 0.3, seed);
    List<Boolean> failed = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      failed.add(each.check().toCompletableFuture().isCompletedExceptionally());
    }
    return failed;
  }

  @Test
  void refuses_a_fault_that_an_operation_cannot_meet() {
    assertThatThrownBy(() -> store.plan(Operation.CHECK, Fault.DUPLICATE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void publish(String... messages) throws Exception {
    for (String message : messages) {
      done(store.publish(bytes(message)));
    }
  }
}
