package com.heliosdb.edge.cache.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Joins the small reads and writes of one call of the disk engine: it reads a record in five pieces
 * and writes it in five, which lie side by side. A thread binds a window for the duration of a
 * call; without one, every access goes straight to the file. Thread-safe; nothing stays with a
 * thread.
 */
final class RecordWindows {
  private static final int READ_BYTES = 4_096;
  private static final int WRITE_BYTES = 8_192;

  /** Set for the duration of a call; calls into two engines are never nested. */
  private static final ThreadLocal<@Nullable Window> BOUND = new ThreadLocal<>();

  private final DataFile data;

  /** As many as threads were ever inside at once. */
  private final Queue<Window> idle = new ConcurrentLinkedQueue<>();

  RecordWindows(DataFile data) {
    this.data = data;
  }

  /** To be followed by {@link #unbind()} on the same thread. */
  void bind() {
    Window window = idle.poll();
    BOUND.set(window == null ? new Window() : window);
  }

  /** Ends the call. What was written but not flushed was part of a call that failed. */
  void unbind() {
    Window window = BOUND.get();
    BOUND.remove();
    if (window != null) {
      window.reset();
      idle.add(window);
    }
  }

  int read(ByteBuffer target, long position) throws IOException {
    Window window = BOUND.get();
    return window == null ? data.read(target, position) : window.read(target, position);
  }

  /** The bytes are in the file at the latest when {@link #flush()} has returned. */
  void write(ByteBuffer source, long position) throws IOException {
    Window window = BOUND.get();
    if (window == null) {
      data.write(source, position);
    } else {
      window.write(source, position);
    }
  }

  void flush() throws IOException {
    Window window = BOUND.get();
    if (window != null) {
      window.flush();
    }
  }

  private final class Window {
    private final ByteBuffer ahead = ByteBuffer.allocateDirect(READ_BYTES).limit(0);
    private long aheadPosition;

    /**
     * The writes to the file before the window was read. Another thread that changes a record
     * counts its write before it lets go of the engine's lock on it, so whoever takes that lock
     * afterwards does not use a window that is out of date.
     */
    private long aheadWrites;

    private final ByteBuffer gathered = ByteBuffer.allocateDirect(WRITE_BYTES);
    private long gatheredPosition;

    int read(ByteBuffer target, long position) throws IOException {
      flush();
      if (!isAhead(position)) {
        if (target.remaining() >= READ_BYTES) {
          return data.read(target, position);
        }
        aheadWrites = data.writes();
        aheadPosition = position;
        int read = readAhead(position);
        if (read < 0) {
          return read;
        }
      }
      int from = (int) (position - aheadPosition);
      int bytes = Math.min(target.remaining(), ahead.limit() - from);
      target.put(ahead.slice(from, bytes));
      return bytes;
    }

    /** A read that fails leaves the window empty. */
    private int readAhead(long position) throws IOException {
      ahead.clear();
      try {
        return data.read(ahead, position);
      } finally {
        ahead.flip();
      }
    }

    private boolean isAhead(long position) {
      return position >= aheadPosition
          && position < aheadPosition + ahead.limit()
          && aheadWrites == data.writes();
    }

    void write(ByteBuffer source, long position) throws IOException {
      if (position != gatheredPosition + gathered.position()
          || source.remaining() > gathered.remaining()) {
        flush();
        gatheredPosition = position;
      }
      if (source.remaining() > gathered.remaining()) {
        data.write(source, position);
      } else {
        gathered.put(source);
      }
    }

    void flush() throws IOException {
      if (gathered.position() > 0) {
        try {
          data.write(gathered.flip(), gatheredPosition);
        } finally {
          gathered.clear();
        }
      }
    }

    void reset() {
      ahead.limit(0);
      gathered.clear();
    }
  }
}
