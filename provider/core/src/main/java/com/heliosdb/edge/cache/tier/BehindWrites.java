package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.codec.Codecs;
import com.heliosdb.edge.cache.spi.Version;
import com.heliosdb.edge.cache.tier.RegionMemory.Behind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of which the region lacks a write that was acknowledged here. Thread-safe. With a disk,
 * a durable mark is set before the first is acknowledged and removed after the last has left, and
 * each is listed in a {@link BehindFile}, so that the next owner of the directory knows them. Where
 * they cannot be listed the mark says that anything may be behind.
 */
final class BehindWrites {
  private static final Logger LOG = LoggerFactory.getLogger(BehindWrites.class);
  private static final int MOST = 1 << 14;

  private final String cacheName;
  private final RegionMemory memory;
  private final @Nullable BehindFile file;
  private final Codecs codecs;
  private final Map<KeyRef, Version> versions = new ConcurrentHashMap<>();
  // Held while mark and file are written, so that they say what is so as long as there are keys.
  // Nobody takes it who holds the lock of a stripe. The rest is guarded by it.
  private final ReentrantLock lock = new ReentrantLock();
  private boolean unlisted;
  private boolean closed;
  private boolean complained;

  /** What became of a write that was to be added. */
  enum Added {
    /** The region will be given it. */
    YES,
    /** There are too many: the whole region has to be made void. */
    TOO_MANY,
    /** The cache is closed. */
    CLOSED
  }

  BehindWrites(String cacheName, RegionMemory memory, Codecs codecs) {
    this.cacheName = cacheName;
    this.memory = memory;
    this.codecs = codecs;
    file = memory.behindFile();
  }

  boolean contains(KeyRef key) {
    return !versions.isEmpty() && versions.containsKey(key);
  }

  boolean isEmpty() {
    return versions.isEmpty();
  }

  /** The latest clock of a version; 0 if there is none. */
  long latest() {
    return versions.values().stream().mapToLong(Version::clock).max().orElse(0);
  }

  /**
   * Puts back what was behind when the cache was closed, or when its process ended.
   *
   * @return false if nobody knows what was: the whole region is behind
   */
  boolean recall() {
    lock.lock();
    try {
      return switch (memory.behind()) {
        case NOTHING -> {
          // What an end in the middle of settle() has left.
          deleteFile();
          yield true;
        }
        case KEYS -> recallListed();
        case ANYTHING -> {
          unlisted = true;
          yield false;
        }
      };
    } finally {
      lock.unlock();
    }
  }

  private boolean recallListed() {
    try {
      Map<KeyRef, Version> listed = readListed();
      if (file != null && listed != null && listed.size() <= MOST) {
        versions.putAll(listed);
        // It was sealed, maybe, and is appended to from now on: if the system fails, it must not
        // pass for complete.
        file.list(writes(), true);
        return true;
      }
    } catch (IOException | RuntimeException e) {
      // Keys of classes that this process does not have, say.
      LOG.debug("What the region of cache '{}' lacks cannot be read", cacheName, e);
    }
    versions.clear();
    markAnything();
    return false;
  }

  private @Nullable Map<KeyRef, Version> readListed() throws IOException {
    List<BehindFile.Write> writes = file == null ? null : file.read();
    if (writes == null) {
      return null;
    }
    Map<KeyRef, Version> listed = new HashMap<>();
    for (BehindFile.Write write : writes) {
      // What is older was written before a clear, and is not missed.
      if (write.version().clock() >= memory.horizon()) {
        KeyRef key = new KeyRef(codecs.decodeKey(ByteBuffer.wrap(write.key())));
        listed.merge(key, write.version(), BehindWrites::later);
      }
    }
    return listed;
  }

