package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.config.CacheSettings;
import com.heliosdb.edge.cache.config.LoadingSettings;
import com.heliosdb.edge.cache.config.TieringSettings;
import com.heliosdb.edge.cache.expiry.ExpiryRules;
import com.heliosdb.edge.cache.expiry.TimeSource;
import com.heliosdb.edge.cache.policy.AdaptivePolicy;
import com.heliosdb.edge.cache.policy.ThresholdPolicy;
import com.heliosdb.edge.cache.policy.TierPolicy;
import com.heliosdb.edge.cache.spi.DiskStore;
import com.heliosdb.edge.cache.spi.DiskStoreProvider;
import com.heliosdb.edge.cache.stats.CacheCounters;
import com.heliosdb.edge.cache.stats.RegionCounters;
import com.heliosdb.edge.cache.stats.TierCounters;
import com.heliosdb.edge.cache.store.EhcacheHeapStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * What a hierarchy is built of.
 *
 * @param settings of the cache
 * @param directory where the disk tier keeps its files; null = there is no disk tier
 * @param stores opens the disk store; null = there is no disk tier
 * @param region what the region tier is built of; null = there is none
 * @param values the forms of values
 * @param expiry the deadlines
 * @param origin loader and writer
 * @param changes is told of created, updated, removed and expired entries
 * @param events is told what happens in the tiers
 * @param counters what JSR-107 counts
 * @param background for work that nobody waits for
 * @param loads for loads that no reader runs; may reject them when there are too many
 * @param time the clock
 */
public record TierParts(
    CacheSettings settings,
    @Nullable Path directory,
    @Nullable DiskStoreProvider stores,
    @Nullable RegionParts region,
    Values values,
    ExpiryRules expiry,
    Origin origin,
    EntryChanges changes,
    TierEvents events,
    CacheCounters counters,
    Executor background,
    Executor loads,
    TimeSource time) {
  /**
   * Builds the hierarchy.
   *
   * @throws CacheException if the disk or region tier cannot be used; names the property and the
   *     cure
   */
  public TierHierarchy build() {
    return build(new RecentFloor());
  }

  /** The same with another floor. */
  TierHierarchy build(VersionFloor floor) {
    Stripes stripes = new Stripes();
    VersionClock versions = new VersionClock(region == null ? 0 : region.node());
    TierPolicy policy = policy();
    Disk disk;
    try {
      disk = disk(policy);
    } catch (RuntimeException e) {
      if (region != null) {
        region.abandon();
      }
      throw e;
    }
    versions.observe(disk.lastVersion());
    return new TierHierarchy(
        settings.cacheName(),
        origin.readThrough() ? settings.loading() : LoadingSettings.OFF,
        stripes,
        new HeapTier(
            new EhcacheHeapStore<>(),
            stripes,
            settings.heap(),
            new TierCounters(),
            HeapOrder.of(policy)),
        disk,
        region(disk, versions, floor),
        values,
        expiry,
        origin,
        changes,
        events,
        new Claims(settings.cacheName(), stripes),
        counters,
        versions,
        background,
        loads,
        policy,
        time);
  }

  private Region region(Disk disk, VersionClock versions, VersionFloor floor) {
    if (region == null) {
      return new NoRegion();
    }
    try {
      return new RegionTier(
          region.store(),
          settings.region(),
          region.patience(),
          region.node(),
          settings.cacheName(),
          values.codecs(),
          versions,
          floor,
          disk.memory(),
          region.worker(),
          time,
          new RegionCounters(),
          region.breaker());
    } catch (IOException e) {
      disk.close(versions.last());
      region.abandon();
      throw new CacheException(
          "What cache '"
              + settings.cacheName()
              + "' kept in mind of its region cannot be read: "
              + e
              + "; make the files under "
              + directory
              + " readable",
          e);
    }
  }

  private TierPolicy policy() {
    TieringSettings tiering = settings.tiering();
    return switch (tiering.policy()) {
      case THRESHOLD -> new ThresholdPolicy(tiering.halfLife());
      case ADAPTIVE ->
          new AdaptivePolicy(
              directory != null,
              tiering.sizeExponent(),
              settings.disk().writeBudgetBytesPerDay(),
              time.millis());
    };
  }

  private Disk disk(TierPolicy policy) {
    if (directory == null || stores == null) {
      return new NoDisk();
    }
    String name = settings.cacheName();
    DiskDirectory owned = DiskDirectory.open(directory, name, settings.disk().minFreeBytes(), time);
    try {
      DiskStore store =
          stores.open(owned.store(), settings.disk().capacityBytes(), settings.disk().slices());
      DiskTier tier =
          new DiskTier(
              store,
              owned,
              values.codecs(),
              settings.disk(),
              policy,
              region != null,
              name,
              time,
              new TierCounters());
      tier.awaitRecovery();
      return tier;
    } catch (IOException | RuntimeException e) {
      CacheException failure =
          new CacheException(
              "disk.path "
                  + directory
                  + " cannot be used (cache '"
                  + name
                  + "'): "
                  + e.getMessage()
                  + "; repair or empty it, or choose another disk.path",
              e);
      try {
        owned.close();
      } catch (IOException suppressed) {
        failure.addSuppressed(suppressed);
      }
      throw failure;
    }
  }
}
