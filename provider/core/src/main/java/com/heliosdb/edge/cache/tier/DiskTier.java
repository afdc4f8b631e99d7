package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.codec.Codecs;
import com.heliosdb.edge.cache.codec.KeyHash;
import com.heliosdb.edge.cache.config.DiskSettings;
import com.heliosdb.edge.cache.expiry.TimeSource;
import com.heliosdb.edge.cache.policy.Scores;
import com.heliosdb.edge.cache.policy.TierPolicy;
import com.heliosdb.edge.cache.resilience.TierGuard;
import com.heliosdb.edge.cache.spi.DiskStore;
import com.heliosdb.edge.cache.spi.Version;
import com.heliosdb.edge.cache.stats.TierCounters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * L2: envelopes in a {@link DiskStore}, known by an index on the heap. Thread-safe. Changes of a
 * key are made under its stripe lock; I/O for one hash is further ordered by a lock of its own, so
 * that eviction, which knows no keys, never undoes a write.
 *
 * <p>No method throws because the disk fails: a fault is a miss or a dropped record, and puts the
 * tier aside until a trial goes well. While aside every write drops its slot, so nothing old comes
 * back with the disk.
 */
final class DiskTier implements Disk {
  private static final Logger LOG = LoggerFactory.getLogger(DiskTier.class);
  private static final int IO_LOCKS = 256;
  private static final int MOST_EVICTIONS_AT_ONCE = 256;
  // Hardly felt at a start, and enough to verify some hundred megabytes.
  private static final Duration LONGEST_WAIT_FOR_RECOVERY = Duration.ofMillis(500);
  // Larger records would push too much of a slice out at once.
  private static final int LARGEST_SHARE_OF_SLICE = 4;

  private final DiskStore store;
  private final DiskDirectory directory;
  private final Codecs codecs;
  private final DiskSettings settings;
  private final TimeSource time;
  private final TierCounters counters;
  private final TierGuard guard;
  private final TierPolicy policy;
  private final Scores scores;
  private final DiskIndex index;
  private final DiskRoom room;
  private final DiskSlices slices;
  private final long largestRecord;
  private final ReentrantLock[] ioLocks = new ReentrantLock[IO_LOCKS];
  private final TimeSource.Registration trials;
  private volatile boolean promotesSuspects;
  private volatile boolean closed;

  DiskTier(
      DiskStore store,
      DiskDirectory directory,
      Codecs codecs,
      DiskSettings settings,
      TierPolicy policy,
      boolean shared,
      String cacheName,
      TimeSource time,
      TierCounters counters) {
    this.store = store;
    this.directory = directory;
    this.codecs = codecs;
    this.settings = settings;
    this.time = time;
    this.counters = counters;
    guard = new TierGuard("disk tier of cache '" + cacheName + "'", counters.faults, time::nanos);
    this.policy = policy;
    scores = policy.local();
    index = new DiskIndex(scores, shared);
    room = new DiskRoom(settings, index, scores);
    slices = new DiskSlices(store, directory, index, guard, cacheName);
    largestRecord = settings.capacityBytes() / store.slices() / LARGEST_SHARE_OF_SLICE;
    for (int i = 0; i < IO_LOCKS; i++) {
      ioLocks[i] = new ReentrantLock();
    }
    trials = time.every(settings.retryAfter(), this::tryOut);
    slices.recoverInBackground();
  }

  @Override
  public boolean present() {
    return true;
  }

  @Override
  public TierCounters counters() {
    return counters;
  }

  @Override
  public long lastVersion() {
    return directory.lastVersion();
  }

  @Override
  public long entries() {
    return index.entries();
  }

  @Override
  public long bytes() {
    return index.bytes();
  }

  @Override
  public long capacityBytes() {
    return settings.capacityBytes();
  }

  @Override
  public int groups() {
    return DiskIndex.SEGMENTS;
  }

  @Override
  public KeyHash[] hashes(int group) {
    return index.hashes(group);
  }

  @Override
  public int touch(KeyRef key, long version, long nowMillis) {
    return index.touch(key.hash(codecs), version, nowMillis);
  }

  @Override
  public boolean moveDeadline(KeyRef key, long version, long expected, long moved) {
    return index.moveDeadline(key.hash(codecs), version, expected, moved);
  }

  @Override
  public boolean promoted(KeyRef key, long version) {
    return index.promoted(key.hash(codecs), version, promotesSuspects);
  }

  @Override
  public boolean demoted(KeyRef key, HeapEntry entry, int accesses, int uses) {
    return index.demoted(
        key.hash(codecs),
        entry.version(),
        entry.deadline(),
        HeapTier.millisOf(entry.touched()),
        accesses,
        uses);
  }

  @Override
  public boolean aside() {
    return guard.aside();
  }

