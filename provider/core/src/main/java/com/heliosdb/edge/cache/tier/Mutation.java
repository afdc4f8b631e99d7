package com.heliosdb.edge.cache.tier;

import org.jspecify.annotations.Nullable;

/** A compound operation on one key. */
public interface Mutation {
  /** What must be known of the current entry to decide. */
  enum Needs {
    /** Nothing; {@link #decide} is given null. */
    NOTHING,
    /** Whether there is one; {@link #decide} is given null or some object. */
    PRESENCE,
    /** Its value. */
    VALUE
  }

  /** What must be known to decide. */
  Needs needs();

  /**
   * Whether {@link #decide} runs user code. It is then called exactly once, under a claim;
   * otherwise it may be called again when another write came in between.
   */
  boolean runsUserCode();

  /** Decides by the current value, an object the user may see, or null if there is no entry. */
  Change decide(@Nullable Object current);

  /** How an operation without user code decides. */
  @FunctionalInterface
  interface Decision {
    /** Decides by the current value, or null. */
    Change by(@Nullable Object current);
  }

  /** An operation without user code. */
  static Mutation of(Needs needs, Decision decision) {
    return new Mutation() {
      @Override
      public Needs needs() {
        return needs;
      }

      @Override
      public boolean runsUserCode() {
        return false;
      }

      @Override
      public Change decide(@Nullable Object current) {
        return decision.by(current);
      }
    };
  }

  /** An operation on a value whose decision is user code, made once under a claim. */
  static Mutation ofUserCode(Decision decision) {
    return ofUserCode(Needs.VALUE, decision);
  }

  /** An operation whose decision is user code, made once under a claim. */
  static Mutation ofUserCode(Needs needs, Decision decision) {
    return new Mutation() {
      @Override
      public Needs needs() {
        return needs;
      }

      @Override
      public boolean runsUserCode() {
        return true;
      }

      @Override
      public Change decide(@Nullable Object current) {
        return decision.by(current);
      }
    };
  }
}
