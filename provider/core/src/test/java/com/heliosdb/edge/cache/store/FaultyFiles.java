package com.heliosdb.edge.cache.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** Opens real files whose reads, writes and syncs fail on demand. */
final class FaultyFiles implements DataFile.Opener {
  /** What happens instead of, or before, an access. */
  @FunctionalInterface
  interface Fault {
    /** Nothing. */
    Fault NONE = () -> {};

    /** What a file on a full disk does. */
    Fault DISK_FULL =
        () -> {
          throw new IOException("No space left on device");
        };

    /** Throws, or waits, or does nothing. */
    void strike() throws IOException;
  }

  volatile Fault onRead = Fault.NONE;
  volatile Fault onWrite = Fault.NONE;
  volatile Fault onForce = Fault.NONE;

  @Override
  public FileChannel open(Path path) throws IOException {
    return new Channel(DataFile.Opener.DEFAULT.open(path));
  }

  private final class Channel extends FileChannel {
    private final FileChannel real;

    Channel(FileChannel real) {
      this.real = real;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      onRead.strike();
      return real.read(target, position);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      onWrite.strike();
      return real.write(source, position);
    }

    @Override
    public long size() throws IOException {
      return real.size();
    }

    @Override
    public void force(boolean metaData) throws IOException {
      onForce.strike();
      real.force(metaData);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
      return real.map(mode, position, size);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      real.close();
    }

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
    public FileLock lock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }
  }
}
