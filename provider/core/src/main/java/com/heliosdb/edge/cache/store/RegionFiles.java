package com.heliosdb.edge.cache.store;

import com.heliosdb.edge.cache.expiry.TimeSource;
import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The records of one cache as files, shared by processes. Thread-safe; every call may wait for the
 * file system.
 *
 * <pre>
 * lock                             its byte n is locked by whoever changes a record of shard n
 * g-0000000000000000/              a generation, in hexadecimal; the greatest one is in force
 *   3f/                            a shard: the first two digits of the key's hash
 *     3f5a..e1.rec                 the stored form of a {@link RegionRecord}, named by the hash
 *     3f5a..e1.rec.tmp             one that is being written
 * </pre>
 *
 * <p>A record is written to a temporary file, made durable and moved into place under its shard's
 * lock; it is read without a lock. What is no record, or has expired, counts as absent, and is
 * removed by the sweep, like the directories of older generations and, beyond the capacity, the
 * files of each shard that were written longest ago.
 */
final class RegionFiles {
  private static final int SHARDS = 256;
  private static final int SWEEP_LOCK = SHARDS;
  private static final String GENERATION = "g-";
  private static final String RECORD = ".rec";
  private static final String LOCK = "lock";
  private static final long MOST_BYTES = (1L << 30) + RegionRecord.OVERHEAD;
  // Full up to here after a sweep, and swept early after as much was written.
  private static final double LOW_WATER = 0.95;

  private record Stored(Path file, long bytes, long writtenMillis) {}

  private final Path directory;
  private final long capacityBytes;
  private final TimeSource time;
  private final BooleanSupplier abandoned;
  private final AtomicLong writtenBytes = new AtomicLong();
  private final ReentrantLock opening = new ReentrantLock();
  // Guarded by opening; null until a record is written.
  private @Nullable RegionLocks locks;

  /**
   * Touches no file yet.
   *
   * @param abandoned ends a sweep early
   */
  RegionFiles(Path directory, long capacityBytes, TimeSource time, BooleanSupplier abandoned) {
    this.directory = directory;
    this.capacityBytes = capacityBytes;
    this.time = time;
    this.abandoned = abandoned;
  }

  long generation() throws IOException {
    long greatest = 0;
    for (Path each : list(directory)) {
      greatest = Math.max(greatest, generationOf(each));
    }
    return greatest;
  }

  /** The generation whose directory this is; -1 if it is none. */
  private static long generationOf(Path path) {
    String name = String.valueOf(path.getFileName());
    if (!name.matches(GENERATION + "[0-7][0-9a-f]{15}")) {
      return -1;
    }
    return Long.parseLong(name.substring(GENERATION.length()), 16);
  }

  private Path directoryOf(long generation) {
    return directory.resolve(GENERATION + String.format(Locale.ROOT, "%016x", generation));
  }

  long startGeneration(long generation) throws IOException {
    long inForce = generation();
    if (inForce >= generation) {
      return inForce;
    }
    create(directoryOf(generation));
    return generation();
  }

  /** Makes a directory and those above it, durably. */
  private static void create(Path wanted) throws IOException {
    if (Files.isDirectory(wanted)) {
      return;
    }
    Path parent = wanted.toAbsolutePath().getParent();
    if (parent != null) {
      create(parent);
    }
    Files.createDirectories(wanted);
    Durable.syncDirectory(parent);
  }

  @Nullable RegionRecord get(long generation, RegionKey key) throws IOException {
    return generation() == generation ? read(file(generation, key)) : null;
  }

  Outcome putIfNewer(long generation, RegionKey key, RegionRecord record) throws IOException {
    create(directory);
    return locks().under(shard(key), () -> replaceIfNewer(generation, key, record));
  }

  private Outcome replaceIfNewer(long generation, RegionKey key, RegionRecord record)
      throws IOException {
    if (generation() != generation) {
      // Nobody reads it: the generation's end removed it before it was written.
      return Outcome.REJECTED;
    }
    Path file = file(generation, key);
    RegionRecord held = read(file);
    if (held != null && !record.isNewerThan(held)) {
      return held.version().equals(record.version()) ? Outcome.STORED : Outcome.REJECTED;
    }
    byte[] bytes = record.toBytes();
    create(Objects.requireNonNull(file.getParent()));
    Durable.replace(file, bytes);
    writtenBytes.addAndGet(bytes.length);
    return Outcome.STORED;
  }

  private static int shard(RegionKey key) {
    return (int) (key.high() >>> 56);
  }

