package com.heliosdb.edge.cache.spi;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Opens disk stores of one kind; found through {@link java.util.ServiceLoader} by {@link #name()}.
 */
public interface DiskStoreProvider {
  /** The value of {@code disk.store} that selects this kind, such as {@code ehcache}. */
  String name();

  /**
   * Opens the store in a directory that this process owns; reads no stored data yet.
   *
   * @param directory exists, is writable and is used by nothing else
   * @param capacityBytes the bytes of payload the store must have room for
   * @param slices the number of slices for a new directory; a power of two
   * @throws IOException if the directory cannot be used
   */
  DiskStore open(Path directory, long capacityBytes, int slices) throws IOException;
}
