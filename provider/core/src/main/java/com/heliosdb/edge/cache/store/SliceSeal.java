package com.heliosdb.edge.cache.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * What a slice's files were when it was closed cleanly. The seal is written last at close and
 * deleted before the files are touched again; a slice without one was not closed cleanly.
 *
 * <p>Format, big-endian: magic {@code 48 45 43 53} ("HECS") · version, int 1 · slice, int · slices,
 * int · length of the data file, long · length of the index, long · CRC32C of the index, int ·
 * CRC32C of each 64 KiB block of the data file, ints · CRC32C of all before, int. The number of
 * blocks follows from the length of the data file. For example, slice 3 of 16 with 100,000 bytes of
 * data in two blocks and 200 bytes of index:
 *
 * <pre>48454353 00000001 00000003 00000010 00000000000186a0 00000000000000c8 iiiiiiii
 * bbbbbbbb bbbbbbbb ssssssss</pre>
 *
 * @param slice the number of the slice
 * @param slices the number of slices
 * @param dataBytes the length of the data file
 * @param indexBytes the length of the index
 * @param indexSum the CRC32C of the index
 * @param blockSums the CRC32C of each block of the data file; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared and printed by nobody
record SliceSeal(
    int slice, int slices, long dataBytes, long indexBytes, int indexSum, int[] blockSums) {
  private static final int MAGIC = 0x48454353;
  private static final int VERSION = 1;
  private static final int FIXED_BYTES = 6 * Integer.BYTES + 2 * Long.BYTES;

  /** Writes the seal, durably and whole or not at all. */
  void write(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(FIXED_BYTES + blockSums.length * Integer.BYTES);
    bytes.putInt(MAGIC).putInt(VERSION).putInt(slice).putInt(slices);
    bytes.putLong(dataBytes).putLong(indexBytes).putInt(indexSum);
    for (int sum : blockSums) {
      bytes.putInt(sum);
    }
    bytes.putInt(sum(bytes.array(), bytes.position()));
    Durable.replace(file, bytes.array());
  }

  /**
   * Reads a seal.
   *
   * @param maxDataBytes the greatest length a data file may have
   * @throws IOException if there is none, or it is not one; the message says why
   */
  static SliceSeal read(Path file, long maxDataBytes) throws IOException {
    if (Files.size(file) > FIXED_BYTES + DataFile.blocksIn(maxDataBytes) * Integer.BYTES) {
      throw new IOException("the seal is too long");
    }
    byte[] content = Files.readAllBytes(file);
    int summed = content.length - Integer.BYTES;
    ByteBuffer bytes = ByteBuffer.wrap(content);
    if (content.length < FIXED_BYTES || bytes.getInt(summed) != sum(content, summed)) {
      throw new IOException("the seal is damaged");
    }
    if (bytes.getInt() != MAGIC || bytes.getInt() != VERSION) {
      throw new IOException("the seal is of an unknown version");
    }
    int slice = bytes.getInt();
    int slices = bytes.getInt();
    long dataBytes = bytes.getLong();
    long indexBytes = bytes.getLong();
    int indexSum = bytes.getInt();
    int[] blockSums = new int[(summed - bytes.position()) / Integer.BYTES];
    bytes.asIntBuffer().get(blockSums);
    if (DataFile.blocksIn(dataBytes) != blockSums.length) {
      throw new IOException("the seal contradicts itself");
    }
    return new SliceSeal(slice, slices, dataBytes, indexBytes, indexSum, blockSums);
  }

  private static int sum(byte[] bytes, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, length);
    return (int) sum.getValue();
  }
}
