package com.heliosdb.edge.cache.store;

import com.heliosdb.edge.cache.config.StoreOptions;
import com.heliosdb.edge.cache.expiry.SystemTimeSource;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.spi.RegionStoreProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Region stores in a directory: {@code region.store = file}, for nodes on one machine or on a file
 * system that they share.
 *
 * <p>Options, under {@code region.file}: {@code path}, the directory, by default {@code
 * /var/cache/heliosdb/region}, made if it is missing; {@code sweep-interval}, the time between two
 * searches for what has expired or is too much, by default 1 minute.
 */
public final class FileRegionStoreProvider implements RegionStoreProvider {
  // As in reference.conf, which says so already unless a test or another library opens a store.
  private static final Path DEFAULT_PATH = Path.of("/var/cache/heliosdb/region");
  private static final Duration DEFAULT_SWEEP_INTERVAL = Duration.ofMinutes(1);
  // A write waits for the disk twice; a shared file system may be busy.
  private static final Duration DEADLINE = Duration.ofMillis(500);

  /** For the service loader. */
  public FileRegionStoreProvider() {}

  @Override
  public String name() {
    return "file";
  }

  @Override
  public Duration deadline() {
    return DEADLINE;
  }

  @Override
  public RegionStore open(Context context) throws IOException {
    StoreOptions options = context.options();
    Path path = options.path("path").orElse(DEFAULT_PATH);
    Duration sweepInterval = options.time("sweep-interval").orElse(DEFAULT_SWEEP_INTERVAL);
    options.refuseUnknown();
    SystemTimeSource time = new SystemTimeSource();
    return new FileSystemRegionStore(
        path.resolve(FileNames.of(context.region())).resolve(FileNames.of(context.cache())),
        context.capacityBytes(),
        sweepInterval,
        time,
        time);
  }
}
