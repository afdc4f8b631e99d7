package com.heliosdb.edge.cache.store;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One file, read and written at positions by many threads, that knows which of its blocks may have
 * changed since it was opened: those written, and those ever mapped. Thread-safe; an interrupt of a
 * thread inside a call neither fails the call nor closes the file, and stays pending.
 */
final class DataFile implements Closeable {
  /** The unit of change. */
  static final int BLOCK_BYTES = 1 << 16;

  /** Opens the file for reading and writing, creating it if need be. */
  @FunctionalInterface
  interface Opener {
    /** The real one. */
    Opener DEFAULT =
        path ->
            FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

    /** A new channel. */
    FileChannel open(Path path) throws IOException;
  }

  @FunctionalInterface
  private interface Access<R> {
    R on(FileChannel channel) throws IOException;
  }

  private final Path path;
  private final Opener opener;

  /** One bit a block: set if it may have changed. */
  private final AtomicLongArray changed;

  private final AtomicLong writes = new AtomicLong();
  private final ReentrantLock reopening = new ReentrantLock();

  /** Replaced under {@link #reopening} when an interrupt has closed it. */
  private volatile FileChannel channel;

  private volatile boolean closed;

  /**
   * Opens the file.
   *
   * @param maxBytes the greatest length it will have
   */
  DataFile(Path path, long maxBytes, Opener opener) throws IOException {
    this.path = path;
    this.opener = opener;
    this.changed = new AtomicLongArray(Math.toIntExact(blocksIn(maxBytes) / Long.SIZE + 1));
    this.channel = opener.open(path);
  }

  /** The number of blocks that a file of this length has, the last one perhaps in part. */
  static long blocksIn(long bytes) {
    return (bytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
  }

  Path path() {
    return path;
  }

  long size() throws IOException {
    return uninterrupted(FileChannel::size);
  }

  /** Reads up to the buffer's remaining bytes; -1 at the end of the file. */
  int read(ByteBuffer target, long position) throws IOException {
    return uninterrupted(open -> open.read(target, position));
  }

  /** Fills the buffer. */
  void readFully(ByteBuffer target, long position) throws IOException {
    int start = target.position();
    while (target.hasRemaining()) {
      if (read(target, position + target.position() - start) < 0) {
        throw new EOFException(path + " ends before position " + (position + target.limit()));
      }
    }
  }

  /** Writes all remaining bytes. */
  void write(ByteBuffer source, long position) throws IOException {
    markChanged(position, source.remaining());
    int start = source.position();
    try {
      while (source.hasRemaining()) {
        uninterrupted(open -> open.write(source, position + source.position() - start));
      }
    } finally {
      writes.incrementAndGet();
    }
  }

  /** How many writes have ended. */
  long writes() {
    return writes.get();
  }

  /**
   * Maps bytes for reading and writing. They are written to first: on a full disk that fails here,
   * where a mapped hole would kill a later access.
   */
  MappedByteBuffer mapNew(long position, int bytes) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocate(Math.min(bytes, BLOCK_BYTES));
    for (long done = 0; done < bytes; done += zeros.limit()) {
      write(zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - done)), position + done);
    }
    return map(position, bytes);
  }

  /** Maps bytes of the file for reading and writing. */
  MappedByteBuffer map(long position, int bytes) throws IOException {
    if (position + bytes > size()) {
      throw new EOFException(path + " ends before position " + (position + bytes));
    }
    markChanged(position, bytes);
    return uninterrupted(open -> open.map(MapMode.READ_WRITE, position, bytes));
  }

  /** Whether the block was written or mapped since the file was opened. */
  boolean isChanged(long block) {
    return (changed.get((int) (block / Long.SIZE)) & (1L << block)) != 0;
  }

  /** Makes what was written durable. */
  void force() throws IOException {
    uninterrupted(
        open -> {
          open.force(true);
          return open;
        });
  }

  @Override
  public void close() throws IOException {
    reopening.lock();
    try {
      closed = true;
      channel.close();
    } finally {
      reopening.unlock();
    }
  }

  private void markChanged(long position, long bytes) {
    long last = (position + Math.max(bytes, 1) - 1) / BLOCK_BYTES;
    for (long block = position / BLOCK_BYTES; block <= last; block++) {
      long bit = 1L << block;
      int word = (int) (block / Long.SIZE);
      if ((changed.get(word) & bit) == 0) {
        changed.accumulateAndGet(word, bit, (before, added) -> before | added);
      }
    }
  }

  /** Positional access may be repeated, so an access cut short by an interrupt is. */
  private <R> R uninterrupted(Access<R> access) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        FileChannel current = channel;
        try {
          return access.on(current);
        } catch (ClosedChannelException e) {
          interrupted |= Thread.interrupted();
          reopen(current, e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void reopen(FileChannel failed, ClosedChannelException cause) throws IOException {
    reopening.lock();
    try {
      if (closed) {
        throw new IOException(path + " is closed", cause);
      }
      if (channel == failed) {
        channel = opener.open(path);
      }
    } finally {
      reopening.unlock();
    }
  }
}
