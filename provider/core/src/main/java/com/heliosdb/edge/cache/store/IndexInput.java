package com.heliosdb.edge.cache.store;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInput;

/**
 * Reads the disk engine's index as plain numbers. Not an object stream: whatever stands in the
 * file, nothing is ever deserialized from it.
 */
final class IndexInput extends DataInputStream implements ObjectInput {
  IndexInput(InputStream in) {
    super(in);
  }

  @Override
  public Object readObject() throws IOException {
    throw new IOException("the index of a disk store holds no objects, but one was asked for");
  }
}
