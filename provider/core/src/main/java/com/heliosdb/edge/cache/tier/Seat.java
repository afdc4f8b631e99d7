package com.heliosdb.edge.cache.tier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The place of one key on the heap: the store holds it as long as the key is there, and a new
 * version only takes it over, which is much cheaper than to store it anew.
 */
final class Seat {
  private static final VarHandle ENTRY;

  static {
    try {
      ENTRY = MethodHandles.lookup().findVarHandle(Seat.class, "entry", HeapEntry.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // Set under the stripe lock, read by anyone with acquire.
  @SuppressWarnings("UnusedVariable") // read through its VarHandle
  private @Nullable HeapEntry entry;

  /** Index among the stripe's residents. Guarded by the stripe lock. */
  int place;

  /** The current version; null once the key has left the heap. */
  @Nullable HeapEntry entry() {
    return (HeapEntry) ENTRY.getAcquire(this);
  }

  void take(@Nullable HeapEntry next) {
    ENTRY.setRelease(this, next);
  }
}
