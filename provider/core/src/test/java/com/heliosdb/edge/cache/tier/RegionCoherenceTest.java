package com.heliosdb.edge.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.codec.KeyHash;
import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three nodes, few keys, and a network that loses, doubles and reorders messages; while one node
 * waits for the region the others go on. One thread and one seed decide what happens when.
 */
class RegionCoherenceTest {
  private static final int RUNS = 60;
  private static final int MOST_RUNS_TO_FIND = 1_000;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void no_node_goes_back_and_all_agree_in_the_end(int part) {
    for (int run = 0; run < RUNS; run++) {
      long seed = part * 1_000L + run;
      boolean steady = run % 3 == 0;
      assertThat(violations(seed, steady, RecentFloor::new)).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void the_same_without_a_floor_is_found_out() {
    boolean found = false;
    for (int run = 0; !found && run < MOST_RUNS_TO_FIND; run++) {
      // Where messages are lost, the doubt that follows would mend it.
      found = !violations(run, true, NoFloor::new).isEmpty();
    }
    assertThat(found).as("whether something was found in some run").isTrue();
  }

  private List<String> violations(long seed, boolean steady, Supplier<VersionFloor> floors) {
    Path files = directory.resolve("s" + seed);
    try (Simulation simulation = new Simulation(seed, steady, floors, files)) {
      return simulation.run();
    }
  }

  /** The defect that must be found: whatever the region answers is admitted. */
  private static final class NoFloor implements VersionFloor {
    @Override
    public long stamp() {
      return 0;
    }

    @Override
    public void raise(KeyHash hash, long version) {}

    @Override
    public void reset() {}

    @Override
    public boolean isUnmoved(KeyHash hash, long stamp) {
      return true;
    }

    @Override
    public boolean admits(KeyHash hash, long version, long stamp) {
      return true;
    }
  }

  private static final class Simulation implements AutoCloseable {
    private static final int NODES = 3;
    private static final int STEPS = 300;
    private static final int DEEPEST = 2;
    private static final String[] KEYS = {"a", "b", "c", "d"};

    private final Random random;
    private final boolean steady;
    private final RegionRig rig = new RegionRig();
    private final RegionRig.Node[] nodes = new RegionRig.Node[NODES];
    private final boolean[] busy = new boolean[NODES];
    private final Map<Object, Place> places = new HashMap<>();
    private final List<Map<String, Place>> seen = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final List<Runnable> network = new ArrayList<>();
    private final List<RegionStore.Subscriber> subscribers = new ArrayList<>();
    // The last write of each node that the region has stored.
    private final Place[] stored = new Place[NODES];
    private boolean calm;
    private int depth;
    private int values;

    /** Where a write stands among all of its key: clears come first. */
    private record Place(long generation, long clock) implements Comparable<Place> {
      @Override
      public int compareTo(Place other) {
        int byGeneration = Long.compare(generation, other.generation);
        return byGeneration != 0 ? byGeneration : Long.compare(clock, other.clock);
      }
    }

    /** A steady network is slow, but does nothing else to messages. */
    Simulation(long seed, boolean steady, Supplier<VersionFloor> floors, Path directory) {
      random = new Random(seed);
      this.steady = steady;
      for (int i = 0; i < NODES; i++) {
        int number = i;
        RegionRig.Spec spec = rig.spec();
        spec.floor = floors.get();
        spec.heapEntries = i == 0 ? 2 : 1_000;
        spec.directory = i == 2 ? directory : null;
        spec.around = store -> new Unsteady(store, number);
        nodes[i] = spec.open();
        seen.add(new HashMap<>());
      }
    }

    List<String> run() {
      for (int i = 0; i < STEPS; i++) {
        step();
      }
      calm = true;
      for (int i = 0; i < 6; i++) {
        deliverAll();
        rig.beat();
      }
      deliverAll();
      for (String key : KEYS) {
        Object first = read(0, key);
        for (int i = 1; i < NODES; i++) {
          Object other = read(i, key);
          if (first == null ? other != null : !first.equals(other)) {
            violations.add(
                "%s ends as %s on node 0 and %s on node %d".formatted(key, first, other, i));
          }
        }
      }
      return violations;
    }

    private void step() {
      int kind = random.nextInt(100);
      if (kind < 30) {
        for (int i = random.nextInt(8); i >= 0; i--) {
          deliver();
        }
      } else if (kind < 33) {
        rig.time.advanceMillis(1);
      } else {
        int node = random.nextInt(NODES);
        if (!busy[node]) {
          operate(node, KEYS[random.nextInt(KEYS.length)]);
        }
      }
    }

    private void operate(int node, String key) {
      busy[node] = true;
      try {
        int kind = random.nextInt(100);
        stored[node] = null;
        if (kind < 40) {
          read(node, key);
        } else if (kind < 55) {
          readAll(node);
        } else if (kind < 90) {
          String value = key + values++;
          nodes[node].put(key, value);
          places.put(value, stored[node]);
          wrote(node, key);
        } else if (kind < 99) {
          nodes[node].remove(key);
          wrote(node, key);
        } else {
          nodes[node].tiers.clear();
          for (String each : KEYS) {
            wrote(node, each);
          }
        }
      } finally {
        busy[node] = false;
      }
    }

    private void wrote(int node, String key) {
      if (stored[node] != null) {
        seen.get(node).merge(key, stored[node], (a, b) -> a.compareTo(b) > 0 ? a : b);
      }
    }

    private void readAll(int node) {
      try (Questions questions = nodes[node].tiers.questions(List.of(KEYS))) {
        for (String key : KEYS) {
          check(node, key, nodes[node].tiers.getLocal(key, questions));
        }
      }
    }

    private Object read(int node, String key) {
      return check(node, key, nodes[node].get(key));
    }

    private Object check(int node, String key, Object value) {
      if (value != null) {
        // A value can be read elsewhere before the write of it has returned.
        Place place = places.get(value);
        Place newest = seen.get(node).get(key);
        if (place != null && newest != null && place.compareTo(newest) < 0) {
          violations.add("node %d goes back to %s".formatted(node, value));
        } else if (place != null) {
          seen.get(node).put(key, place);
        }
      }
      return value;
    }

    /** What happens while a node waits for the region. */
    private void meanwhile() {
      if (calm || depth == DEEPEST) {
        return;
      }
      depth++;
      try {
        for (int i = random.nextInt(4); i > 0; i--) {
          step();
        }
      } finally {
        depth--;
      }
    }

    private void deliver() {
      if (!network.isEmpty()) {
        // Now and then one overtakes others.
        int at = !steady && random.nextInt(10) == 0 ? random.nextInt(network.size()) : 0;
        network.remove(at).run();
      }
    }

    private void deliverAll() {
      while (!network.isEmpty()) {
        network.remove(0).run();
      }
    }

    private void send(byte[] message) {
      for (RegionStore.Subscriber subscriber : subscribers) {
        int luck = calm || steady ? 100 : random.nextInt(100);
        if (luck >= 10) {
          network.add(() -> subscriber.received(message));
        }
        if (luck >= 10 && luck < 15) {
          network.add(() -> subscriber.received(message));
        }
      }
    }

    @Override
    public void close() {
      calm = true;
      rig.close();
    }

    /** A node's way to the region. */
    private final class Unsteady implements RegionStore {
      private final RegionStore inner;
      private final int node;

      Unsteady(RegionStore inner, int node) {
        this.inner = inner;
        this.node = node;
      }

      @Override
      public CompletionStage<RegionRecord> get(long generation, RegionKey key) {
        meanwhile();
        CompletionStage<RegionRecord> record = inner.get(generation, key);
        meanwhile();
        return record;
      }

      @Override
      public CompletionStage<Outcome> putIfNewer(
          long generation, RegionKey key, RegionRecord record) {
        meanwhile();
        Outcome outcome = inner.putIfNewer(generation, key, record).toCompletableFuture().join();
        if (outcome == Outcome.STORED) {
          stored[node] = new Place(generation, record.version().clock());
        }
        meanwhile();
        return CompletableFuture.completedFuture(outcome);
      }

      @Override
      public CompletionStage<Long> generation() {
        return inner.generation();
      }

      @Override
      public CompletionStage<Long> startGeneration(long generation) {
        stored[node] = new Place(generation, 0);
        return inner.startGeneration(generation);
      }

      @Override
      public boolean broadcasts() {
        return true;
      }

      @Override
      public CompletionStage<Void> publish(byte[] message) {
        send(message);
        return CompletableFuture.completedFuture(null);
      }

      @Override
      public Closeable subscribe(Subscriber subscriber) {
        subscribers.add(subscriber);
        subscriber.interrupted();
        return () -> subscribers.remove(subscriber);
      }

      @Override
      public CompletionStage<Void> check() {
        return inner.check();
      }

      @Override
      public boolean linearizable() {
        return true;
      }

      @Override
      public void close() throws IOException {
        inner.close();
      }
    }
  }
}
