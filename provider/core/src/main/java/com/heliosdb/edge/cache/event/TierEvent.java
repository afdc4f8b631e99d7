package com.heliosdb.edge.cache.event;

import com.heliosdb.edge.cache.spi.Version;
import java.time.Duration;
import java.util.EventObject;
import javax.cache.Cache;

/**
 * Something that happened to an entry in a tier. JSR-107's {@code EventType} is a closed
 * enumeration without reads or moves, so this is a family of its own. Immutable; valid while the
 * listener is being called.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class TierEvent<K, V> extends EventObject {
  private static final long serialVersionUID = 1L;

  /** What happened. */
  public enum Kind {
    /** The tier answered a read. */
    READ,
    /** The tier is full and this entry is its best candidate to leave. */
    PRESSURE,
    /** The background scan came by this entry. */
    SCAN,
    /** The entry changed tiers. */
    MOVED,
    /** The key was asked for, and a tier answered. Told soon after, of a sample. */
    ACCESS,
    /** The key was asked for, and no local tier answered. Told soon after, of a sample. */
    MISS
  }

  private final transient Cache<K, V> cache;
  private final Kind kind;
  private final Tier tier;
  private final transient K key;
  private final int accesses;
  private final Duration idle;
  private final Version version;
  private final String reason;
  private final transient TierOperations<K> operations;

  /**
   * Creates an event.
   *
   * @param accesses how often the entry was read in its tier, saturating, halved as it ages
   * @param idle time since the last access, to the second
   * @param reason why an entry moved, in a few words; otherwise empty
   */
  public TierEvent(
      Cache<K, V> cache,
      Kind kind,
      Tier tier,
      K key,
      int accesses,
      Duration idle,
      Version version,
      String reason,
      TierOperations<K> operations) {
    super(cache);
    this.cache = cache;
    this.kind = kind;
    this.tier = tier;
    this.key = key;
    this.accesses = accesses;
    this.idle = idle;
    this.version = version;
    this.reason = reason;
    this.operations = operations;
  }

  /** The cache; a listener that changes entries does so through {@link #operations()} instead. */
  public Cache<K, V> cache() {
    return cache;
  }

  /** What happened. */
  public Kind kind() {
    return kind;
  }

  /**
   * Where the entry is; for {@link Kind#MOVED} where it is now, for {@link Kind#ACCESS} where it
   * was found, for {@link Kind#MISS} the tier that was asked last.
   */
  public Tier tier() {
    return tier;
  }

  /** The key of the entry. */
  public K key() {
    return key;
  }

  /** How often the entry was read in its tier, saturating, halved as it ages. */
  public int accesses() {
    return accesses;
  }

  /** Time since the last access, to the second; if the event tells of one, since that one. */
  public Duration idle() {
    return idle;
  }

  /** The version of the entry. */
  public Version version() {
    return version;
  }

  /** Why the entry moved, in a few words; empty for other kinds. */
  public String reason() {
    return reason;
  }

  /** What the listener may do. */
  public TierOperations<K> operations() {
    return operations;
  }

  @Override
  public String toString() {
    return "TierEvent["
        + kind
        + " "
        + tier
        + " "
        + key
        + " accesses="
        + accesses
        + " idle="
        + idle
        + "]";
  }
}
