package com.heliosdb.edge.cache.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.ehcache.shadow.org.terracotta.offheapstore.disk.paging.MappedPage;
import org.ehcache.shadow.org.terracotta.offheapstore.disk.paging.MappedPageSource;
import org.ehcache.shadow.org.terracotta.offheapstore.disk.paging.PowerOfTwoFileAllocator;
import org.ehcache.shadow.org.terracotta.offheapstore.paging.OffHeapStorageArea;
import org.ehcache.shadow.org.terracotta.offheapstore.paging.Page;
import org.jspecify.annotations.Nullable;

/**
 * Divides a {@link DataFile} among the disk engine's records (read and written through channels)
 * and its hash tables (mapped). Every access goes through the DataFile, so that it sees what
 * changes. The inherited source would reach the file by channels of its own and free tables on a
 * thread of its own. Thread-safe.
 */
// A lock takes the place of the inherited monitor.
@SuppressWarnings("UnsynchronizedOverridesSynchronized")
final class EnginePages extends MappedPageSource {
  private final DataFile data;
  private final RecordWindows windows;
  private final PowerOfTwoFileAllocator allocator;

  /** Held for I/O too, and so no monitor. */
  private final ReentrantLock lock = new ReentrantLock();

  /** The size of each allocated region by its position; guarded by the lock, like the allocator. */
  private final Map<Long, Long> sizes = new HashMap<>();

  /** The position of each mapped table; pages are compared by identity. */
  private final Map<Page, Long> positions = new ConcurrentHashMap<>();

  /**
   * Divides the file.
   *
   * @param poolBytes the length up to which it may grow
   */
  EnginePages(DataFile data, RecordWindows windows, long poolBytes) throws IOException {
    super(data.path().toFile(), false, poolBytes);
    this.data = data;
    this.windows = windows;
    this.allocator = new PowerOfTwoFileAllocator(poolBytes);
  }

  @Override
  public FileChannel getReadableChannel() {
    return new EngineChannel(data, windows);
  }

  @Override
  public FileChannel getWritableChannel() {
    return new EngineChannel(data, windows);
  }

  /** The position of a free region, or null if there is none; the file may end before it. */
  @Override
  public @Nullable Long allocateRegion(long size) {
    lock.lock();
    try {
      Long position = allocator.allocate(size);
      if (position != null) {
        sizes.put(position, size);
      }
      return position;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long claimRegion(long position, long size) {
    lock.lock();
    try {
      allocator.mark(position, size);
      sizes.put(position, size);
      return position;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void freeRegion(long position) {
    lock.lock();
    try {
      Long size = sizes.remove(position);
      if (size == null) {
        throw new IllegalStateException("no region was allocated at " + position);
      }
      allocator.free(position, size);
    } finally {
      lock.unlock();
    }
  }

  /** A zeroed table, or null if there is no room. */
  @Override
  public @Nullable MappedPage allocate(
      int size, boolean thief, boolean victim, @Nullable OffHeapStorageArea owner) {
    lock.lock();
    try {
      Long position = allocateRegion(size);
      return position == null ? null : mapNew(position, size);
    } finally {
      lock.unlock();
    }
  }

  private @Nullable MappedPage mapNew(long position, int size) {
    try {
      MappedPage page = new MappedPage(data.mapNew(position, size));
      positions.put(page, position);
      return page;
    } catch (IOException e) {
      freeRegion(position);
      return null;
    }
  }

  @Override
  public MappedPage claimPage(long address, long size) throws IOException {
    lock.lock();
    try {
      claimRegion(address, size);
      MappedPage page = new MappedPage(data.map(address, Math.toIntExact(size)));
      positions.put(page, address);
      return page;
    } finally {
      lock.unlock();
    }
  }

  /** Nobody writes to the mapping any more, and the region stays marked as changed. */
  @Override
  public void free(Page page) {
    lock.lock();
    try {
      freeRegion(position(page));
      positions.remove(page);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long getAddress(Page page) {
    return position(page);
  }

  /** Makes tables and records durable. */
  @Override
  public void flush() throws IOException {
    lock.lock();
    try {
      positions.keySet().forEach(page -> ((MappedPage) page).asByteBuffer().force());
      data.force();
    } finally {
      lock.unlock();
    }
  }

  private long position(Page page) {
    Long position = positions.get(page);
    if (position == null) {
      throw new IllegalStateException("the page is not one of this source");
    }
    return position;
  }
}
