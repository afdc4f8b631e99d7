package com.heliosdb.edge.cache.store;

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
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
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
 * values of each shard that were written longest ago. Tombstones go when they expire, not for lack
 * of room: one that goes too early lets an older write in.
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

  /** A file as a sweep found it, and the record in it without its value. */
  private record Stored(Path file, RegionRecord head, long bytes, FileTime written) {}

  private final Path directory;
  private final long capacityBytes;
  private final LongSupplier millis;
  private final BooleanSupplier abandoned;
  private final AtomicLong writtenBytes = new AtomicLong();
  private final ReentrantLock opening = new ReentrantLock();
  // Guarded by opening; null until a record is written.
  private @Nullable RegionLocks locks;

  /**
   * Touches no file yet.
   *
   * @param millis the time, in milliseconds since the epoch
   * @param abandoned ends a sweep early
   */
  RegionFiles(Path directory, long capacityBytes, LongSupplier millis, BooleanSupplier abandoned) {
    this.directory = directory;
    this.capacityBytes = capacityBytes;
    this.millis = millis;
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
    return unexpired(RegionRecord.parse(bytes));
  }

  private @Nullable RegionRecord unexpired(@Nullable RegionRecord record) {
    return record == null || record.expiredAt(millis.getAsLong()) ? null : record;
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
      double part = 1 - capacityBytes * LOW_WATER / held;
      double excess = 0;
      for (Path shard : shards) {
        excess = shrink(shard, part, excess);
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
        RegionRecord head = head(file);
        if (head == null) {
          // Under the lock nobody writes: a temporary file is what a process left that died.
          locks().under(number(shard), () -> head(file) == null && Files.deleteIfExists(file));
        } else {
          useful.add(new Stored(file, head, Files.size(file), Files.getLastModifiedTime(file)));
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

  /** A record without its value; null for one that has expired, and for a file that is none. */
  private @Nullable RegionRecord head(Path file) throws IOException {
    if (!String.valueOf(file.getFileName()).endsWith(RECORD)) {
      return null;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return unexpired(RegionRecord.parse(in.readNBytes(RegionRecord.OVERHEAD)));
    }
  }

  private static int number(Path shard) {
    return Integer.parseInt(String.valueOf(shard.getFileName()), 16);
  }

  /**
   * Removes the oldest values of a shard until this part of its bytes is gone.
   *
   * @param before what the shards before had too much, or less than nothing: a value is removed
   *     whole or not at all
   * @return what is still too much, likewise
   */
  private double shrink(Path shard, double part, double before) throws IOException {
    List<Stored> records = useful(shard);
    double excess = before + sumBytes(records) * part;
    records.removeIf(record -> record.head.isTombstone());
    records.sort(Comparator.comparing(Stored::written));
    for (Stored value : records) {
      if (excess <= 0) {
        break;
      }
      if (locks().under(number(shard), () -> deleteIfStill(value))) {
        excess -= value.bytes;
      }
    }
    return excess;
  }

  /** Under the lock; not what was written since the sweep saw it, which may be a tombstone. */
  private boolean deleteIfStill(Stored value) throws IOException {
    try {
      RegionRecord now = head(value.file);
      return now != null
          && now.version().equals(value.head.version())
          && Files.deleteIfExists(value.file);
    } catch (NoSuchFileException e) {
      return false;
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
