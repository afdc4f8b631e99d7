package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.expiry.TimeSource;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one cache: who owns it, which generation and incarnation its records belong to,
 * and which slices hold records that must not be read again. Thread-safe.
 *
 * <pre>
 * lock            held by the owning process
 * identity        magic int · format byte · incarnation · generation · last version (longs) · CRC32C int
 * slice-N.index   the index of a cleanly closed slice
 * slice-N.stale   records of the slice were overwritten but not removed: the slice is wiped when opened
 * region          what is kept in mind of the region
 * region-behind   keys of which the region lacks a write
 * store/          the disk store's own
 * </pre>
 *
 * <p>Recovery: without a readable identity everything below is foreign or damaged and is removed,
 * and a new incarnation starts.
 */
final class DiskDirectory implements Closeable {
  private static final int MAGIC = 0x48454344;
  private static final byte FORMAT = 1;
  private static final int IDENTITY_BYTES = Integer.BYTES + 1 + 3 * Long.BYTES + Integer.BYTES;

  // What this process has in possession. Asked before the lock file is touched: closing a second
  // channel on a file releases all of the process's locks on it.
  private static final Set<Path> OWNED = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel lockChannel;
  private final FileLock lock;
  private final boolean fresh;
  private final long incarnation;
  private final long lastVersion;
  // Changed by one thread at a time, under all stripe locks of the cache.
  private volatile long generation;
  // Whether the identity was removed because a stale slice could not be marked.
  private volatile boolean forgotten;

  private DiskDirectory(Path path, FileChannel lockChannel, FileLock lock, TimeSource time)
      throws IOException {
    this.path = path;
    this.lockChannel = lockChannel;
    this.lock = lock;
    ByteBuffer identity = readIdentity();
    fresh = identity == null;
    if (identity == null) {
      deleteContents();
      incarnation = time.millis() << 16 ^ ThreadLocalRandom.current().nextLong() >>> 48;
      generation = 1;
      lastVersion = 0;
      writeIdentity(0);
    } else {
      incarnation = identity.getLong();
      generation = identity.getLong();
      lastVersion = identity.getLong();
    }
    Files.createDirectories(store());
  }

  /**
   * Takes a directory into possession, creating it if needed. Where another cache of this process
   * has it already, which is the cache of the same name of a manager with another class loader, the
   * next free of {@code path~2}, {@code path~3} and so on is taken: caches of one process never
   * share a directory.
   *
   * @throws CacheException if it cannot be created or written, is owned by another process, or the
   *     file system has less than the free bytes it must keep; names the property and the cure
   */
  static DiskDirectory open(Path wanted, String cacheName, long minFreeBytes, TimeSource time) {
    Path path = reserve(wanted.toAbsolutePath().normalize());
    try {
      return openReserved(path, cacheName, minFreeBytes, time);
    } catch (RuntimeException e) {
      OWNED.remove(path);
      throw e;
    }
  }

  private static Path reserve(Path wanted) {
    Path path = wanted;
    for (int number = 2; !OWNED.add(path); number++) {
      path = wanted.resolveSibling(wanted.getFileName() + "~" + number);
    }
    return path;
  }

