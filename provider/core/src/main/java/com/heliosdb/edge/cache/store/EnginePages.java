package com.heliosdb.edge.cache.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.ehcache.shadow.org.terracotta.offheapstore.disk.paging.MappedPage;
import org.ehcache.shadow.org.terracotta.offheapstore.disk.paging.MappedPageSource;
import org.ehcache.shadow.org.terracotta.offheapstore.paging.OffHeapStorageArea;
import org.ehcache.shadow.org.terracotta.offheapstore.paging.Page;
import org.jspecify.annotations.Nullable;

/**
 * Divides a {@link DataFile} among the disk engine's records (read and written through channels)
 * and its hash tables (mapped). Every access goes through the DataFile, so that it sees what
 * changes. The inherited source would reach the file by channels of its own and free tables on a
 * thread of its own. Thread-safe.
 */
final class EnginePages extends MappedPageSource {
  private final DataFile data;
  private final RecordWindows windows;

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
  }

  @Override
  public FileChannel getReadableChannel() {
    return new EngineChannel(data, windows);
  }

  @Override
  public FileChannel getWritableChannel() {
    return new EngineChannel(data, windows);
  }

  /** The inherited method writes the region's last byte, if at all, beyond the end of the file. */
  @Override
  public synchronized @Nullable Long allocateRegion(long size) {
    // Its channel would not survive an interrupt.
    boolean interrupted = Thread.interrupted();
    try {
      return super.allocateRegion(size);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A zeroed table, or null if there is no room. */
  @Override
  public synchronized @Nullable MappedPage allocate(
      int size, boolean thief, boolean victim, @Nullable OffHeapStorageArea owner) {
    Long position = allocateRegion(size);
    if (position == null) {
      return null;
    }
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
  public synchronized MappedPage claimPage(long address, long size) throws IOException {
    claimRegion(address, size);
    MappedPage page = new MappedPage(data.map(address, Math.toIntExact(size)));
    positions.put(page, address);
    return page;
  }

  /** Nobody writes to the mapping any more, and the region stays marked as changed. */
  @Override
  public synchronized void free(Page page) {
    freeRegion(position(page));
    positions.remove(page);
  }

  @Override
  public long getAddress(Page page) {
    return position(page);
  }

  /** Makes tables and records durable. */
  @Override
  public synchronized void flush() throws IOException {
    positions.keySet().forEach(page -> ((MappedPage) page).asByteBuffer().force());
    data.force();
  }

  private long position(Page page) {
    Long position = positions.get(page);
    if (position == null) {
      throw new IllegalStateException("the page is not one of this source");
    }
    return position;
  }
}
