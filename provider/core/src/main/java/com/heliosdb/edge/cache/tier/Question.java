package com.heliosdb.edge.cache.tier;

/** One caller's question to the region, put already. Used by one thread at a time. */
interface Question {
  /** Waits for the answer, no longer than the deadline. Called once. */
  RegionAnswer await();

  /** Whether the answer is there, so that {@link #await} does not wait. */
  boolean isAnswered();

  /** Whether it is known by now that the region does not answer. */
  boolean isLost();

  /** Whether there was no room for it, so that it was not put. */
  boolean isTurnedAway();

  /** Lets others put the question anew instead of waiting for this answer, which nobody awaits. */
  void giveUp();

  /** A question that was not put. */
  static Question unasked(RegionAnswer answer) {
    return new Question() {
      @Override
      public RegionAnswer await() {
        return answer;
      }

      @Override
      public boolean isAnswered() {
        return true;
      }

      @Override
      public boolean isLost() {
        return answer.kind() == RegionAnswer.Kind.AWAY;
      }

      @Override
      public boolean isTurnedAway() {
        return false;
      }

      @Override
      public void giveUp() {}
    };
  }
}
