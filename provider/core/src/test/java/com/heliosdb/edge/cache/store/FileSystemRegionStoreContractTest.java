package com.heliosdb.edge.cache.store;

import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.testing.ManualTimeSource;
import com.heliosdb.edge.cache.testing.RegionStoreContractTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

class FileSystemRegionStoreContractTest extends RegionStoreContractTest {
  private final ManualTimeSource time = new ManualTimeSource();
  @TempDir Path root;

  @Override
  protected RegionStore open(String region, String cache) {
    return new FileSystemRegionStore(
        directory(region, cache), 1L << 30, Duration.ofMillis(20), time, () -> {});
  }

  private Path directory(String region, String cache) {
    return root.resolve(FileNames.of(region)).resolve(FileNames.of(cache));
  }

  @Override
  protected void overwrite(
      String region, String cache, long generation, RegionKey key, byte[] bytes)
      throws IOException {
    String hex = key.hex();
    Path shard = generation(region, cache, generation).resolve(hex.substring(0, 2));
    Files.write(shard.resolve(hex + ".rec"), bytes);
  }

  @Override
  protected long held(String region, String cache, long generation) throws IOException {
    Path directory = generation(region, cache, generation);
    if (!Files.exists(directory)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".rec")).count();
    } catch (UncheckedIOException | NoSuchFileException beingRemoved) {
      return held(region, cache, generation);
    }
  }

  private Path generation(String region, String cache, long generation) {
    return directory(region, cache).resolve("g-" + String.format(Locale.ROOT, "%016x", generation));
  }

  @Override
  protected long millis() {
    return time.millis();
  }

  @Override
  protected void pass(Duration step) {
    time.advance(step);
  }
}
