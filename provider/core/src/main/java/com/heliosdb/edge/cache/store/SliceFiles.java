package com.heliosdb.edge.cache.store;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * The directory of one slice: {@code data} and {@code index}, both Ehcache's, and {@code seal},
 * ours. Not thread-safe.
 */
final class SliceFiles {
  private static final String DATA = "data";
  private static final String INDEX = "index";
  private static final String SEAL = "seal";

  private final Path directory;
  private final DataFile.Opener opener;

  SliceFiles(Path directory, DataFile.Opener opener) {
    this.directory = directory;
    this.opener = opener;
  }

  Path index() {
    return directory.resolve(INDEX);
  }

  /** Whether there is nothing at all, not even a foreign file. */
  boolean isEmpty() throws IOException {
    return names().isEmpty();
  }

  /** Deletes everything and leaves an empty directory. */
  void wipe() throws IOException {
    Durable.deleteTree(directory);
    Files.createDirectories(directory);
  }

  /** Length of the data file in bytes. */
  long dataBytes() throws IOException {
    return Files.size(directory.resolve(DATA));
  }

  /** Opens the data file, creating it if need be. */
  DataFile openData(long maxBytes) throws IOException {
    return new DataFile(directory.resolve(DATA), maxBytes, opener);
  }

  /** Writes the seal; everything else must be durable already. */
  void seal(SliceSeal seal) throws IOException {
    seal.write(directory.resolve(SEAL));
  }

  /** Removes the seal; from now on the files count as not closed cleanly. */
  void unseal() throws IOException {
    Durable.delete(directory.resolve(SEAL));
  }

  /**
   * Checks every byte of every file against the seal.
   *
   * @param abandoned asked between blocks
   * @return the seal
   * @throws IOException if anything is missing, foreign, damaged or cannot be read; the message
   *     says what
   * @throws AbandonedException if the check was abandoned
   */
  SliceSeal verify(int slice, int slices, BooleanSupplier abandoned) throws IOException {
    Set<String> names = names();
    if (!names.contains(SEAL)) {
      throw new IOException("it was not closed cleanly");
    }
    if (!names.equals(Set.of(DATA, INDEX, SEAL))) {
      throw new IOException(
          "it should hold " + DATA + ", " + INDEX + ", " + SEAL + ", but " + names);
    }
    SliceSeal seal = SliceSeal.read(directory.resolve(SEAL), dataBytes());
    if (seal.slice() != slice || seal.slices() != slices) {
      throw new IOException("it is slice " + seal.slice() + " of " + seal.slices());
    }
    if (dataBytes() != seal.dataBytes() || Files.size(index()) != seal.indexBytes()) {
      throw new IOException("a file has another length than at close");
    }
    if (sumIndex() != seal.indexSum()) {
      throw new IOException("the index is damaged");
    }
    try (InputStream data = Files.newInputStream(directory.resolve(DATA))) {
      byte[] block = new byte[DataFile.BLOCK_BYTES];
      for (int i = 0; i < seal.blockSums().length; i++) {
        if (abandoned.getAsBoolean()) {
          throw new AbandonedException();
        }
        CRC32C sum = new CRC32C();
        sum.update(block, 0, data.readNBytes(block, 0, block.length));
        if ((int) sum.getValue() != seal.blockSums()[i]) {
          throw new IOException("block " + i + " of the data is damaged");
        }
      }
    }
    return seal;
  }

  /** Writes a new index, durably. */
  void writeIndex(SliceEngine engine) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(index()), 1 << 16)) {
      engine.writeIndex(out);
    }
    Durable.sync(index());
  }

  /** The CRC32C of the index. */
  int sumIndex() throws IOException {
    CheckedOutputStream sum =
        new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32C());
    Files.copy(index(), sum);
    return (int) sum.getChecksum().getValue();
  }

  /** The CRC32C of one block of the data. */
  static int sumBlock(DataFile data, long block, long dataBytes, ByteBuffer buffer)
      throws IOException {
    long start = block * DataFile.BLOCK_BYTES;
    buffer.clear().limit((int) Math.min(DataFile.BLOCK_BYTES, dataBytes - start));
    data.readFully(buffer, start);
    CRC32C sum = new CRC32C();
    sum.update(buffer.flip());
    return (int) sum.getValue();
  }

  private Set<String> names() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(directory)) {
      files.forEach(file -> names.add(String.valueOf(file.getFileName())));
    } catch (NoSuchFileException e) {
      return names;
    }
    return names;
  }

  /** The check of a slice was given up because the store is being closed. */
  static final class AbandonedException extends IOException {
    private static final long serialVersionUID = 1;

    private AbandonedException() {
      super("the disk store was closed while a slice was being verified");
    }
  }
}
