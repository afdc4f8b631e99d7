package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.codec.KeyHash;
import com.heliosdb.edge.cache.policy.Scores;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What is on disk: hash, version, deadline, score, size and flags of every record, in primitive
 * arrays, so that a miss costs no I/O. At most 64 bytes an entry. Thread-safe: divided by hash into
 * segments, each under a leaf lock that is held for memory operations only.
 */
final class DiskIndex {
  static final int SEGMENTS = 64;

  /** Records looked at for one to evict. */
  static final int SAMPLES = 16;

  private final DiskIndexSegment[] segments = new DiskIndexSegment[SEGMENTS];
  private final AtomicLong entries = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final boolean shared;
  private final AtomicLong onHeap = new AtomicLong();
  private final Scores scores;

  // The seed of the next sample: one thread draws the same samples in every run. Racy by design:
  // two that take the same seed look at the same records.
  private long samples;

  /**
   * An empty index.
   *
   * @param shared whether other nodes may have written what an earlier run left here
   */
  DiskIndex(Scores scores, boolean shared) {
    this.shared = shared;
    this.scores = scores;
    for (int i = 0; i < SEGMENTS; i++) {
      segments[i] = new DiskIndexSegment();
    }
  }

  /** Visits one record's hash and state. */
  @FunctionalInterface
  interface Visitor {
    void visit(long high, long low, DiskSlot slot, int score);
  }

  @Nullable DiskSlot get(KeyHash hash) {
    DiskIndexSegment segment = segment(hash.high());
    synchronized (segment) {
      int at = segment.find(hash.high(), hash.low());
      return at < 0 ? null : segment.slot(at);
    }
  }

  /**
   * Notes a write at the given time in place of whatever was known of the hash.
   *
   * @param spread of the key, by which the policy knows it
   */
  void put(
      KeyHash hash, int spread, DiskRecord record, int size, boolean isOnHeap, long nowMillis) {
    DiskIndexSegment segment = segment(hash.high());
    synchronized (segment) {
      int at = segment.find(hash.high(), hash.low());
      int score;
      if (at < 0) {
        score = scores.returned(spread, (int) hash.low());
        score = record.uses == 0 ? score : scores.raised(score, record.uses);
        at = segment.add(hash.high(), hash.low());
        entries.incrementAndGet();
        bytes.addAndGet(size);
      } else {
        score = scores.raised(segment.score(at), 1 + record.uses);
        bytes.addAndGet(size - segment.size(at));
        countOnHeap(segment.onHeap(at), -1);
      }
      countOnHeap(isOnHeap, 1);
      segment.set(
          at, record.version, record.deadline, size, 1, seconds(nowMillis), isOnHeap, score);
    }
  }

  private void countOnHeap(boolean isOnHeap, int change) {
    if (isOnHeap) {
      onHeap.addAndGet(change);
    }
  }

  /** Puts back a record of an earlier run; false if the hash is known already. */
  boolean restore(long high, long low, DiskSlot slot, int storedScore) {
    DiskIndexSegment segment = segment(high);
    synchronized (segment) {
      if (segment.find(high, low) >= 0) {
        return false;
      }
      int at = segment.add(high, low);
      segment.set(
          at,
          slot.version(),
          slot.deadline(),
          slot.bytes(),
          slot.accesses(),
          slot.touchedSeconds(),
          false,
          scores.ofStored(storedScore));
      segment.suspect(at, shared);
      entries.incrementAndGet();
      bytes.addAndGet(slot.bytes());
      return true;
    }
  }

  /** Forgets the hash; false if it was unknown. */
  boolean remove(KeyHash hash) {
    return removeIf(hash, 0, false);
  }

  /** Forgets the hash if its record still has this version. */
  boolean remove(KeyHash hash, long version) {
    return removeIf(hash, version, true);
  }

  /** Forgets a record for lack of room, unless it is another version by now or on the heap. */
  boolean evict(KeyHash hash, long version) {
    DiskIndexSegment segment = segment(hash.high());
    synchronized (segment) {
      int at = segment.find(hash.high(), hash.low());
      if (at < 0 || segment.version(at) != version || segment.onHeap(at)) {
        return false;
      }
      scores.left((int) hash.low(), segment.score(at));
      drop(segment, at);
      return true;
    }
  }

  private boolean removeIf(KeyHash hash, long version, boolean checked) {
    DiskIndexSegment segment = segment(hash.high());
    synchronized (segment) {
      int at = segment.find(hash.high(), hash.low());
      if (at < 0 || (checked && segment.version(at) != version)) {
        return false;
      }
      drop(segment, at);
      return true;
    }
  }

  private void drop(DiskIndexSegment segment, int at) {
    entries.decrementAndGet();
    bytes.addAndGet(-segment.size(at));
    countOnHeap(segment.onHeap(at), -1);
    segment.remove(at);
  }

  /** Counts a read of this version; its accesses now, or 0 if there is another version. */
  int touch(KeyHash hash, long version, long nowMillis) {
    DiskIndexSegment segment = segment(hash.high());
    synchronized (segment) {
      int at = segment.find(hash.high(), hash.low());
      if (at < 0 || segment.version(at) != version) {
        return 0;
      }
      segment.touched(at, seconds(nowMillis), scores.raised(segment.score(at), 1));
      return segment.accesses(at);
    }
  }

