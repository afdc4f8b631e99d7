package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.codec.Codecs;
import com.heliosdb.edge.cache.config.CacheSettings;
import com.heliosdb.edge.cache.config.DiskSettings;
import com.heliosdb.edge.cache.config.ExpirySettings;
import com.heliosdb.edge.cache.config.HeapSettings;
import com.heliosdb.edge.cache.config.LoadingSettings;
import com.heliosdb.edge.cache.config.PrefetchSettings;
import com.heliosdb.edge.cache.config.RegionSettings;
import com.heliosdb.edge.cache.config.SerializationSettings;
import com.heliosdb.edge.cache.config.TieringSettings;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.event.TierEvent;
import com.heliosdb.edge.cache.event.TierOperations;
import com.heliosdb.edge.cache.expiry.ExpiryRules;
import com.heliosdb.edge.cache.expiry.TimeSource;
import com.heliosdb.edge.cache.spi.DiskStore;
import com.heliosdb.edge.cache.spi.DiskStoreProvider;
import com.heliosdb.edge.cache.stats.CacheCounters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.event.EventType;
import javax.cache.expiry.EternalExpiryPolicy;
import org.jspecify.annotations.Nullable;

/** Builds hierarchies for tests: the real tiers, over a store and a clock of the test's. */
final class TierRig {
  /** The region that is switched off. */
  static final RegionSettings NO_REGION = region(RegionSettings.OnFailure.DROP_AND_INVALIDATE);

  private TierRig() {}

  /**
   * A hierarchy that promotes at the given access and demotes under pressure; of the heap alone
   * without a directory.
   */
  static TierHierarchy open(
      @Nullable Path directory,
      @Nullable DiskStoreProvider stores,
      long heapEntries,
      int promoteAt,
      TimeSource time) {
    return open(
        directory, stores, heapEntries, promoteAt, TieringSettings.Policy.THRESHOLD, 0, time);
  }

  /** The same by a policy; an adaptive one is asked at every read on disk. */
  static TierHierarchy open(
      @Nullable Path directory,
      @Nullable DiskStoreProvider stores,
      long heapEntries,
      int promoteAt,
      TieringSettings.Policy policy,
      long writeBudgetBytesPerDay,
      TimeSource time) {
    return parts(
            directory,
            stores,
            null,
            NO_REGION,
            new NoOrigin(),
            heapEntries,
            promoteAt,
            policy,
            writeBudgetBytesPerDay,
            time)
        .build();
  }

  /** What such a hierarchy is built of, with a region and an origin. */
  static TierParts parts(
      @Nullable Path directory,
      @Nullable DiskStoreProvider stores,
      @Nullable RegionParts region,
      RegionSettings regionSettings,
      Origin origin,
      long heapEntries,
      int promoteAt,
      TimeSource time) {
    return parts(
        directory,
        stores,
        region,
        regionSettings,
        origin,
        heapEntries,
        promoteAt,
        TieringSettings.Policy.THRESHOLD,
        0,
        time);
  }

  /** The same by a policy. */
  static TierParts parts(
      @Nullable Path directory,
      @Nullable DiskStoreProvider stores,
      @Nullable RegionParts region,
      RegionSettings regionSettings,
      Origin origin,
      long heapEntries,
      int promoteAt,
      TieringSettings.Policy policy,
      long writeBudgetBytesPerDay,
      TimeSource time) {
    CacheSettings settings =
        new CacheSettings(
            "rig",
            new HeapSettings(1L << 40, heapEntries),
            new DiskSettings(
                directory != null,
                Path.of("rig"),
                1L << 30,
                1_000_000,
                "rig",
                4,
                0.95,
                0,
                Duration.ofSeconds(5),
                writeBudgetBytesPerDay),
            true,
            regionSettings,
            region != null,
            new TieringSettings(
                policy, promoteAt, Duration.ofHours(1), 0, Duration.ofMinutes(5), 1, 0),
            new PrefetchSettings(
                PrefetchSettings.Mode.OFF, Duration.ofSeconds(60), 0.5, 0.3, 0.1, 1_000),
            LoadingSettings.OFF,
            ExpirySettings.EXACT,
            new SerializationSettings(List.of(), 64, 100_000, 1 << 24, 1 << 24));
    Codecs codecs = new Codecs(settings.serialization(), List.of(), TierRig.class.getClassLoader());
    CacheCounters counters = new CacheCounters();
    counters.enable(region != null);
    return new TierParts(
        settings,
        directory,
        stores,
        region,
        new Values(codecs, false, null),
        new ExpiryRules(new EternalExpiryPolicy()),
        origin,
        new NoChanges(),
        new Policies(promoteAt),
        counters,
        Runnable::run,
        Runnable::run,
        time);
  }

  /** Settings of a region, as by default but for this. */
  static RegionSettings region(RegionSettings.OnFailure onFailure) {
    return new RegionSettings(
        true,
        List.of("rig"),
        "rig",
        1L << 40,
        onFailure,
        Duration.ofHours(1),
        Duration.ofMinutes(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(1),
        256,
        new RegionSettings.Breaker(0.5, 20, Duration.ofSeconds(2)),
        Map.of(),
        Map.of(),
        Set.of());
  }

  /** A provider of one store. */
  static DiskStoreProvider of(DiskStore store) {
    return new DiskStoreProvider() {
      @Override
      public String name() {
        return "rig";
      }

      @Override
      public DiskStore open(Path directory, long capacityBytes, int slices) {
        return store;
      }
    };
  }

  /** What the promotion and demotion listeners do, without their room. */
  private record Policies(int promoteAt) implements TierEvents {
    @Override
    public boolean wants(TierEvent.Kind kind) {
      return kind == TierEvent.Kind.READ || kind == TierEvent.Kind.PRESSURE;
    }

    @Override
    public void publish(
        TierEvent.Kind kind,
        Tier tier,
        Object key,
        int accesses,
        long idleMillis,
        long clock,
        String reason,
        TierOperations<Object> operations) {
      if (kind == TierEvent.Kind.PRESSURE) {
        operations.demote(key);
      } else if (accesses >= promoteAt) {
        operations.promote(key);
      }
    }
  }

  static class NoOrigin implements Origin {
    @Override
    public boolean canLoad() {
      return false;
    }

    @Override
    public boolean readThrough() {
      return false;
    }

    @Override
    public boolean writeThrough() {
      return false;
    }

    @Override
    public @Nullable Object load(Object key) {
      return null;
    }

    @Override
    public void write(Object key, Object value) {}

    @Override
    public void delete(Object key) {}
  }

  private static final class NoChanges implements EntryChanges {
    @Override
    public boolean active() {
      return false;
    }

    @Override
    public boolean listensTo(EventType type) {
      return false;
    }

    @Override
    public boolean needsOldValue(EventType type) {
      return false;
    }

    @Override
    public Pending enqueue(
        int stripe, EventType type, Object key, @Nullable Object value, @Nullable Object oldValue) {
      return new Pending() {};
    }

    @Override
    public void deliver(int stripe, Pending pending) {}
  }
}
