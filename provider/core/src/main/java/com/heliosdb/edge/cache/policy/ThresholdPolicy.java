package com.heliosdb.edge.cache.policy;

/**
 * New keys start on disk; the heap gives up what was not used for longest, the disk what has the
 * lowest score by a fixed half-life, counted in accesses of the disk; a key that comes back has its
 * score back. Thread-safe.
 */
public final class ThresholdPolicy implements TierPolicy {
  private final Remembered remembered = new Remembered();
  private final Scores local;

  /**
   * The policy.
   *
   * @param halfLife accesses of the disk, as a multiple of the entries it holds, in which the
   *     weight of an access halves
   */
  public ThresholdPolicy(double halfLife) {
    local = new Scores(new AgingRule(halfLife, false, false, 0), hash -> 1, 0, remembered);
  }

  @Override
  public boolean startsOnHeap() {
    return false;
  }

  @Override
  public boolean scoresHeap() {
    return false;
  }

  @Override
  public Scores heap() {
    return local;
  }

  @Override
  public Scores local() {
    return local;
  }

  @Override
  public boolean watches(int hash) {
    return false;
  }

  @Override
  public void heapHit(int hash) {}

  @Override
  public void diskHit(int hash) {
    local.turn(local.capacity());
  }

  @Override
  public void inserted(int hash) {}

  @Override
  public void learn(long residents) {
    remembered.fit(Math.min(residents, local.capacity()));
  }

  @Override
  public void left(int hash, int uses) {}

  @Override
  public boolean savesWrites(int hash, long nowMillis) {
    return false;
  }

  @Override
  public void wrote(long bytes, long nowMillis) {}

  @Override
  public long samples() {
    return 0;
  }

  @Override
  public long droppedSamples() {
    return 0;
  }
}
