package com.heliosdb.edge.cache.policy;

import com.heliosdb.edge.cache.config.PrefetchSettings;
import com.heliosdb.edge.cache.policy.Prefetcher.Life;
import com.heliosdb.edge.cache.policy.Prefetcher.Residents;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides at the expiry of an entry whether it is worth fetching anew, by a probability calibrated
 * by what was observed, and fetches keys with steady intervals just before they are expected.
 * Credits, earned by accesses, bound the extra load. Where too few fetches prove useful it stops,
 * goes on deciding without fetching, and starts again when its decisions prove right. Guarded by
 * the prefetcher's lock.
 */
final class CalibratedTrigger<K> implements Prefetcher.Trigger<K> {
  /** How long before an entry expires it is looked at, in milliseconds: time enough to load. */
  static final long LEAD_MILLIS = 500;

  // Intervals are steady if they deviate by no more than this share of their mean.
  private static final double STEADY = 0.35;
  private static final int FEWEST_STEADY_INTERVALS = 3;
  // So many deviations before it is expected a steady key is fetched.
  private static final double MARGIN_DEVIATIONS = 1.5;
  private static final double MOST_CREDITS = 200;
  private static final double PLENTY_OF_CREDITS = 50;
  private static final double FIRST_CREDITS = PLENTY_OF_CREDITS;
  private static final double CHOOSIER = 0.08;
  private static final double GAUGE_DECAY = 0.99;
  private static final double FEWEST_PROOFS = 20;
  // Keys have up to two items each; the rest belongs to forgotten ones.
  private static final int ITEMS_PER_KEY = 3;

  private final Prefetcher<K> prefetcher;
  private final Calibration atExpiry = new Calibration();
  private final Calibration justInTime = new Calibration();
  private final PriorityQueue<Item<K>> queue = new PriorityQueue<>();
  private final double threshold;
  private final double fewestUseful;
  private final double budget;
  private final long windowMillis;
  private final int mostItems;
  private double credits = FIRST_CREDITS;
  private double proofs;
  private double rightProofs;
  private boolean stopped;

  CalibratedTrigger(Prefetcher<K> prefetcher, PrefetchSettings settings) {
    this.prefetcher = prefetcher;
    threshold = settings.probability();
    fewestUseful = settings.minUseful();
    budget = settings.budget();
    windowMillis = settings.window().toMillis();
    mostItems = ITEMS_PER_KEY * settings.maxKeys();
  }

  /** A key to be looked at when it is time. */
  private record Item<K>(long dueMillis, KeyHistory<K> history, boolean justInTime)
      implements Comparable<Item<K>> {
    @Override
    public int compareTo(Item<K> other) {
      return Long.compare(dueMillis, other.dueMillis);
    }
  }

  @Override
  public void beforeAccess(KeyHistory<K> history, long nowMillis, boolean hit) {
    boolean useful = hit && history.fetched;
    if (useful) {
      credits++;
    }
    if (useful || !hit) {
      // A load of the origin's that there would have been without prefetching, too.
      credits += budget;
    }
    credits = Math.min(MOST_CREDITS, credits);
    if (history.isOpen()) {
      learn(history, nowMillis >= history.openFrom && nowMillis <= history.openUntil);
    }
  }

  private void learn(KeyHistory<K> history, boolean asked) {
    if (history.openCalibration != null) {
      history.openCalibration.learn(history.openBucket, asked);
    }
    if (history.openFetch) {
      prove(asked);
    }
  }

  private void prove(boolean right) {
    proofs = proofs * GAUGE_DECAY + 1;
    rightProofs = rightProofs * GAUGE_DECAY + (right ? 1 : 0);
    stopped = proofs >= FEWEST_PROOFS && rightProofs < fewestUseful * proofs;
  }

  @Override
  public void afterAccess(KeyHistory<K> history, long nowMillis) {
    if (!history.expiryQueued) {
      // What was missed is being loaded now; how long it lives is seen when it is there.
      queueExpiry(history, nowMillis + LEAD_MILLIS);
    }
    history.justInTimeMillis = dueJustInTime(history.pattern, nowMillis);
    if (history.justInTimeMillis != KeyHistory.NONE && !history.justInTimeQueued) {
      history.justInTimeQueued = true;
      push(new Item<>(history.justInTimeMillis, history, true));
    }
  }

  private void queueExpiry(KeyHistory<K> history, long dueMillis) {
    history.expiryQueued = true;
    push(new Item<>(dueMillis, history, false));
  }

  private void push(Item<K> item) {
    if (queue.size() >= mostItems) {
      queue.removeIf(queued -> queued.history.forgotten);
    }
    queue.add(item);
  }

  /** When a steady key is to be fetched for its next access; NONE if it is not steady. */
  private static long dueJustInTime(AccessPattern pattern, long nowMillis) {
    if (pattern.seen() < FEWEST_STEADY_INTERVALS) {
      return KeyHistory.NONE;
    }
    double interval = pattern.intervalMillis();
    double deviation = pattern.deviationMillis();
    if (interval < LEAD_MILLIS || deviation > STEADY * interval) {
      return KeyHistory.NONE;
    }
    double margin = Math.max(LEAD_MILLIS, MARGIN_DEVIATIONS * deviation);
    long due = pattern.lastMillis() + Math.round(interval - margin);
    return due > nowMillis ? due : KeyHistory.NONE;
  }

