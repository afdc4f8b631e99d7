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
 *
 * <p>Deadlines may be brought forward at random, so that entries that come together do not go
 * together: by a share of the time to live that follows from key and time alone, so that the same
 * happens in every run under the same clock.
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

  private static final long GOLDEN_STEP = 0x9E3779B97F4A7C15L;
  private static final double TO_FRACTION = 0x1p-53;

  private final ExpiryPolicy policy;
  private final double jitter;
  private final boolean constant;
  private final boolean movesOnAccess;
  // Read only if constant.
  private final @org.jspecify.annotations.Nullable Duration creation;
  private final @org.jspecify.annotations.Nullable Duration update;
  private final @org.jspecify.annotations.Nullable Duration access;
  private volatile boolean complained;

  /** Rules by exactly this policy. */
  public ExpiryRules(ExpiryPolicy policy) {
    this(policy, 0);
  }

  /**
   * Rules by this policy.
   *
   * @param jitter the largest share by which a time to live is shortened, 0 to 0.5
   */
  public ExpiryRules(ExpiryPolicy policy, double jitter) {
    this.policy = policy;
    this.jitter = jitter;
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

  /**
   * The longest time to live of an entry that nobody writes again, as far as that is known: {@link
   * #NEVER} where a policy is user code, or gives more time when the entry is read.
   */
  public long longestLife() {
    if (!constant || movesOnAccess) {
      return NEVER;
    }
    return Math.max(onCreation(), onUpdate());
  }

  /**
   * When an entry that lives this long from now expires, in absolute milliseconds; earlier by the
   * jitter, never later.
   *
   * @param spread a hash of its key
   */
  public long deadline(long ttlMillis, int spread, long nowMillis) {
    long life =
        jitter == 0 || ttlMillis == NEVER ? ttlMillis : shortened(ttlMillis, spread, nowMillis);
    return life >= NEVER - nowMillis ? NEVER : nowMillis + life;
  }

  private long shortened(long ttlMillis, int spread, long nowMillis) {
    // The finalizer of MurmurHash3: neighbours in time or key share nothing.
    long mixed = (spread + GOLDEN_STEP * nowMillis) ^ GOLDEN_STEP;
    mixed = (mixed ^ mixed >>> 33) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
    mixed ^= mixed >>> 33;
    // Rounded down, so that no time to live becomes none.
    return ttlMillis - (long) (ttlMillis * jitter * ((mixed >>> 11) * TO_FRACTION));
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
