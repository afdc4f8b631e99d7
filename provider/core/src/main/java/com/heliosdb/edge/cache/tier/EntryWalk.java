package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.codec.KeyHash;
import com.heliosdb.edge.cache.expiry.TimeSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A walk over the entries of the local tiers: those on the heap, then what is on the disk besides.
 * Weakly consistent: an entry there all the time is met once, even if it is promoted or demoted
 * meanwhile; one that is written meanwhile may or may not be met. Not thread-safe.
 */
public final class EntryWalk {
  private final Lookup lookup;
  private final HeapTier heap;
  private final Disk disk;
  private final Values values;
  private final TimeSource time;
  private final Queue<HeapEntry> entries = new ArrayDeque<>();
  private final Queue<KeyHash> hashes = new ArrayDeque<>();
  // Met on the heap; the disk has most of them too.
  private final Set<Object> met = new HashSet<>();
  private int group;
  private int stripe;

  EntryWalk(Lookup lookup, HeapTier heap, Disk disk, Values values, TimeSource time) {
    this.lookup = lookup;
    this.heap = heap;
    this.disk = disk;
    this.values = values;
    this.time = time;
  }

  /** One entry met: the key and value a user may see. */
  public record Step(Object key, Object value, Current current) {}

  /** The next entry, or null at the end. */
  public @Nullable Step next() {
    Step step = nextOnHeap();
    return step != null ? step : nextOnDisk();
  }

  /** Walks to the end, for the keys. */
  public void forEachKey(Consumer<Object> consumer) {
    for (Step step = next(); step != null; step = next()) {
      consumer.accept(step.key());
    }
  }

  private @Nullable Step nextOnDisk() {
    for (; ; ) {
      KeyHash hash = hashes.poll();
      if (hash != null) {
        Step step = readDisk(hash);
        if (step != null) {
          return step;
        }
      } else if (group < disk.groups()) {
        hashes.addAll(List.of(disk.hashes(group++)));
      } else {
        return null;
      }
    }
  }

  private @Nullable Step readDisk(KeyHash hash) {
    Envelope envelope = disk.slot(hash) == null ? null : disk.read(hash);
    if (envelope == null) {
      return null;
    }
    try {
      Object key = values.codecs().decodeKey(ByteBuffer.wrap(envelope.key()));
      return met.contains(key) ? null : step(lookup.trusted(new KeyRef(key), Mutation.Needs.VALUE));
    } catch (IOException e) {
      return null;
    }
  }

  private @Nullable Step nextOnHeap() {
    for (; ; ) {
      HeapEntry entry = entries.poll();
      if (entry != null) {
        Current current = lookup.locate(new KeyRef(entry.key));
        // Demoted meanwhile, it is met on the disk.
        Step step = current == null || current.entry == null ? null : step(current);
        if (step != null) {
          if (disk.present()) {
            met.add(entry.key);
          }
          return step;
        }
      } else if (stripe < Stripes.COUNT) {
        entries.addAll(List.of(heap.copyOf(stripe++)));
      } else {
        return null;
      }
    }
  }

  private @Nullable Step step(@Nullable Current current) {
    if (current == null || current.expiredAt(time.millis())) {
      return null;
    }
    Object value = current.value(values);
    Object key = current.entry == null ? current.key.key : current.entry.key;
    return value == null ? null : new Step(values.keyToUser(key), value, current);
  }
}
