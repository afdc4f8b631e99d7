package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.codec.KeyHash;
import com.heliosdb.edge.cache.stats.TierCounters;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The disk tier of a heap-only cache: holds nothing, costs nothing. */
final class NoDisk implements Disk {
  private static final KeyHash[] NONE = {};

  private final TierCounters counters = new TierCounters();

  @Override
  public boolean present() {
    return false;
  }

  @Override
  public boolean aside() {
    return false;
  }

  @Override
  public void prepare(KeyRef key) {}

  @Override
  public @Nullable DiskSlot slot(KeyRef key) {
    return null;
  }

  @Override
  public @Nullable Envelope read(KeyRef key, long version) {
    return null;
  }

  @Override
  public void dropDamaged(KeyRef key, long version) {}

  @Override
  public boolean write(KeyRef key, DiskRecord version, boolean onHeap, long nowMillis) {
    return false;
  }

  @Override
  public void drop(KeyRef key) {}

  @Override
  public boolean expire(KeyHash hash, long version) {
    return false;
  }

  @Override
  public void drop(KeyHash hash, long version) {}

  @Override
  public void suspect(KeyRef key, long version) {}

  @Override
  public void trust(KeyRef key, long version) {}

  @Override
  public void promoteSuspects(boolean promoted) {}

  @Override
  public boolean promotesSuspects() {
    return false;
  }

  @Override
  public void suspectAll() {}

  @Override
  public RegionMemory memory() throws IOException {
    return new RegionMemory(null);
  }

  @Override
  public int touch(KeyRef key, long version, long nowMillis) {
    return 0;
  }

  @Override
  public boolean moveDeadline(KeyRef key, long version, long expected, long moved) {
    return false;
  }

  @Override
  public boolean promoted(KeyRef key, long version) {
    return false;
  }

  @Override
  public boolean demoted(KeyRef key, HeapEntry entry, int accesses, int uses) {
    return false;
  }

  @Override
  public boolean hidesRecords() {
    return false;
  }

  @Override
  public boolean savesWrite(int spread, int uses) {
    return false;
  }

  @Override
  public boolean admits(
      int spread, int uses, long arrivalsSince, int bytes, long heapEntries, long heapBytes) {
    return false;
  }

  @Override
  public void keyCame() {}

  @Override
  public void relieve(long heapEntries, long heapBytes) {}

  @Override
  public int groups() {
    return 0;
  }

  @Override
  public KeyHash[] hashes(int group) {
    return NONE;
  }

  @Override
  public @Nullable DiskSlot slot(KeyHash hash) {
    return null;
  }

  @Override
  public @Nullable Envelope read(KeyHash hash) {
    return null;
  }

  @Override
  public void clear(long lastVersion) {}

  @Override
  public void close(long lastVersion) {}

  @Override
  public void destroy() {}

  @Override
  public long lastVersion() {
    return 0;
  }

  @Override
  public TierCounters counters() {
    return counters;
  }

  @Override
  public long entries() {
    return 0;
  }

  @Override
  public long bytes() {
    return 0;
  }

  @Override
  public long capacityBytes() {
    return 0;
  }
}
