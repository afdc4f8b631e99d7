package com.heliosdb.edge.cache.policy;

import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the entries of one tier are worth: the sum over the accesses of an entry of 2^(-age /
 * half-life), the combined recency and frequency of Lee et al. (LRFU, 2001). A score is an int:
 * log2 of that sum at the last access in the upper half, the time of that access in the lower. Time
 * is counted in turnovers of the tier: one has passed when as many new keys came as the tier holds.
 * Scores stay comparable when the rule changes.
 *
 * <p>Thread-safe. The clock is racy by design: two keys that come at once may count as one.
 */
public final class Scores {
  /** The least worth there is. */
  public static final double WORTHLESS = -1e9;

  private static final int TICKS_PER_TURNOVER = 64;
  private static final int TICK_SHIFT = 32 - 6;
  private static final int TICK_MASK = 0xFFFF;
  // Two threads' clocks may differ by a few ticks.
  private static final int FUTURE = TICK_MASK - 64;
  private static final double LEAST = -20;
  private static final double STEPS = 1024;
  private static final int MOST_STEPS = 0x7FFF;
  private static final double LN2 = Math.log(2);

  private final IntUnaryOperator history;
  private final double sizeExponent;
  private final @Nullable Remembered remembered;
  private volatile AgingRule rule;

  // Turnovers, times 2^32.
  private long position;
  private long capacity = 1;

  /**
   * Scores by a rule.
   *
   * @param history how often a key was seen, by its hash
   * @param sizeExponent an entry's worth is divided by its size to this power
   * @param remembered scores of keys that have left; null where history is enough
   */
  Scores(
      AgingRule rule,
      IntUnaryOperator history,
      double sizeExponent,
      @Nullable Remembered remembered) {
    this.remembered = remembered;
    this.rule = rule;
    this.history = history;
    this.sizeExponent = sizeExponent;
  }

  /** Moves time on: a new key came to a tier that holds so many entries when it is full. */
  public void turn(long entries) {
    capacity = Math.max(1, entries);
    position += (1L << 32) / capacity;
  }

  /** Entries that the tier holds when it is full, as of the last turn. */
  long capacity() {
    return capacity;
  }

  void follow(AgingRule next) {
    rule = next;
  }

  AgingRule rule() {
    return rule;
  }

  /** Whether a new entry has to win a duel. */
  public boolean guarded() {
    return rule.guarded();
  }

  /** The score of an entry that is accessed for the first time. */
  public int fresh(int hash) {
    AgingRule now = rule;
    return pack(now.worthOfNew(now.asksHistory() ? history.applyAsInt(hash) : 1), tick());
  }

  /**
   * The score of an entry that is accessed for the first time since it came.
   *
   * @param identity another hash, by which {@link #left} knows the key
   */
  public int returned(int hash, int identity) {
    Remembered earlier = remembered;
    int fresh = fresh(hash);
    if (earlier == null) {
      return fresh;
    }
    int score = earlier.get(identity, 0);
    return score == 0 ? fresh : raised(score, 1);
  }

  /** An entry has left the tier with this score. */
  public void left(int identity, int score) {
    Remembered earlier = remembered;
    if (earlier != null) {
      earlier.add(identity, score);
    }
  }

  /** The score after more accesses, just now. */
  public int raised(int score, int uses) {
    return raised(score, uses, 0);
  }

  /** The score after more accesses, the last of them so many turnovers ago. */
  public int raised(int score, int uses, double turnoversAgo) {
    int ago = (int) Math.min(turnoversAgo * TICKS_PER_TURNOVER, ticksSince(score));
    int then = (tick() - ago) & TICK_MASK;
    double left =
        weight(score) - (ticksSince(score) - ago) / (TICKS_PER_TURNOVER * rule.halfLife());
    return pack(log2(uses + Math.exp(left * LN2)), then);
  }

  /**
   * Log2 of what an entry is worth now.
   *
   * @param size in any unit that is the same for all entries of the tier; at least 1
   */
  public double worth(int score, int size) {
    double worth = weight(score) - ticksSince(score) / (TICKS_PER_TURNOVER * rule.halfLife());
    return sizeExponent == 0 ? worth : worth - sizeExponent * log2(Math.max(1, size));
  }

  /** Whether an entry that is worth so much wins the place of one that is worth as much as that. */
  public static boolean wins(double newcomer, double resident) {
    return newcomer >= resident + AgingRule.DUEL_MARGIN;
  }

  /** A score as it is stored: with its age instead of its time, since clocks begin anew. */
  public int toStored(int score) {
    return (score & ~TICK_MASK) | ticksSince(score);
  }

  /** The score of a stored one. */
  public int ofStored(int stored) {
    return (stored & ~TICK_MASK) | ((tick() - stored) & TICK_MASK);
  }

  /** The stored form for an entry of which only the number of its accesses is known. */
  public static int storedOf(int accesses) {
    return pack(log2(Math.max(1, accesses)), 0);
  }

  static double log2(double value) {
    return Math.log(value) / LN2;
  }

  private int tick() {
    return (int) (position >>> TICK_SHIFT) & TICK_MASK;
  }

  private int ticksSince(int score) {
    int since = (tick() - score) & TICK_MASK;
    return since > FUTURE ? 0 : since;
  }

  private static double weight(int score) {
    return (score >>> 16) / STEPS + LEAST;
  }

  private static int pack(double weight, int tick) {
    long steps = Math.round((weight - LEAST) * STEPS);
    return (int) Math.max(0, Math.min(steps, MOST_STEPS)) << 16 | tick;
  }
}
