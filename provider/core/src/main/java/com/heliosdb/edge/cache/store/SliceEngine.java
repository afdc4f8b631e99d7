package com.heliosdb.edge.cache.store;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import org.ehcache.shadow.org.terracotta.offheapstore.disk.persistent.PersistentConcurrentOffHeapClockCache;
import org.ehcache.shadow.org.terracotta.offheapstore.disk.storage.FileBackedStorageEngine;
import org.ehcache.shadow.org.terracotta.offheapstore.util.Factory;
import org.ehcache.shadow.org.terracotta.offheapstore.util.MemoryUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ehcache's disk engine over one data file, assembled by hand. It is the map under Ehcache's disk
 * tier without the layers that a byte store must not have: an index read by an object stream, an
 * unbounded write queue, failures that are only logged, access times written back by reads.
 *
 * <p>Thread-safe, starts no thread. Methods throw whatever the engine throws.
 */
final class SliceEngine implements Closeable {
  /** Slots of a new segment's table; it grows. */
  private static final int INITIAL_SLOTS = 64;

  /** Into how many chunks a full pool is divided at least. */
  private static final int CHUNKS = 64;

  private final RecordWindows windows;
  private final EnginePages pages;
  private final PersistentConcurrentOffHeapClockCache<RecordKey, byte[]> segments;

  private SliceEngine(
      RecordWindows windows,
      EnginePages pages,
      PersistentConcurrentOffHeapClockCache<RecordKey, byte[]> segments) {
    this.windows = windows;
    this.pages = pages;
    this.segments = segments;
  }

  /** An engine without records over an empty file. */
  static SliceEngine create(DataFile data, long poolBytes, int segmentCount) throws IOException {
    RecordWindows windows = new RecordWindows(data);
    EnginePages pages = new EnginePages(data, windows, poolBytes);
    try {
      return new SliceEngine(
          windows,
          pages,
          new PersistentConcurrentOffHeapClockCache<>(
              pages,
              storage(pages, poolBytes, true),
              (long) INITIAL_SLOTS * segmentCount,
              segmentCount));
    } catch (Throwable e) {
      pages.close();
      throw e;
    }
  }

  /** The engine that once wrote this index, over its file. Both must have been verified. */
  static SliceEngine recover(DataFile data, long poolBytes, Path index) throws IOException {
    RecordWindows windows = new RecordWindows(data);
    EnginePages pages = new EnginePages(data, windows, poolBytes);
    try (IndexInput input = new IndexInput(new BufferedInputStream(Files.newInputStream(index)))) {
      PersistentConcurrentOffHeapClockCache<RecordKey, byte[]> segments =
          new PersistentConcurrentOffHeapClockCache<>(
              input, pages, storage(pages, poolBytes, false));
      segments.bootstrap(input);
      return new SliceEngine(windows, pages, segments);
    } catch (Throwable e) {
      pages.close();
      throw e;
    }
  }

  byte @Nullable [] get(RecordKey key) {
    windows.bind();
    try {
      return segments.get(key);
    } finally {
      windows.unbind();
    }
  }

  void put(RecordKey key, byte[] bytes) {
    windows.bind();
    try {
      segments.put(key, bytes);
    } finally {
      windows.unbind();
    }
  }

  void remove(RecordKey key) {
    windows.bind();
    try {
      segments.removeNoReturn(key);
    } finally {
      windows.unbind();
    }
  }

  /** All records, weakly consistent. */
  Iterator<Map.Entry<RecordKey, byte[]>> records() {
    return segments.entrySet().iterator();
  }

  /** Makes the data file durable. */
  void flush() throws IOException {
    pages.flush();
  }

  /** Writes what is needed, besides the data file, to recover. */
  void writeIndex(OutputStream target) throws IOException {
    IndexOutput output = new IndexOutput(target);
    segments.persist(output);
    output.flush();
  }

  @Override
  public void close() throws IOException {
    segments.close();
  }

  private static Factory<FileBackedStorageEngine<RecordKey, byte[]>> storage(
      EnginePages pages, long poolBytes, boolean fresh) {
    return FileBackedStorageEngine.createFactory(
        pages,
        Math.max(poolBytes / CHUNKS, 1024),
        MemoryUnit.BYTES,
        StatelessPortability.KEYS,
        StatelessPortability.VALUES,
        CallerRuns::new,
        fresh);
  }
}
