package com.heliosdb.edge.cache.policy;

import java.util.List;

/**
 * Chooses the rule of one tier: simulates all of them on a hash sample of the keys, and now and
 * then makes the tier follow the one that did best. A hit counts for a rule, and a little against
 * it what it let in, because that costs writes. Confined to the lock of its owner.
 */
final class RuleChooser {
  private static final int SAMPLED_ENTRIES = 256;
  private static final int MOST_SAMPLED_ENTRIES = 1_024;
  private static final int LEAST_SAMPLED_ENTRIES = 4;
  private static final double LARGEST_SHARE = 0.5;
  private static final double SMALLEST_USUAL_SHARE = 1.0 / 64;
  private static final int ACCESSES_PER_ENTRY = 4;
  private static final int LEAST_ACCESSES = 2_000;
  private static final double FADING = 0.7;
  private static final double CLEARLY_BETTER = 1.01;

  private final Scores scores;
  private final List<AgingRule> rules;
  private final long capacity;
  private final double admissionCost;
  private final long watchedBelow;
  private final MiniSimulation[] simulations;
  private final double[] gains;
  private final long period;
  private int current;
  private long accesses;

  /**
   * A chooser for a tier.
   *
   * @param rules to choose from
   * @param capacity entries of the tier
   * @param admissionCost the part of a hit that letting an entry in costs
   */
  RuleChooser(Scores scores, List<AgingRule> rules, long capacity, double admissionCost) {
    this.scores = scores;
    this.rules = rules;
    this.capacity = Math.max(1, capacity);
    this.admissionCost = admissionCost;
    double share = share(this.capacity);
    watchedBelow = (long) (share * (1L << 32));
    simulations = new MiniSimulation[rules.size()];
    gains = new double[simulations.length];
    int sampled = (int) Math.max(LEAST_SAMPLED_ENTRIES, share * this.capacity);
    for (int i = 0; i < simulations.length; i++) {
      simulations[i] = new MiniSimulation(rules.get(i), sampled, i + 1L);
    }
    period = (long) (share * Math.max(LEAST_ACCESSES, (double) ACCESSES_PER_ENTRY * this.capacity));
    current = Math.max(0, rules.indexOf(scores.rule()));
  }

  private static double share(long capacity) {
    double usual = Math.max(SMALLEST_USUAL_SHARE, (double) SAMPLED_ENTRIES / capacity);
    return Math.min(LARGEST_SHARE, Math.min(usual, (double) MOST_SAMPLED_ENTRIES / capacity));
  }

  /** Whether the tier has become so much larger or smaller that this chooser does not fit it. */
  boolean fits(long entries) {
    return entries <= 2 * capacity && capacity <= 2 * entries;
  }

  /** Keys are watched whose mixed hash is below this, of 2^32. */
  long watchedBelow() {
    return watchedBelow;
  }

  /** One access of any key. */
  void access(int hash, long mixed, int seen) {
    if (mixed >= watchedBelow) {
      return;
    }
    for (int i = 0; i < simulations.length; i++) {
      MiniSimulation simulation = simulations[i];
      long before = simulation.admitted();
      if (simulation.access(hash, seen)) {
        gains[i]++;
      }
      gains[i] -= admissionCost * (simulation.admitted() - before);
    }
    if (++accesses >= period) {
      accesses = 0;
      choose();
    }
  }

  private void choose() {
    int best = current;
    for (int i = 0; i < gains.length; i++) {
      if (gains[i] > gains[best] * CLEARLY_BETTER + 1) {
        best = i;
      }
    }
    if (best != current) {
      current = best;
      scores.follow(rules.get(best));
    }
    for (int i = 0; i < gains.length; i++) {
      gains[i] *= FADING;
    }
  }
}
