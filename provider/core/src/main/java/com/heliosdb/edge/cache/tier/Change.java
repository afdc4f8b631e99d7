package com.heliosdb.edge.cache.tier;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of one key.
 *
 * @param kind what to do
 * @param value the user's new value; null unless something is put
 * @param ttl a time to live of the entry's own, if {@code hasTtl}; null = never expires
 * @param hasTtl whether {@code ttl} replaces the expiry policy
 */
public record Change(Kind kind, @Nullable Object value, @Nullable Duration ttl, boolean hasTtl) {
  /** What to do. */
  public enum Kind {
    /** Nothing, and it was no access either. */
    KEEP,
    /** Nothing, but the entry was read. */
    TOUCH,
    /** Put the value, telling the writer. */
    PUT,
    /** Put a value that came from the loader: the writer is not told. */
    LOAD,
    /**
     * The same ahead of demand, in place of a value that is about to expire: where an update would
     * leave the time to live as it was, it lives as long as a new one.
     */
    REFRESH,
    /** Remove the entry, telling the writer. */
    REMOVE
  }

  /** Nothing, and it was no access either. */
  public static final Change KEEP = new Change(Kind.KEEP, null, null, false);

  /** Nothing, but the entry was read. */
  public static final Change TOUCH = new Change(Kind.TOUCH, null, null, false);

  /** Remove the entry. */
  public static final Change REMOVE = new Change(Kind.REMOVE, null, null, false);

  /** Put the value. */
  public static Change put(Object value) {
    return new Change(Kind.PUT, value, null, false);
  }

  /** Put the value for a time of its own; null = for ever. */
  public static Change put(Object value, @Nullable Duration ttl) {
    return new Change(Kind.PUT, value, ttl, true);
  }

  /** Put a value that came from the loader. */
  public static Change load(Object value) {
    return new Change(Kind.LOAD, value, null, false);
  }

  /** Put a value that came from the loader ahead of demand. */
  public static Change refresh(Object value) {
    return new Change(Kind.REFRESH, value, null, false);
  }

  /** Whether the value came from the loader. */
  boolean loads() {
    return kind == Kind.LOAD || kind == Kind.REFRESH;
  }

  /** Whether a value is put. */
  public boolean puts() {
    return kind == Kind.PUT || loads();
  }

  /** Whether the entry is put or removed. */
  public boolean changes() {
    return puts() || kind == Kind.REMOVE;
  }
}
