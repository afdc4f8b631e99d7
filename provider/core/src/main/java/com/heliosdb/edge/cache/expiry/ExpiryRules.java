package com.heliosdb.edge.cache.expiry;

import java.util.Set;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Times to live by an expiry policy, in milliseconds. The specification's own policies answer the
 * same each time and are asked once; any other is user code and is asked each time. A policy that
 * throws counts as eternal for a new entry and as "unchanged" otherwise. Thread-safe.
 */
public final class ExpiryRules {
  /** The time to live and the deadline of an entry that never expires. */
  public static final long NEVER = Long.MAX_VALUE;

  /** The deadline stays what it was. */
  public static final long UNCHANGED = Long.MIN_VALUE;

  private static final Logger LOG = LoggerFactory.getLogger(ExpiryRules.class);
  private static final Set<Class<?>> CONSTANT =
      Set.of(
          EternalExpiryPolicy.class,
          CreatedExpiryPolicy.class,
          ModifiedExpiryPolicy.class,
          AccessedExpiryPolicy.class,
          TouchedExpiryPolicy.class);

  private final ExpiryPolicy policy;
  private final boolean constant;
  private final boolean movesOnAccess;
  // Read only if constant.
  private final @org.jspecify.annotations.Nullable Duration creation;
  private final @org.jspecify.annotations.Nullable Duration update;
  private final @org.jspecify.annotations.Nullable Duration access;
  private volatile boolean complained;

  /** Rules by this policy. */
  public ExpiryRules(ExpiryPolicy policy) {
    this.policy = policy;
    constant = CONSTANT.contains(policy.getClass());
    creation = constant ? policy.getExpiryForCreation() : null;
    update = constant ? policy.getExpiryForUpdate() : null;
    access = constant ? policy.getExpiryForAccess() : null;
    movesOnAccess = !constant || access != null;
  }

  /** Whether the answers come from user code. */
  public boolean runsUserCode() {
    return !constant;
  }

  /** Whether a read may move the deadline. */
  public boolean movesOnAccess() {
    return movesOnAccess;
  }

  /** Whether an updated entry lives otherwise than a new one. */
  public boolean tellsUpdates() {
    boolean alike =
        constant
            && creation != null
            && (update == null ? creation.isEternal() : update.equals(creation));
    return !alike;
  }

  /** Time to live of a new entry; never {@link #UNCHANGED}. */
  public long onCreation() {
    Duration duration = creation;
    if (!constant) {
      try {
        duration = policy.getExpiryForCreation();
      } catch (RuntimeException e) {
        complain("creation", "eternal", e);
      }
    }
    return duration == null ? NEVER : millis(duration);
  }

  /** Time to live of an updated entry from now on, or {@link #UNCHANGED}. */
  public long onUpdate() {
    Duration duration = update;
    if (!constant) {
      try {
        duration = policy.getExpiryForUpdate();
      } catch (RuntimeException e) {
        complain("update", "unchanged", e);
      }
    }
    return duration == null ? UNCHANGED : millis(duration);
  }

  /** Time to live of a read entry from now on, or {@link #UNCHANGED}. */
  public long onAccess() {
    Duration duration = access;
    if (!constant) {
      try {
        duration = policy.getExpiryForAccess();
      } catch (RuntimeException e) {
        complain("access", "unchanged", e);
      }
    }
    return duration == null ? UNCHANGED : millis(duration);
  }

  /** A time to live in milliseconds. */
  public static long millis(java.time.Duration ttl) {
    try {
      return Math.max(0, ttl.toMillis());
    } catch (ArithmeticException e) {
      return ttl.isNegative() ? 0 : NEVER;
    }
  }

  /** When an entry that lives this long from now expires, in absolute milliseconds. */
  public static long deadline(long ttlMillis, long nowMillis) {
    return ttlMillis >= NEVER - nowMillis ? NEVER : nowMillis + ttlMillis;
  }

  private static long millis(Duration duration) {
    return duration.isEternal()
        ? NEVER
        : duration.getTimeUnit().toMillis(duration.getDurationAmount());
  }

  private void complain(String event, String instead, RuntimeException e) {
    if (!complained) {
      complained = true;
      LOG.warn(
          "The expiry policy {} threw on {}: the entry's expiry is {} instead; not logged again",
          policy.getClass().getName(),
          event,
          instead,
          e);
    }
  }
}
