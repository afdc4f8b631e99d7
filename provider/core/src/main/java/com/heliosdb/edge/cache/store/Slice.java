package com.heliosdb.edge.cache.store;

import com.heliosdb.edge.cache.spi.DiskStore.RecordVisitor;
import com.heliosdb.edge.cache.spi.DiskStore.SliceState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.ehcache.shadow.org.terracotta.offheapstore.exceptions.OversizeMappingException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One slice of an {@link EhcacheDiskStore}: verified and recovered, or discarded, when it is
 * opened, and sealed when it is closed. The one place where Ehcache's failures become IOExceptions.
 * After a failure that may have left the engine's structures inconsistent, the slice starts anew
 * without records at the next call. Thread-safe.
 */
final class Slice {
  private static final Logger LOG = LoggerFactory.getLogger(Slice.class);

  private final int number;
  private final Path directory;
  private final SliceShape shape;
  private final SliceFiles files;

  /** What an empty directory means: that there never was a record, or that they were discarded. */
  private final SliceState whenEmpty;

  /** Shared by operations on records; exclusive to what replaces the session. */
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  /** Null until opened, after closing, and while it cannot be recreated. Guarded by the lock. */
  private @Nullable SliceSession session;

  private volatile boolean opened;

  /** Whether the session's content can no longer be relied on. */
  private volatile boolean broken;

  private volatile boolean closed;
  private volatile int blocksSummed;

  Slice(
      int number, Path directory, SliceState whenEmpty, SliceShape shape, DataFile.Opener opener) {
    this.number = number;
    this.directory = directory;
    this.whenEmpty = whenEmpty;
    this.shape = shape;
    this.files = new SliceFiles(directory, opener);
  }

