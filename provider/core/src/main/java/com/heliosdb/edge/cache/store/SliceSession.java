package com.heliosdb.edge.cache.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/**
 * A slice's files while Ehcache works on them, from unsealing to sealing. Opening and closing are
 * for one thread, the engine is for many.
 */
final class SliceSession implements Closeable {
  private final SliceFiles files;
  private final DataFile data;
  private final SliceEngine engine;

  /** What was verified at opening; null if the slice was empty. */
  private final @Nullable SliceSeal before;

  /** Whether a record was written or removed. Racy by design: it only ever becomes true. */
  private volatile boolean written;

  private SliceSession(
      SliceFiles files, DataFile data, SliceEngine engine, @Nullable SliceSeal before) {
    this.files = files;
    this.data = data;
    this.engine = engine;
    this.before = before;
  }

  /** Starts with no records in an empty directory. */
  static SliceSession create(SliceFiles files, SliceShape shape) throws IOException {
    DataFile data = files.openData(shape.poolBytes());
    try {
      SliceEngine engine = SliceEngine.create(data, shape.poolBytes(), shape.segments());
      return new SliceSession(files, data, engine, null);
    } catch (Throwable e) {
      data.close();
      throw e;
    }
  }

  /** Starts with the records that were verified against this seal. */
  static SliceSession recover(SliceFiles files, SliceShape shape, SliceSeal seal)
      throws IOException {
    files.unseal();
    long poolBytes = Math.max(shape.poolBytes(), seal.dataBytes());
    DataFile data = files.openData(poolBytes);
    try {
      return new SliceSession(
          files, data, SliceEngine.recover(data, poolBytes, files.index()), seal);
    } catch (Throwable e) {
      data.close();
      throw e;
    }
  }

  SliceEngine engine() {
    return engine;
  }

  /** To be called before a record is written or removed. */
  void willWrite() {
    if (!written) {
      written = true;
    }
  }

  /**
   * Makes everything durable and seals it; the engine must not be used meanwhile nor afterwards.
   *
   * @return the number of blocks whose sum was computed anew
   */
  int seal(int slice, int slices) throws IOException {
    engine.flush();
    if (before == null || written) {
      files.writeIndex(engine);
    }
    long dataBytes = data.size();
    int[] sums = new int[Math.toIntExact(DataFile.blocksIn(dataBytes))];
    ByteBuffer buffer = ByteBuffer.allocate(DataFile.BLOCK_BYTES);
    int summed = 0;
    for (int block = 0; block < sums.length; block++) {
      if (before != null && block < unchangedBefore(before) && !data.isChanged(block)) {
        sums[block] = before.blockSums()[block];
      } else {
        sums[block] = SliceFiles.sumBlock(data, block, dataBytes, buffer);
        summed++;
      }
    }
    data.force();
    files.seal(
        new SliceSeal(slice, slices, dataBytes, Files.size(files.index()), files.sumIndex(), sums));
    return summed;
  }

  /** Releases the files; without a seal their content is lost. */
  @Override
  public void close() throws IOException {
    try {
      engine.close();
    } finally {
      data.close();
    }
  }

  /** Growth changes the last block, if it was a partial one, and all behind it. */
  private static long unchangedBefore(SliceSeal before) {
    return before.dataBytes() / DataFile.BLOCK_BYTES;
  }
}
