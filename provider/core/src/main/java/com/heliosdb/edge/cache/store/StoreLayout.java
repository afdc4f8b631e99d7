package com.heliosdb.edge.cache.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands in a store's directory: the file {@code layout} and one directory for each slice,
 * {@code slice-0} and so on.
 *
 * <p>Format of {@code layout}, big-endian ints: magic {@code 48 45 43 4c} ("HECL") · version, 1 ·
 * number of slices · CRC32C of all before. If it is missing or damaged, all slices are deleted and
 * a new one is written.
 *
 * @param directory the store's directory
 * @param slices the number of slices
 * @param discarded whether there were records of which nothing is known any more
 */
record StoreLayout(Path directory, int slices, boolean discarded) {
  private static final Logger LOG = LoggerFactory.getLogger(StoreLayout.class);

  private static final int MAGIC = 0x4845434c;
  private static final int VERSION = 1;
  private static final int SUMMED_BYTES = 3 * Integer.BYTES;
  private static final int MAX_SLICES = 256;
  private static final String FILE = "layout";
  private static final String SLICE = "slice-";

  /** The directory of a slice. */
  Path slice(int number) {
    return directory.resolve(SLICE + number);
  }

  /** The layout of the store that is there, or else of the new one. */
  static StoreLayout open(Path directory, int newSlices) throws IOException {
    Path file = directory.resolve(FILE);
    if (Files.exists(file)) {
      int slices = parse(Files.readAllBytes(file));
      if (slices > 0) {
        return new StoreLayout(directory, slices, false);
      }
      LOG.warn("Discarded all records in {}: {} is damaged or of another version", directory, file);
    }
    if (!isSliceCount(newSlices)) {
      throw new IllegalArgumentException(
          "slices must be a power of two from 1 to %d but was %d".formatted(MAX_SLICES, newSlices));
    }
    boolean discarded = deleteSlices(directory);
    Durable.replace(file, format(newSlices));
    return new StoreLayout(directory, newSlices, discarded);
  }

  private static boolean deleteSlices(Path directory) throws IOException {
    boolean any = false;
    try (DirectoryStream<Path> slices = Files.newDirectoryStream(directory, SLICE + "*")) {
      for (Path slice : slices) {
        Durable.deleteTree(slice);
        any = true;
      }
    }
    return any;
  }

  private static byte[] format(int slices) {
    ByteBuffer bytes = ByteBuffer.allocate(SUMMED_BYTES + Integer.BYTES);
    bytes.putInt(MAGIC).putInt(VERSION).putInt(slices).putInt(sum(bytes.array()));
    return bytes.array();
  }

  /** The number of slices, or 0 if the bytes are no layout. */
  private static int parse(byte[] content) {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    if (content.length != SUMMED_BYTES + Integer.BYTES
        || bytes.getInt(SUMMED_BYTES) != sum(content)
        || bytes.getInt() != MAGIC
        || bytes.getInt() != VERSION) {
      return 0;
    }
    int slices = bytes.getInt();
    return isSliceCount(slices) ? slices : 0;
  }

  private static boolean isSliceCount(int slices) {
    return slices >= 1 && slices <= MAX_SLICES && Integer.bitCount(slices) == 1;
  }

  private static int sum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, SUMMED_BYTES);
    return (int) sum.getValue();
  }
}