  /** Verifies and opens. */
  SliceState open() throws IOException {
    lock.writeLock().lock();
    try {
      refuseIfClosed();
      if (opened) {
        throw new IOException("slice " + directory + " is open already");
      }
      SliceState state = start();
      opened = true;
      return state;
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException("cannot open slice " + directory, e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private SliceState start() throws IOException {
    if (files.isEmpty()) {
      startEmpty();
      return whenEmpty;
    }
    try {
      SliceSeal verified = files.verify(number, shape.slices(), () -> closed);
      session = SliceSession.recover(files, shape, verified);
      return SliceState.INTACT;
    } catch (SliceFiles.AbandonedException e) {
      throw e;
    } catch (Throwable e) {
      LOG.warn("Discarded the records in {}: {}", directory, e.toString());
      startEmpty();
      return SliceState.DISCARDED;
    }
  }

  byte @Nullable [] get(RecordKey key) throws IOException {
    if (!opened) {
      refuseIfClosed();
      return null;
    }
    repairIfBroken();
    lock.readLock().lock();
    try {
      return engine().get(key);
    } catch (Throwable e) {
      throw failed("read a record of", e, isReadError(e));
    } finally {
      lock.readLock().unlock();
    }
  }

  void put(RecordKey key, byte[] bytes) throws IOException {
    if (bytes.length > shape.maxRecordBytes()) {
      throw new IOException(
          "a record of %d bytes is too large for slice %s, which takes %d at most; raise disk.capacity"
              .formatted(bytes.length, directory, shape.maxRecordBytes()));
    }
    repairIfBroken();
    lock.readLock().lock();
    try {
      engineForWriting().put(key, bytes);
    } catch (Throwable e) {
      throw failed("write a record to", e, isRefusedWrite(e));
    } finally {
      lock.readLock().unlock();
    }
  }

  void remove(RecordKey key) throws IOException {
    repairIfBroken();
    lock.readLock().lock();
    try {
      engineForWriting().remove(key);
    } catch (Throwable e) {
      throw failed("remove a record from", e, false);
    } finally {
      lock.readLock().unlock();
    }
  }

  void scan(RecordVisitor visitor) throws IOException {
    Scan scan = startScan();
    for (Map.Entry<RecordKey, byte[]> one = next(scan); one != null; one = next(scan)) {
      if (!visitor.visit(one.getKey().high(), one.getKey().low(), one.getValue())) {
        return;
      }
    }
  }

  private record Scan(SliceSession session, Iterator<Map.Entry<RecordKey, byte[]>> records) {}

  private Scan startScan() throws IOException {
    repairIfBroken();
    lock.readLock().lock();
    try {
      SliceSession scanned = openSession();
      return new Scan(scanned, scanned.engine().records());
    } catch (Throwable e) {
      throw failed("scan", e, isReadError(e));
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The lock is taken for each step: the visitor may do what it likes. */
  private Map.@Nullable Entry<RecordKey, byte[]> next(Scan scan) throws IOException {
    repairIfBroken();
    lock.readLock().lock();
    try {
      boolean current = openSession() == scan.session;
      return current && scan.records.hasNext() ? scan.records.next() : null;
    } catch (Throwable e) {
      throw failed("scan", e, isReadError(e));
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Removes all records, if the slice is open. */
  void clear() throws IOException {
    lock.writeLock().lock();
    try {
      refuseIfClosed();
      if (opened) {
        startAnew();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Seals and closes, if the slice is open; a verification that is under way is abandoned. */
  void close() throws IOException {
    closed = true;
    lock.writeLock().lock();
    try (SliceSession open = session) {
      session = null;
      if (open != null && !broken) {
        blocksSummed = open.seal(number, shape.slices());
      }
    } catch (Throwable e) {
      throw new IOException("cannot close slice " + directory + "; its records are lost", e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Blocks of data whose sum was computed by {@link #close()}. */
  int blocksSummed() {
    return blocksSummed;
  }

  private SliceEngine engine() throws IOException {
    return openSession().engine();
  }

  private SliceEngine engineForWriting() throws IOException {
    SliceSession open = openSession();
    open.willWrite();
    return open.engine();
  }

  private SliceSession openSession() throws IOException {
    refuseIfClosed();
    SliceSession open = session;
    if (open == null || broken) {
      throw new IOException(
          "slice " + directory + (opened ? " has just failed" : " is not open yet"));
    }
    return open;
  }

  private void refuseIfClosed() throws IOException {
    if (closed) {
      throw new IOException("the disk store in " + directory.getParent() + " is closed");
    }
  }

  private void repairIfBroken() throws IOException {
    if (!broken) {
      return;
    }
    lock.writeLock().lock();
    try {
      if (broken && !closed) {
        LOG.warn("Discarded the records in {} after a failure", directory);
        startAnew();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Under the exclusive lock; on failure the slice is broken and the next call tries again. */
  private void startAnew() throws IOException {
    broken = true;
    SliceSession old = session;
    session = null;
    try {
      if (old != null) {
        old.close();
      }
    } catch (Throwable e) {
      LOG.debug("Closing what is about to be deleted failed", e);
    }
    try {
      startEmpty();
      broken = false;
    } catch (Throwable e) {
      throw new IOException("cannot recreate slice " + directory, e);
    }
  }

  private void startEmpty() throws IOException {
    files.wipe();
    session = SliceSession.create(files, shape);
  }

  /** What to throw; unless the failure is known to be harmless, the slice counts as broken. */
  private IOException failed(String what, Throwable failure, boolean harmless) {
    if (failure instanceof IOException e) {
      return e;
    }
    if (!harmless) {
      broken = true;
    }
    return new IOException("cannot " + what + " slice " + directory, failure);
  }

  /** A read that failed or found no heap changes nothing. */
  private static boolean isReadError(Throwable e) {
    return e instanceof OutOfMemoryError || e.getCause() instanceof IOException;
  }

  /** The engine writes a record's bytes before it changes anything else. */
  private static boolean isRefusedWrite(Throwable e) {
    return e instanceof UncheckedIOException || e instanceof OversizeMappingException;
  }
}