  /**
   * Waits for the records of earlier runs, but not long: a small store is warm from the first
   * request, a large one hardly delays it.
   */
  void awaitRecovery() {
    try {
      slices.awaitRecovery(LONGEST_WAIT_FOR_RECOVERY);
    } catch (InterruptedException e) {
      // Recovery goes on in the background.
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void prepare(KeyRef key) {
    key.isEncodable(codecs);
  }

  @Override
  public @Nullable DiskSlot slot(KeyRef key) {
    // A key that has no bytes was never written.
    return key.isEncodable(codecs) ? slot(key.hash(codecs)) : null;
  }

  @Override
  public @Nullable DiskSlot slot(KeyHash hash) {
    return guard.aside() ? null : index.get(hash);
  }

  @Override
  public @Nullable Envelope read(KeyRef key, long version) {
    KeyHash hash = key.hash(codecs);
    byte[] bytes;
    try {
      bytes = store.get(hash.high(), hash.low());
    } catch (IOException e) {
      fault("read", e);
      return null;
    }
    Envelope envelope = bytes == null ? null : Envelope.parse(bytes);
    if (envelope != null
        && envelope.version().clock() == version
        && envelope.incarnation() == directory.incarnation()
        && envelope.generation() == directory.generation()
        && Arrays.equals(envelope.key(), key.encoded(codecs))) {
      return envelope;
    }
    DiskSlot slot = index.get(hash);
    if (slot != null && slot.version() == version) {
      dropUnreadable(hash, version, bytes != null);
    }
    return null;
  }

  @Override
  public @Nullable Envelope read(KeyHash hash) {
    try {
      byte[] bytes = store.get(hash.high(), hash.low());
      return bytes == null ? null : Envelope.parse(bytes);
    } catch (IOException e) {
      fault("read", e);
      return null;
    }
  }

  @Override
  public void dropDamaged(KeyRef key, long version) {
    dropUnreadable(key.hash(codecs), version, true);
  }

  private void dropUnreadable(KeyHash hash, long version, boolean damaged) {
    ReentrantLock lock = ioLock(hash);
    lock.lock();
    try {
      // Asked again under the lock: a write may have been under way.
      if (index.remove(hash, version)) {
        if (damaged) {
          guard.count();
          removeRecord(hash);
        } else {
          counters.evictions.increment();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean write(KeyRef key, DiskRecord record, boolean onHeap, long nowMillis) {
    KeyHash hash = key.hash(codecs);
    ReentrantLock lock = ioLock(hash);
    lock.lock();
    try {
      byte[] bytes =
          closed || guard.aside() ? null : envelope(key.encoded(codecs), record, nowMillis);
      if (bytes == null || bytes.length > largestRecord || !slices.admit(hash)) {
        dropLocked(hash);
        return false;
      }
      store.put(hash.high(), hash.low(), bytes);
      slices.noteWritten(hash);
      index.put(hash, key.spread, record, bytes.length, onHeap, nowMillis);
      policy.wrote(bytes.length, nowMillis);
      counters.puts.increment();
      return true;
    } catch (IOException e) {
      fault("write", e);
      // The bytes may be there all the same.
      index.remove(hash);
      removeRecord(hash);
      return false;
    } catch (RuntimeException | Error e) {
      dropLocked(hash);
      throw e;
    } finally {
      lock.unlock();
    }
  }

  private byte[] envelope(byte[] encodedKey, DiskRecord record, long nowMillis) {
    return new Envelope(
            record.fixedTtl ? Envelope.FLAG_FIXED_TTL : 0,
            new Version(record.version, 0),
            directory.generation(),
            directory.incarnation(),
            record.createdMillis,
            record.deadline,
            1,
            nowMillis,
            0,
            List.of(),
            record.fingerprint,
            encodedKey,
            ByteBuffer.wrap(record.value))
        .toBytes();
  }

  @Override
  public void drop(KeyRef key) {
    if (!key.isEncodable(codecs)) {
      return;
    }
    KeyHash hash = key.hash(codecs);
    ReentrantLock lock = ioLock(hash);
    lock.lock();
    try {
      dropLocked(hash);
    } finally {
      lock.unlock();
    }
  }

  private void dropLocked(KeyHash hash) {
    // Remembered first where recovery may be restoring the record just now.
    boolean unread = !slices.ready(hash) && !directory.fresh();
    if (unread) {
      removeRecord(hash);
    }
    if (index.remove(hash) && !unread) {
      removeRecord(hash);
    }
  }

  private void removeRecord(KeyHash hash) {
    if (closed) {
      return;
    }
    if (!guard.aside()) {
      try {
        if (slices.admit(hash)) {
          store.remove(hash.high(), hash.low());
        }
        return;
      } catch (IOException e) {
        guard.fault("removal", e);
      }
    }
    slices.noteStale(hash);
  }

  @Override
  public boolean expire(KeyHash hash, long version) {
    boolean dropped = dropVersion(hash, version);
    if (dropped) {
      counters.expirations.increment();
    }
    return dropped;
  }

  @Override
  public void drop(KeyHash hash, long version) {
    dropVersion(hash, version);
  }

  private boolean dropVersion(KeyHash hash, long version) {
    ReentrantLock lock = ioLock(hash);
    lock.lock();
    try {
      if (!index.evict(hash, version)) {
        return false;
      }
      removeRecord(hash);
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void suspect(KeyRef key, long version) {
    index.suspect(key.hash(codecs), version, true);
  }

  @Override
  public void trust(KeyRef key, long version) {
    index.suspect(key.hash(codecs), version, false);
  }

  @Override
  public void suspectAll() {
    index.suspectAll();
  }

  @Override
  public void promoteSuspects(boolean promoted) {
    promotesSuspects = promoted;
  }

  @Override
  public boolean promotesSuspects() {
    return promotesSuspects;
  }

  @Override
  public RegionMemory memory() throws IOException {
    return new RegionMemory(directory.region());
  }

  @Override
  public void keyCame() {
    scores.turn(room.capacityEntries());
  }

  @Override
  public boolean admits(
      int spread, int uses, long arrivalsSince, int bytes, long heapEntries, long heapBytes) {
    return room.admits(spread, uses, arrivalsSince, bytes, heapEntries, heapBytes);
  }

  @Override
  public boolean savesWrite(int spread, int uses) {
    return uses == 0 && policy.savesWrites(spread, time.millis());
  }

  @Override
  public void relieve(long heapEntries, long heapBytes) {
    for (int i = 0; i < MOST_EVICTIONS_AT_ONCE && !closed && !guard.aside(); i++) {
      DiskIndex.Candidate victim = room.surplus(heapEntries, heapBytes);
      if (victim == null) {
        return;
      }
      evict(victim.hash(), victim.slot().version());
    }
  }

  private void evict(KeyHash hash, long version) {
    ReentrantLock lock = ioLock(hash);
    if (lock.tryLock()) {
      try {
        if (index.evict(hash, version)) {
          removeRecord(hash);
          counters.evictions.increment();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public void clear(long lastVersion) throws IOException {
    try {
      slices.underAllLocks(
          () -> {
            index.clear();
            directory.nextGeneration(lastVersion);
          });
      if (!guard.aside()) {
        store.clear();
      }
    } catch (IOException e) {
      guard.fault("clear", e);
      throw e;
    }
  }

  private void fault(String operation, IOException e) {
    // A read that was under way when the tier was closed has failed no disk.
    if (!closed) {
      guard.fault(operation, e);
    }
  }

  /** Tries the disk out while it stands aside, and looks at the free space while it does not. */
  private void tryOut() {
    try {
      if (directory.usableBytes() < settings.minFreeBytes()) {
        if (!guard.aside()) {
          guard.fault(
              "check of free space",
              new IOException("less than disk.min-free is left on the disk"));
        }
        return;
      }
      if (guard.aside()) {
        long trial = time.nanos();
        KeyHash hash = new KeyHash(trial, ~trial);
        if (slices.admit(hash)) {
          store.put(hash.high(), hash.low(), new byte[1]);
          store.remove(hash.high(), hash.low());
        }
        slices.removeStale();
        guard.back();
      }
      slices.recoverInBackground();
    } catch (IOException e) {
      guard.fault("trial", e);
    }
  }

  @Override
  public void close(long lastVersion) {
    closed = true;
    trials.close();
    Steps steps = new Steps();
    boolean noneStale = steps.take(() -> slices.stop(true));
    noneStale = noneStale && !guard.aside() && steps.take(slices::removeStale);
    steps.take(store::close);
    steps.take(slices::writeSnapshots);
    boolean settled = noneStale;
    steps.take(() -> directory.noteLastVersion(lastVersion, settled));
    steps.take(directory::close);
    if (steps.failure != null) {
      LOG.warn(
          "The disk tier was not closed cleanly: what is damaged starts empty next time",
          steps.failure);
    }
  }

  /** Steps of which each is taken whatever happened to those before. */
  private static final class Steps {
    @Nullable Exception failure;

    boolean take(DiskSlices.Action step) {
      try {
        step.run();
        return true;
      } catch (IOException | RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
        return false;
      }
    }
  }

  @Override
  public boolean hidesRecords() {
    return guard.aside() || !slices.allReady();
  }

  @Override
  public void destroy() throws IOException {
    closed = true;
    trials.close();
    try {
      slices.stop(false);
      store.close();
    } finally {
      directory.delete();
    }
  }

  private ReentrantLock ioLock(KeyHash hash) {
    return ioLocks[(int) (hash.low() >>> 8) & (IO_LOCKS - 1)];
  }
}
