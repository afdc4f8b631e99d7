package com.heliosdb.edge.cache.config;

/**
 * What becomes of the times to live that an expiry policy gives.
 *
 * @param jitter by up to this share of itself each is shortened, at random; 0 = none, at most 0.5
 */
public record ExpirySettings(double jitter) {
  /** As the policy says. */
  public static final ExpirySettings EXACT = new ExpirySettings(0);
}
