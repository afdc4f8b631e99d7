package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.config.RegionSettings;
import com.heliosdb.edge.cache.config.RegionSettings.OnFailure;
import com.heliosdb.edge.cache.config.TieringSettings.Policy;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.spi.DiskStore;
import com.heliosdb.edge.cache.spi.DiskStoreProvider;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.spi.Weigher;
import com.heliosdb.edge.cache.stats.RegionCounters;
import com.heliosdb.edge.cache.testing.FaultyRegionStore;
import com.heliosdb.edge.cache.testing.InMemoryDiskStore;
import com.heliosdb.edge.cache.testing.InMemoryRegion;
import com.heliosdb.edge.cache.testing.ManualTimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Nodes of one region: hierarchies over the in-memory region, each through a faulty store of its
 * own, under one clock. What a node's worker does is done at once, on the thread that gives it to
 * do.
 */
final class RegionRig implements AutoCloseable {
  /** Long enough never to be waited for without a fault. */
  static final Duration PATIENCE = Duration.ofMillis(200);

  final ManualTimeSource time = new ManualTimeSource();
  final InMemoryRegion region;
  private final List<Node> nodes = new ArrayList<>();
  private long numbers = 0x5EED;

  RegionRig() {
    this(true);
  }

  RegionRig(boolean broadcasts) {
    region = new InMemoryRegion(time::millis, Runnable::run, broadcasts);
  }

  /** A node with a heap tier only. */
  Node heapNode() {
    return new Spec().open();
  }

  /** A node with an L2 of this directory; the first read copies to the heap. */
  Node diskNode(Path directory) {
    Spec spec = new Spec();
    spec.directory = directory;
    return spec.open();
  }

  Spec spec() {
    return new Spec();
  }

  /** What a node is like. */
  final class Spec {
    @Nullable Path directory;
    DiskStore disk = new InMemoryDiskStore(4);
    Consumer<FaultyRegionStore> faults = store -> {};
    OnFailure onFailure = OnFailure.DROP_AND_INVALIDATE;
    VersionFloor floor = new RecentFloor();
    Origin origin = new TierRig.NoOrigin();
    ManualTimeSource clock = time;
    long heapEntries = 1_000;
    Policy policy = Policy.THRESHOLD;
    UnaryOperator<RegionStore> around = store -> store;
    @Nullable Weigher<Object, Object> weigher;

    Node open() {
      Node node = new Node(this);
      nodes.add(node);
      return node;
    }
  }

  /** One node. */
  final class Node {
    final FaultyRegionStore store;
    final TierHierarchy tiers;
    private boolean closed;

    private Node(Spec spec) {
      store = new FaultyRegionStore(spec.around.apply(region.open("rig")));
      spec.faults.accept(store);
      RegionSettings settings = TierRig.region(spec.onFailure);
      RegionParts parts = new RegionParts(store, PATIENCE, ++numbers, new Direct(), () -> "CLOSED");
      DiskStoreProvider disk = spec.directory == null ? null : TierRig.of(spec.disk);
      TierParts made =
          TierRig.parts(
              spec.directory,
              disk,
              parts,
              settings,
              spec.origin,
              spec.heapEntries,
              1,
              spec.policy,
              0,
              spec.clock);
      tiers =
          new TierParts(
                  made.settings(),
                  made.directory(),
                  made.stores(),
                  made.region(),
                  new Values(made.values().codecs(), false, spec.weigher),
                  made.expiry(),
                  made.origin(),
                  made.changes(),
                  made.events(),
                  made.counters(),
                  made.background(),
                  made.loads(),
                  made.time())
              .build(spec.floor);
    }

    Object get(String key) {
      return tiers.get(key);
    }

    void put(String key, Object value) {
      apply(key, Mutation.of(Mutation.Needs.NOTHING, any -> Change.put(value)));
    }

    boolean remove(String key) {
      return apply(key, Mutation.of(Mutation.Needs.NOTHING, any -> Change.REMOVE)).existed();
    }

    Outcome apply(String key, Mutation mutation) {
      Outcome outcome = tiers.apply(key, mutation);
      outcome.rethrow();
      return outcome;
    }

    @Nullable Tier tierOf(String key) {
      return tiers.tierOf(key);
    }

    RegionCounters counters() {
      return tiers.regionView();
    }

    void close() {
      if (!closed) {
        closed = true;
        tiers.close();
      }
    }

    /** Nobody hears of this node any more, nor does it of others; it closes with the rig. */
    void cutOff() {
      store.planAll(FaultyRegionStore.Fault.FAIL);
      store.plan(FaultyRegionStore.Operation.RECEIVE, FaultyRegionStore.Fault.LOSE);
    }

    void destroy() {
      closed = true;
      tiers.destroy();
    }
  }

  /** Lets the nodes give signs of life, and make up for what they can. */
  void beat() {
    time.advance(Duration.ofSeconds(1));
  }

  @Override
  public void close() {
    nodes.forEach(Node::close);
  }

  /** Runs everything at once. */
  static final class Direct extends AbstractExecutorService {
    private volatile boolean shutdown;

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public void shutdown() {
      shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      shutdown = true;
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return shutdown;
    }

    @Override
    public boolean isTerminated() {
      return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }
}
