package com.heliosdb.edge.cache.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * The disk engine's view of a {@link DataFile}: what it uses of a channel, and nothing else. A
 * write that fails throws an {@link UncheckedIOException}: the engine would log an IOException,
 * forget it and keep a record that was never written.
 */
final class EngineChannel extends FileChannel {
  private final DataFile data;
  private final RecordWindows windows;

  EngineChannel(DataFile data, RecordWindows windows) {
    this.data = data;
    this.windows = windows;
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return windows.read(target, position);
  }

  @Override
  public int write(ByteBuffer source, long position) {
    int bytes = source.remaining();
    try {
      windows.write(source, position);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }

  /** The engine asks for the size after each record it has written: the moment to flush. */
  @Override
  public long size() throws IOException {
    try {
      windows.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return data.size();
  }

  @Override
  public void force(boolean metaData) throws IOException {
    data.force();
  }

  /** The file outlives the view. */
  @Override
  protected void implCloseChannel() {}

  @Override
  public int read(ByteBuffer target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer source) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long position() {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel position(long newPosition) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel truncate(long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }
}
