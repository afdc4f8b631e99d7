package com.heliosdb.edge.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.spi.RegionStore.Outcome;
import com.heliosdb.edge.cache.spi.RegionStore.Subscriber;
import com.heliosdb.edge.cache.spi.Version;
import com.heliosdb.edge.cache.testing.FaultyRegionStore;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Fault;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Operation;
import com.heliosdb.edge.cache.testing.InMemoryRegion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CompositeRegionStoreTest {
  private static final RegionKey KEY = new RegionKey(1, 2, new byte[] {3});
  private static final String CACHE = "orders";

  private final InMemoryRegion frontRegion = new InMemoryRegion(() -> 0, Runnable::run, true);
  private final InMemoryRegion backRegion = new InMemoryRegion(() -> 0, Runnable::run, false);
  private final FaultyRegionStore front = new FaultyRegionStore(frontRegion.open(CACHE));
  private final FaultyRegionStore back = new FaultyRegionStore(backRegion.open(CACHE));
  private final RegionStore store = new CompositeRegionStore(front, back);

  @Test
  void asks_the_back_only_for_what_the_front_does_not_have() throws Exception {
    assertThat(done(store.putIfNewer(0, KEY, value(1)))).isEqualTo(Outcome.STORED);
    assertThat(done(store.get(0, KEY))).isEqualTo(value(1));
    assertThat(back.calls(Operation.GET)).isZero();
    assertThat(done(back.get(0, KEY))).isEqualTo(value(1));
  }

  @Test
  void fills_the_front_from_the_back_with_values_and_tombstones() throws Exception {
    for (RegionRecord record :
        List.of(value(1), RegionRecord.tombstone(new Version(2, 1), RegionRecord.NEVER))) {
      done(store.putIfNewer(0, KEY, record));
      frontRegion.lose(CACHE, 0, KEY);
      assertThat(done(store.get(0, KEY))).isEqualTo(record);
      assertThat(done(front.get(0, KEY))).isEqualTo(record);
    }
  }

  @Test
  void reads_the_back_while_the_front_fails_or_throws() throws Exception {
    done(store.putIfNewer(0, KEY, value(1)));
    for (Fault fault : List.of(Fault.FAIL, Fault.THROW)) {
      front.planAll(fault);
      assertThat(done(store.get(0, KEY))).isEqualTo(value(1));
      assertThat(done(store.generation())).isZero();
      front.heal();
    }
  }

  @Test
  void fails_a_read_whose_answer_only_the_failing_back_could_know() {
    back.plan(Operation.GET, Fault.FAIL);
    assertThatThrownBy(() -> done(store.get(0, KEY))).isInstanceOf(IOException.class);
  }

  @Test
  void fails_a_write_if_either_part_does() throws Exception {
    front.plan(Operation.PUT, Fault.FAIL, 0, 1);
    assertThatThrownBy(() -> done(store.putIfNewer(0, KEY, value(1))))
        .isInstanceOf(IOException.class);
    assertThat(done(back.get(0, KEY))).isNull();
    back.plan(Operation.PUT, Fault.THROW, 0, 1);
    assertThatThrownBy(() -> done(store.putIfNewer(0, KEY, value(1))))
        .isInstanceOf(IllegalStateException.class);
    assertThat(done(store.putIfNewer(0, KEY, value(1)))).isEqualTo(Outcome.STORED);
    assertThat(done(back.get(0, KEY))).isEqualTo(value(1));
  }

  @Test
  void rejects_what_the_back_knows_to_be_old_and_puts_the_newer_one_in_front() throws Exception {
    done(store.putIfNewer(0, KEY, value(5)));
    frontRegion.lose(CACHE, 0, KEY);
    assertThat(done(store.putIfNewer(0, KEY, value(4)))).isEqualTo(Outcome.REJECTED);
    assertThat(done(front.get(0, KEY))).isEqualTo(value(5));
    assertThat(done(store.putIfNewer(0, KEY, value(3)))).isEqualTo(Outcome.REJECTED);
    assertThat(done(store.get(0, KEY))).isEqualTo(value(5));
  }

  @Test
  void starts_a_generation_in_both() throws Exception {
    done(store.putIfNewer(0, KEY, value(1)));
    assertThat(done(store.startGeneration(4))).isEqualTo(4);
    assertThat(done(front.generation())).isEqualTo(4);
    assertThat(done(back.generation())).isEqualTo(4);
    assertThat(done(store.get(4, KEY))).isNull();
    done(back.startGeneration(9));
    assertThat(done(store.startGeneration(6))).isEqualTo(9);
    assertThat(done(front.generation())).isEqualTo(9);
  }

  @Test
  void fails_to_start_a_generation_if_either_part_does() {
    front.plan(Operation.START_GENERATION, Fault.FAIL, 0, 1);
    assertThatThrownBy(() -> done(store.startGeneration(4))).isInstanceOf(IOException.class);
    back.plan(Operation.START_GENERATION, Fault.FAIL, 0, 1);
    assertThatThrownBy(() -> done(store.startGeneration(4))).isInstanceOf(IOException.class);
  }

  @Test
  void tells_a_back_that_lost_everything_of_the_generation() throws Exception {
    done(front.startGeneration(7));
    assertThat(done(store.generation())).isEqualTo(7);
    assertThat(done(back.generation())).isEqualTo(7);

    done(front.startGeneration(9));
    assertThat(done(store.generation())).isEqualTo(9);
    assertThat(done(back.generation())).isEqualTo(9);

    done(front.startGeneration(11));
    front.plan(Operation.START_GENERATION, Fault.FAIL, 0, 1);
    assertThat(done(store.generation())).as("the front does not say").isEqualTo(9);
  }

  @Test
  void tells_a_front_that_lost_everything_of_the_generation() throws Exception {
    done(back.startGeneration(7));
    assertThat(done(store.putIfNewer(7, KEY, value(1)))).isEqualTo(Outcome.STORED);
    assertThat(done(front.generation())).isEqualTo(7);
    assertThat(done(front.get(7, KEY))).isEqualTo(value(1));

    done(back.startGeneration(8));
    done(back.putIfNewer(8, KEY, value(2)));
    assertThat(done(store.generation())).isEqualTo(8);
    assertThat(done(front.generation())).isEqualTo(8);
    assertThat(done(store.putIfNewer(7, KEY, value(9)))).isEqualTo(Outcome.REJECTED);
  }

  @Test
  void broadcasts_by_the_part_that_can() throws Exception {
    for (RegionStore each : List.of(store, new CompositeRegionStore(back, front))) {
      List<Integer> heard = new ArrayList<>();
      each.subscribe(
          new Subscriber() {
            @Override
            public void received(byte[] message) {
              heard.add((int) message[0]);
            }

            @Override
            public void interrupted() {}
          });
      done(each.publish(new byte[] {7}));
      assertThat(each.broadcasts()).isTrue();
      assertThat(heard).containsExactly(7);
    }
  }

  @Test
  void promises_no_linearizability() throws Exception {
    assertThat(front.linearizable() && back.linearizable()).isTrue();
    assertThat(store.linearizable()).isFalse();
    // Why: what the front lost before the back had it.
    done(store.putIfNewer(0, KEY, value(1)));
    back.plan(Operation.PUT, Fault.HANG);
    CompletionStage<Outcome> write = store.putIfNewer(0, KEY, value(2));
    assertThat(done(store.get(0, KEY))).isEqualTo(value(2));
    frontRegion.lose(CACHE, 0, KEY);
    assertThat(done(store.get(0, KEY))).isEqualTo(value(1));
    back.heal();
    assertThat(done(write)).isEqualTo(Outcome.STORED);
  }

  @Test
  void is_reached_if_both_are_and_closes_both() throws Exception {
    done(store.check());
    back.plan(Operation.CHECK, Fault.FAIL);
    assertThatThrownBy(() -> done(store.check())).isInstanceOf(IOException.class);
    front.plan(Operation.CLOSE, Fault.FAIL);
    assertThatThrownBy(store::close).isInstanceOf(IOException.class);
    assertThat(back.calls(Operation.CLOSE)).isEqualTo(1);
  }

  private static RegionRecord value(long clock) {
    return new RegionRecord(new Version(clock, 1), RegionRecord.NEVER, new byte[] {(byte) clock});
  }

  private static <T> T done(CompletionStage<T> stage) throws Exception {
    try {
      return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception failure ? failure : e;
    }
  }
}
