package com.heliosdb.edge.cache.codec;

import com.heliosdb.edge.cache.spi.ValueCodec;
import java.io.IOException;

/** A codec of ours: it leaves room for a header, so that no bytes are copied twice. */
abstract class BuiltInCodec implements ValueCodec {
  private final int id;

  BuiltInCodec(int id) {
    this.id = id;
  }

  @Override
  public final int id() {
    return id;
  }

  @Override
  public final byte[] encode(Object value) throws IOException {
    return encode(value, 0);
  }

  /** The encoded form, behind as many zero bytes as asked for. */
  abstract byte[] encode(Object value, int headerBytes) throws IOException;
}