  @Override
  public void tick(
      long nowMillis, Residents<K> residents, boolean paused, Set<KeyHistory<K>> toFetch) {
    for (Item<K> item = queue.peek();
        item != null && item.dueMillis <= nowMillis;
        item = queue.peek()) {
      queue.remove();
      KeyHistory<K> history = item.history;
      boolean fetch =
          !history.forgotten
              && (item.justInTime
                  ? isDueJustInTime(history, nowMillis, residents)
                  : isDueAtExpiry(history, nowMillis, residents));
      // At its expiry and just in time at once, it is fetched once.
      if (fetch && !stopped && !paused && (toFetch.contains(history) || spend())) {
        toFetch.add(history);
        if (!history.expiryQueued) {
          queueExpiry(history, nowMillis + LEAD_MILLIS);
        }
      }
    }
  }

  /** Choosier while credits are scarce, so that they go to the best. */
  private double threshold() {
    double want = budget == 0 ? 0 : 1 - Math.min(1, credits / PLENTY_OF_CREDITS);
    return threshold + CHOOSIER * want;
  }

  private boolean spend() {
    if (budget == 0) {
      return true;
    }
    if (credits < 1) {
      return false;
    }
    credits--;
    return true;
  }

  @Override
  public void skipped() {
    credits = Math.min(MOST_CREDITS, credits + 1);
  }

  private boolean isDueAtExpiry(KeyHistory<K> history, long nowMillis, Residents<K> residents) {
    history.expiryQueued = false;
    Life life = residents.of(history.key);
    if (life == null || life.expiresMillis() == Long.MAX_VALUE) {
      return false;
    }
    if (life.expiresMillis() - LEAD_MILLIS > nowMillis) {
      queueExpiry(history, life.expiresMillis() - LEAD_MILLIS);
      return false;
    }
    closeMissed(history, nowMillis);
    history.ttlMillis = life.ttlMillis();
    double wanted = probability(history.pattern, life.ttlMillis(), nowMillis);
    int bucket = Calibration.bucket(wanted, history.pattern.seen());
    boolean fetch = atExpiry.probability(bucket) >= threshold();
    history.open(life.expiresMillis(), life.expiresMillis() + life.ttlMillis(), fetch);
    history.teach(atExpiry, bucket);
    return fetch;
  }

  /**
   * That a key is asked for within a time to live from now on, if its accesses are a Poisson
   * process: 1 − exp(−TTL / g), g the greater of the predicted interval and the time since the last
   * access.
   */
  private static double probability(AccessPattern pattern, long ttlMillis, long nowMillis) {
    double idle = nowMillis - pattern.lastMillis();
    double gap = Math.max(1, Math.max(pattern.intervalMillis(), idle));
    return 1 - Math.exp(-ttlMillis / gap);
  }

  /**
   * Another decision takes the place of the open one. If that is not proved right and will not be,
   * as the key is expected at the end of its time or later, it was wrong; else nobody knows, and
   * nobody learns from it.
   */
  void closeMissed(KeyHistory<K> history, long expectedMillis) {
    if (!history.isOpen()) {
      return;
    }
    // What was fetched is looked at a little before it expires.
    if (expectedMillis >= history.openUntil - 2 * LEAD_MILLIS) {
      learn(history, false);
      prefetcher.resolve(history, false);
    } else {
      history.close();
    }
  }

  private boolean isDueJustInTime(KeyHistory<K> history, long nowMillis, Residents<K> residents) {
    history.justInTimeQueued = false;
    long due = history.justInTimeMillis;
    if (due == KeyHistory.NONE) {
      return false;
    }
    if (due > nowMillis) {
      // Asked for again since this was queued.
      history.justInTimeQueued = true;
      push(new Item<>(due, history, true));
      return false;
    }
    history.justInTimeMillis = KeyHistory.NONE;
    long expected = history.pattern.nextMillis();
    if (!expiresBefore(expected, residents.of(history.key))) {
      return false;
    }
    closeMissed(history, expected);
    double unsteadiness = history.pattern.deviationMillis() / history.pattern.intervalMillis();
    int bucket = Calibration.bucket(unsteadiness / STEADY, history.pattern.seen());
    boolean fetch = justInTime.probability(bucket) >= threshold();
    long until = expected + windowMillis;
    if (history.ttlMillis != KeyHistory.NONE) {
      until = Math.min(until, nowMillis + history.ttlMillis);
    }
    history.open(nowMillis, until, fetch);
    history.teach(justInTime, bucket);
    return fetch;
  }

  private static boolean expiresBefore(long expectedMillis, @Nullable Life life) {
    return life == null || life.expiresMillis() <= expectedMillis;
  }

  @Override
  public int queued() {
    return queue.size();
  }

  @Override
  public boolean stopped() {
    return stopped;
  }
}