  private Path file(long generation, RegionKey key) {
    String hex = key.hex();
    return directoryOf(generation).resolve(hex.substring(0, 2)).resolve(hex + RECORD);
  }

  private @Nullable RegionRecord read(Path file) throws IOException {
    byte[] bytes;
    try {
      if (Files.size(file) > MOST_BYTES) {
        return null;
      }
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return null;
    }
    RegionRecord record = RegionRecord.parse(bytes);
    return record == null || record.expiredAt(time.millis()) ? null : record;
  }

  private RegionLocks locks() throws IOException {
    opening.lock();
    try {
      RegionLocks open = locks;
      if (open == null) {
        open = RegionLocks.share(directory.resolve(LOCK), SHARDS + 1);
        locks = open;
      }
      return open;
    } finally {
      opening.unlock();
    }
  }

  /** Fails if the directory cannot be written to. */
  void probe() throws IOException {
    create(directory);
    Files.delete(Files.createTempFile(directory, "probe-", ".tmp"));
  }

  /** Whether so much was written that the capacity may be exceeded before the next sweep is due. */
  boolean wantsSweep() {
    return writtenBytes.get() > capacityBytes * (1 - LOW_WATER);
  }

  /** Removes what has no use; does nothing if another process or thread is about it. */
  void sweep() throws IOException {
    if (Files.isDirectory(directory)) {
      locks().underIfFree(SWEEP_LOCK, this::sweepAlone);
    }
  }

  private Boolean sweepAlone() throws IOException {
    writtenBytes.set(0);
    long inForce = generation();
    for (Path each : list(directory)) {
      long generation = generationOf(each);
      if (generation >= 0 && generation < inForce) {
        Durable.deleteTree(each);
      }
    }
    List<Path> shards = list(directoryOf(inForce));
    long held = 0;
    for (Path shard : shards) {
      held += sumBytes(useful(shard));
    }
    if (held > capacityBytes) {
      double share = capacityBytes * LOW_WATER / held;
      for (Path shard : shards) {
        shrink(shard, share);
      }
    }
    return true;
  }

  /** The records of a shard that somebody may want; the others are removed. */
  private List<Stored> useful(Path shard) throws IOException {
    List<Stored> useful = new ArrayList<>();
    if (abandoned.getAsBoolean()) {
      return useful;
    }
    for (Path file : list(shard)) {
      try {
        if (String.valueOf(file.getFileName()).endsWith(RECORD) && !isUseless(file)) {
          useful.add(
              new Stored(file, Files.size(file), Files.getLastModifiedTime(file).toMillis()));
        } else {
          deleteIfUseless(shard, file);
        }
      } catch (NoSuchFileException e) {
        // Removed or moved into place by somebody else.
      }
    }
    return useful;
  }

  private static long sumBytes(List<Stored> records) {
    return records.stream().mapToLong(Stored::bytes).sum();
  }

  private boolean isUseless(Path file) throws IOException {
    byte[] header = new byte[RegionRecord.OVERHEAD];
    int length;
    try (InputStream in = Files.newInputStream(file)) {
      length = in.readNBytes(header, 0, header.length);
    }
    RegionRecord record = length < header.length ? null : RegionRecord.parse(header);
    return record == null || record.expiredAt(time.millis());
  }

  private void deleteIfUseless(Path shard, Path file) throws IOException {
    locks()
        .under(
            number(shard),
            () -> {
              // Under the lock nobody writes: a temporary file is what a process left that died.
              boolean record = String.valueOf(file.getFileName()).endsWith(RECORD);
              return (!record || isUseless(file)) && Files.deleteIfExists(file);
            });
  }

  private static int number(Path shard) {
    return Integer.parseInt(String.valueOf(shard.getFileName()), 16);
  }

  /** Removes the oldest records of a shard until this share of its bytes is left. */
  private void shrink(Path shard, double share) throws IOException {
    List<Stored> records = useful(shard);
    records.sort(Comparator.comparingLong(Stored::writtenMillis));
    double excess = sumBytes(records) * (1 - share);
    for (Stored record : records) {
      if (excess <= 0) {
        return;
      }
      locks().under(number(shard), () -> Files.deleteIfExists(record.file));
      excess -= record.bytes;
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    List<Path> paths = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(paths::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    return paths;
  }

  /** Gives the locks up; nothing may be under way. */
  void close() throws IOException {
    opening.lock();
    try {
      RegionLocks open = locks;
      locks = null;
      if (open != null) {
        open.release();
      }
    } finally {
      opening.unlock();
    }
  }
}
