package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.codec.Codecs;
import com.heliosdb.edge.cache.config.CacheSettings;
import com.heliosdb.edge.cache.config.DiskSettings;
import com.heliosdb.edge.cache.config.HeapSettings;
import com.heliosdb.edge.cache.config.PrefetchSettings;
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
import javax.cache.event.EventType;
import javax.cache.expiry.EternalExpiryPolicy;
import org.jspecify.annotations.Nullable;

/** Builds hierarchies for tests: the real tiers, over a store and a clock of the test's. */
final class TierRig {
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
                Duration.ofSeconds(5)),
            true,
            new TieringSettings(
                promoteAt, Duration.ofHours(1), 0, Duration.ofMinutes(5), Duration.ofHours(1)),
            new PrefetchSettings(
                PrefetchSettings.Mode.OFF, Duration.ofSeconds(60), 0.5, 0.3, 0.1, 1_000),
            new SerializationSettings(List.of(), 64, 100_000, 1 << 24, 1 << 24));
    Codecs codecs = new Codecs(settings.serialization(), List.of(), TierRig.class.getClassLoader());
    return new TierParts(
            settings,
            directory,
            stores,
            new Values(codecs, false, null),
            new ExpiryRules(new EternalExpiryPolicy()),
            new NoOrigin(),
            new NoChanges(),
            new Policies(promoteAt),
            new CacheCounters(),
            Runnable::run,
            time)
        .build();
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

  private static final class NoOrigin implements Origin {
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