  private static DiskDirectory openReserved(
      Path path, String cacheName, long minFreeBytes, TimeSource time) {
    FileChannel channel = null;
    try {
      Files.createDirectories(path);
      long free = Files.getFileStore(path).getUsableSpace();
      if (free < minFreeBytes) {
        throw new CacheException(
            "disk.path "
                + path
                + " has "
                + free
                + " bytes free but disk.min-free asks for "
                + minFreeBytes
                + " (cache '"
                + cacheName
                + "'): free some space, choose another disk.path or lower disk.min-free");
      }
      channel =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new CacheException(
            "disk.path "
                + path
                + " is in use by another process (cache '"
                + cacheName
                + "'): stop it, or give each process a disk.path of its own");
      }
      return new DiskDirectory(path, channel, lock, time);
    } catch (IOException e) {
      closeQuietly(channel, e);
      throw new CacheException(
          "disk.path "
              + path
              + " cannot be created or written (cache '"
              + cacheName
              + "'): "
              + e
              + "; make it writable for this process, or choose another disk.path",
          e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static void closeQuietly(@Nullable FileChannel channel, IOException cause) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        cause.addSuppressed(e);
      }
    }
  }

  /** Whether nothing was stored here before. */
  boolean fresh() {
    return fresh;
  }

  /** Where the disk store keeps its files. */
  Path store() {
    return path.resolve("store");
  }

  /**
   * What is kept in mind of the region: outlasts everything else here while the region is behind.
   */
  Path region() {
    return path.resolve("region");
  }

  Path index(int slice) {
    return path.resolve("slice-" + slice + ".index");
  }

  long incarnation() {
    return incarnation;
  }

  long generation() {
    return generation;
  }

  /** The highest version a clean close left behind; 0 if unknown. */
  long lastVersion() {
    return lastVersion;
  }

  /** Starts a new generation, durably: records of older ones are never read again. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time
  void nextGeneration(long lastVersion) throws IOException {
    generation = generation + 1;
    writeIdentity(lastVersion);
  }

  /**
   * Notes the highest version, for a clean close.
   *
   * @param noneStale whether every record that was overwritten elsewhere has been removed
   */
  void noteLastVersion(long version, boolean noneStale) throws IOException {
    if (noneStale || !forgotten) {
      writeIdentity(version);
    }
  }

  /**
   * Notes, durably, that the slice holds records that were overwritten elsewhere. Where not even
   * that can be written, as on a full disk, the identity goes, which takes no room: then nothing
   * here is read again.
   */
  void markStale(int slice) throws IOException {
    try {
      writeDurably(stale(slice), ByteBuffer.allocate(0));
    } catch (IOException e) {
      try {
        Files.deleteIfExists(path.resolve("identity"));
        forceDirectory(path);
        forgotten = true;
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
        throw e;
      }
    }
  }

  boolean isStale(int slice) {
    return Files.exists(stale(slice));
  }

  /** Notes that the slice holds current records only. */
  void clearStale(int slice) throws IOException {
    Files.deleteIfExists(stale(slice));
  }

  long usableBytes() throws IOException {
    return Files.getFileStore(path).getUsableSpace();
  }

  /** Removes everything, after the store was closed. */
  void delete() throws IOException {
    deleteContents();
    Files.deleteIfExists(path.resolve("identity"));
    close();
    Files.deleteIfExists(path.resolve("lock"));
    if (!Files.exists(region())) {
      Files.deleteIfExists(path);
    }
  }

  @Override
  public void close() throws IOException {
    if (lockChannel.isOpen()) {
      lock.release();
      lockChannel.close();
      OWNED.remove(path);
    }
  }

  /** Writes a file so that after a crash either the old or the new content is there. */
  static void writeDurably(Path file, ByteBuffer content) throws IOException {
    // What is marked must be marked, even for a caller who is to stop soon.
    boolean interrupted = Thread.interrupted();
    try {
      replace(file, content, true);
      forceDirectory(file.resolveSibling("").toAbsolutePath());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The same, but a failure of the system may undo it. */
  static void write(Path file, ByteBuffer content) throws IOException {
    replace(file, content, false);
  }

  private static void replace(Path file, ByteBuffer content, boolean durably) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    // Not a channel, which an interrupt would close.
    try (FileOutputStream out = new FileOutputStream(draft.toFile())) {
      out.write(content.array(), content.arrayOffset() + content.position(), content.remaining());
      if (durably) {
        out.getFD().sync();
      }
    }
    try {
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void forceDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Some file systems cannot sync a directory; the rename itself has succeeded.
      return;
    }
  }

  private Path stale(int slice) {
    return path.resolve("slice-" + slice + ".stale");
  }

  private @Nullable ByteBuffer readIdentity() throws IOException {
    Path file = path.resolve("identity");
    if (!Files.isRegularFile(file) || Files.size(file) != IDENTITY_BYTES) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    if (bytes.remaining() != IDENTITY_BYTES
        || bytes.getInt(IDENTITY_BYTES - Integer.BYTES) != sum(bytes)
        || bytes.getInt() != MAGIC
        || bytes.get() != FORMAT) {
      return null;
    }
    return bytes;
  }

  private void writeIdentity(long lastVersion) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(IDENTITY_BYTES);
    bytes.putInt(MAGIC).put(FORMAT).putLong(incarnation).putLong(generation).putLong(lastVersion);
    bytes.putInt(sum(bytes)).flip();
    writeDurably(path.resolve("identity"), bytes);
    forgotten = false;
  }

  private static int sum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().position(0).limit(IDENTITY_BYTES - Integer.BYTES));
    return (int) crc.getValue();
  }

  private void deleteContents() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("slice-")).toList()) {
        Files.deleteIfExists(file);
      }
    }
    if (Files.exists(store())) {
      deleteTree(store());
    }
  }

  private static void deleteTree(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.deleteIfExists(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
