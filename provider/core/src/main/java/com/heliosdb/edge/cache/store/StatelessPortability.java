package com.heliosdb.edge.cache.store;

import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.nio.ByteBuffer;
import org.ehcache.shadow.org.terracotta.offheapstore.disk.persistent.PersistentPortability;

/** How the disk engine turns keys and values into bytes; nothing but those bytes is stored. */
abstract class StatelessPortability<T> implements PersistentPortability<T> {
  /** Keys: two longs. */
  static final PersistentPortability<RecordKey> KEYS =
      new StatelessPortability<>() {
        @Override
        public ByteBuffer encode(RecordKey key) {
          ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES);
          return bytes.putLong(0, key.high()).putLong(Long.BYTES, key.low());
        }

        @Override
        public RecordKey decode(ByteBuffer bytes) {
          return new RecordKey(bytes.getLong(), bytes.getLong());
        }
      };

  /** Values: the bytes as they are. */
  static final PersistentPortability<byte[]> VALUES =
      new StatelessPortability<>() {
        @Override
        public ByteBuffer encode(byte[] bytes) {
          return ByteBuffer.wrap(bytes);
        }

        @Override
        public byte[] decode(ByteBuffer bytes) {
          byte[] copy = new byte[bytes.remaining()];
          bytes.get(copy);
          return copy;
        }
      };

  private StatelessPortability() {}

  @Override
  public boolean equals(Object object, ByteBuffer bytes) {
    return object.equals(decode(bytes));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  @Override
  public void persist(ObjectOutput output) {}

  @Override
  public void bootstrap(ObjectInput input) {}
}