  private static Version later(Version one, Version other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /** Adds a write, of an encodable key. */
  Added add(KeyRef key, Version version) {
    lock.lock();
    try {
      if (closed) {
        return Added.CLOSED;
      }
      if (versions.size() >= MOST && !versions.containsKey(key)) {
        return Added.TOO_MANY;
      }
      versions.merge(key, version, BehindWrites::later);
      list(new BehindFile.Write(version, key.encoded(codecs)));
      return Added.YES;
    } finally {
      lock.unlock();
    }
  }

  private void list(BehindFile.Write write) {
    if (file == null || unlisted) {
      mark(Behind.ANYTHING);
      return;
    }
    try {
      if (memory.behind() == Behind.NOTHING || file.isWorthRewriting(versions.size())) {
        file.list(writes(), false);
      } else {
        file.append(write);
      }
      // After the file, which counts from now on.
      memory.behind(Behind.KEYS);
    } catch (IOException e) {
      complain(
          e,
          "and the disk cannot list the keys: if the process ends before the region is back,"
              + " everything in it is made void at the next start");
      markAnything();
    }
  }

  private List<BehindFile.Write> writes() {
    List<BehindFile.Write> writes = new ArrayList<>(versions.size());
    versions.forEach(
        (key, version) -> writes.add(new BehindFile.Write(version, key.encoded(codecs))));
    return writes;
  }

  /** Forgets the keys: everything in the region is to be void. */
  void forget() {
    versions.clear();
  }

  /** Forgets what is older than the generation in force, in which the region does not lack it. */
  void forgetOlder(long horizon) {
    versions.values().removeIf(version -> version.clock() < horizon);
  }

  /** Notes durably that anything in the region may be behind, if that is not noted. */
  void note() {
    lock.lock();
    try {
      if (!unlisted || memory.behind() != Behind.ANYTHING) {
        markAnything();
      }
    } finally {
      lock.unlock();
    }
  }

  private void markAnything() {
    unlisted = true;
    mark(Behind.ANYTHING);
    deleteFile();
  }

  private void mark(Behind what) {
    try {
      memory.behind(what);
    } catch (IOException e) {
      complain(
          e,
          "and the disk cannot note it: if the process dies before the region is back, other nodes"
              + " may go on reading what was overwritten here");
    }
  }

  private void complain(IOException e, String consequence) {
    if (!complained) {
      complained = true;
      LOG.warn("The region of cache '{}' is behind, {}", cacheName, consequence, e);
    }
  }

  private void deleteFile() {
    try {
      if (file != null) {
        file.delete();
      }
    } catch (IOException e) {
      // The mark tells what it is worth.
      LOG.debug("What the region of cache '{}' lacked is still listed", cacheName, e);
    }
  }

  /** The keys, each with its version; those that come or go meanwhile may be among them. */
  Iterator<Map.Entry<KeyRef, Version>> iterator() {
    return versions.entrySet().iterator();
  }

  /**
   * Notes that the region has this write of the key, or a later one. The file is not told: given
   * the same version twice, a region is as it was.
   */
  void done(KeyRef key, long version) {
    versions.computeIfPresent(key, (same, behind) -> behind.clock() <= version ? null : behind);
  }

  /**
   * Removes mark and file if nothing is behind.
   *
   * @param pending whether a generation is wanted that the region has not begun
   */
  void settle(BooleanSupplier pending) {
    lock.lock();
    try {
      // Under the lock: who wants one says so first, and sets the mark then.
      if (versions.isEmpty() && memory.behind() != Behind.NOTHING && !pending.getAsBoolean()) {
        memory.behind(Behind.NOTHING);
        unlisted = false;
        deleteFile();
      }
    } catch (IOException e) {
      // The mark stays: a restart makes up for the same once more, or clears the region for
      // nothing.
      LOG.debug("The mark of cache '{}' could not be removed", cacheName, e);
    } finally {
      lock.unlock();
    }
  }

  /** Keeps what is behind for the next start, and takes nothing more. */
  void close() {
    lock.lock();
    try {
      closed = true;
      if (file != null && memory.behind() == Behind.KEYS) {
        file.seal(writes());
      }
    } catch (IOException e) {
      LOG.debug("What the region of cache '{}' lacks could not be kept", cacheName, e);
      markAnything();
    } finally {
      lock.unlock();
    }
  }
}