  /** Puts this version in doubt, or out of it. */
  void suspect(KeyHash hash, long version, boolean suspect) {
    DiskIndexSegment segment = segment(hash.high());
    synchronized (segment) {
      int at = segment.find(hash.high(), hash.low());
      if (at >= 0 && segment.version(at) == version) {
        segment.suspect(at, suspect);
      }
    }
  }

  /** Puts all records in doubt. */
  void suspectAll() {
    for (DiskIndexSegment segment : segments) {
      synchronized (segment) {
        segment.suspectAll();
      }
    }
  }

  /**
   * Notes that the heap tier holds this version now; false if there is another version, or it is in
   * doubt.
   *
   * @param evenSuspect then that does not matter
   */
  boolean promoted(KeyHash hash, long version, boolean evenSuspect) {
    DiskIndexSegment segment = segment(hash.high());
    synchronized (segment) {
      int at = segment.find(hash.high(), hash.low());
      if (at < 0 || segment.version(at) != version || (segment.suspect(at) && !evenSuspect)) {
        return false;
      }
      countOnHeap(!segment.onHeap(at), 1);
      segment.onHeap(at, true);
      return true;
    }
  }

  /** Notes that the heap tier gave this version up. */
  boolean demoted(
      KeyHash hash, long version, long deadline, long touchedMillis, int accesses, int uses) {
    DiskIndexSegment segment = segment(hash.high());
    synchronized (segment) {
      int at = segment.find(hash.high(), hash.low());
      if (at < 0 || segment.version(at) != version) {
        return false;
      }
      boolean suspect = segment.suspect(at);
      countOnHeap(segment.onHeap(at), -1);
      int score = segment.score(at);
      segment.set(
          at,
          version,
          deadline,
          segment.size(at),
          accesses,
          seconds(touchedMillis),
          false,
          uses == 0 ? score : scores.raised(score, uses));
      segment.suspect(at, suspect);
      return true;
    }
  }

  /** Moves the deadline of this version if it still is the expected one. */
  boolean moveDeadline(KeyHash hash, long version, long expected, long moved) {
    DiskIndexSegment segment = segment(hash.high());
    synchronized (segment) {
      int at = segment.find(hash.high(), hash.low());
      if (at < 0 || segment.version(at) != version || segment.deadline(at) != expected) {
        return false;
      }
      segment.deadline(at, moved);
      return true;
    }
  }

  /**
   * The one that is worth least of a random sample of records that are not on the heap, or null.
   */
  @Nullable Candidate leastValuable() {
    RandomGenerator random = new SplittableRandom(samples++);
    Candidate best = null;
    for (int i = 0, tries = 0; i < SAMPLES && tries < 4 * SAMPLES; tries++) {
      Candidate candidate = near(random.nextInt(SEGMENTS), random);
      if (candidate == null) {
        return best;
      }
      if (!candidate.slot.onHeap()) {
        i++;
        best = best == null || candidate.worth < best.worth ? candidate : best;
      }
    }
    return best;
  }

  private @Nullable Candidate near(int start, RandomGenerator random) {
    for (int i = 0; i < SEGMENTS; i++) {
      DiskIndexSegment segment = segments[(start + i) & (SEGMENTS - 1)];
      synchronized (segment) {
        int at = segment.any(random);
        if (at >= 0) {
          KeyHash hash = new KeyHash(segment.high(at), segment.low(at));
          return new Candidate(
              hash, segment.slot(at), scores.worth(segment.score(at), segment.size(at)));
        }
      }
    }
    return null;
  }

  /** A record that may be evicted. */
  record Candidate(KeyHash hash, DiskSlot slot, double worth) {}

  /** The hashes of all records of a segment now. */
  KeyHash[] hashes(int segmentNumber) {
    DiskIndexSegment segment = segments[segmentNumber];
    synchronized (segment) {
      return segment.hashes();
    }
  }

  /** Visits all records, segment by segment, under the segment's lock. */
  void forEach(Visitor visitor) {
    for (DiskIndexSegment segment : segments) {
      synchronized (segment) {
        segment.forEach(visitor);
      }
    }
  }

  void clear() {
    for (DiskIndexSegment segment : segments) {
      synchronized (segment) {
        segment.forEach(
            (high, low, slot, score) -> {
              entries.decrementAndGet();
              bytes.addAndGet(-slot.bytes());
              countOnHeap(slot.onHeap(), -1);
            });
        segment.clear();
      }
    }
  }

  long entries() {
    return entries.get();
  }

  long bytes() {
    return bytes.get();
  }

  /** Records whose version the heap holds too. */
  long onHeap() {
    return onHeap.get();
  }

  /** The score of a record as it is stored. */
  int toStored(int score) {
    return scores.toStored(score);
  }

  private static int seconds(long millis) {
    return (int) (millis / 1_000);
  }

  private DiskIndexSegment segment(long high) {
    return segments[(int) (high >>> 58)];
  }
}
