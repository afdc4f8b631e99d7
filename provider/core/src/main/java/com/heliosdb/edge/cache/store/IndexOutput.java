package com.heliosdb.edge.cache.store;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutput;
import java.io.OutputStream;

/** Writes the disk engine's index as plain numbers; it asks for nothing else. */
final class IndexOutput extends DataOutputStream implements ObjectOutput {
  IndexOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void writeObject(Object object) throws IOException {
    throw new IOException("the index of a disk store holds no objects, but was given one");
  }
}
