package com.heliosdb.edge.cache.benchmarks.peer;

import java.util.concurrent.TimeUnit;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;

/**
 * What a cache to be measured must be like, whoever makes it.
 *
 * @param name the name of the cache
 * @param valueType the class of its values; its keys are strings
 * @param entries how many entries it must hold without losing one
 * @param statistics whether JSR-107 statistics are on
 * @param byReference whether it stores by reference
 * @param lifetime when its entries expire
 */
public record CacheSpec<V>(
    String name,
    Class<V> valueType,
    int entries,
    boolean statistics,
    boolean byReference,
    Lifetime lifetime) {
  // Long enough that nothing expires while it is measured.
  private static final Duration FAR = new Duration(TimeUnit.HOURS, 24);

  /** When entries expire. */
  public enum Lifetime {
    /** Never. */
    ETERNAL,
    /** A time after they were created. */
    TTL,
    /** A time after they were last read. */
    ACCESS;

    private Factory<ExpiryPolicy> policy() {
      return switch (this) {
        case ETERNAL -> EternalExpiryPolicy.factoryOf();
        case TTL -> CreatedExpiryPolicy.factoryOf(FAR);
        case ACCESS -> AccessedExpiryPolicy.factoryOf(FAR);
      };
    }
  }

  /** A cache with the defaults of the specification: by value, eternal, without statistics. */
  public static <V> CacheSpec<V> of(String name, Class<V> valueType, int entries) {
    return new CacheSpec<>(name, valueType, entries, false, false, Lifetime.ETERNAL);
  }

  /**
   * The bound on entries a peer is given: twice what it must hold, since some divide their bound
   * among segments that fill unevenly.
   */
  public int capacity() {
    return 2 * entries + 1_000;
  }

  /** The part of it that JSR-107 knows. */
  public MutableConfiguration<String, V> standard() {
    return new MutableConfiguration<String, V>()
        .setTypes(String.class, valueType)
        .setStoreByValue(!byReference)
        .setStatisticsEnabled(statistics)
        .setExpiryPolicyFactory(lifetime.policy());
  }
}
