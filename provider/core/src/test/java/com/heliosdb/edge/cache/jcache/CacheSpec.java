package com.heliosdb.edge.cache.jcache;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import javax.cache.configuration.Factory;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that runs once for each possible combination of the layouts, copy modes and expiry
 * policies it names. It takes a {@link SpecCache}; the invariants that hold after any test are
 * checked when it has passed, and what it started is stopped.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(CacheSpecExtension.class)
@interface CacheSpec {
  /** Which tiers there are, and how entries are spread over them. */
  Layout[] layouts() default {
    Layout.HEAP, Layout.DISK, Layout.WARM, Layout.TIGHT, Layout.REGION, Layout.DISK_REGION
  };

  /** How values are kept. */
  Copies[] copies() default {Copies.IMMUTABLE, Copies.MUTABLE, Copies.REFERENCE};

  /** When entries expire; each policy gives them {@link SpecCache#LIFE}. */
  Expiry[] expiry() default Expiry.ETERNAL;

  /** The tiers of a cache. */
  enum Layout {
    /** The heap alone. */
    HEAP,
    /** Heap over disk with the defaults: what is new is on disk only. */
    DISK,
    /** Heap over disk; the first read copies to the heap. */
    WARM,
    /** Heap over disk; the first read copies to the heap, where there is room for two. */
    TIGHT,
    /** Heap over a region. */
    REGION,
    /** Heap over disk over a region; the first read copies to the heap. */
    DISK_REGION,
    /** Heap over disk by the adaptive policy, where there is room for two on the heap. */
    ADAPTIVE;

    boolean onDisk() {
      return this != HEAP && this != REGION;
    }

    boolean inRegion() {
      return this == REGION || this == DISK_REGION;
    }

    /** Whether the heap is all there is. */
    boolean onHeapOnly() {
      return this == HEAP;
    }
  }

  /** What becomes of a value that is put. */
  enum Copies {
    /** By value, of a type known never to change: kept as it is. */
    IMMUTABLE,
    /** By value, of a type that can change: kept encoded. */
    MUTABLE,
    /** By reference: kept as it is. */
    REFERENCE
  }

  /** The expiry policies. */
  enum Expiry {
    ETERNAL(false, false, false),
    CREATED(true, false, false),
    MODIFIED(true, true, false),
    ACCESSED(true, false, true),
    TOUCHED(true, true, true),
    /** As TOUCHED, by a class of the user's own. */
    USER(true, true, true);

    final boolean onCreation;
    final boolean onUpdate;
    final boolean onAccess;

    Expiry(boolean onCreation, boolean onUpdate, boolean onAccess) {
      this.onCreation = onCreation;
      this.onUpdate = onUpdate;
      this.onAccess = onAccess;
    }

    Factory<? extends ExpiryPolicy> factory(Duration life) {
      javax.cache.expiry.Duration duration = new javax.cache.expiry.Duration(0, life.toMillis());
      return switch (this) {
        case ETERNAL -> EternalExpiryPolicy.factoryOf();
        case CREATED -> CreatedExpiryPolicy.factoryOf(duration);
        case MODIFIED -> ModifiedExpiryPolicy.factoryOf(duration);
        case ACCESSED -> AccessedExpiryPolicy.factoryOf(duration);
        case TOUCHED -> TouchedExpiryPolicy.factoryOf(duration);
        case USER -> () -> new UserPolicy(duration);
      };
    }
  }

  /** A policy the product cannot know the answers of. */
  record UserPolicy(javax.cache.expiry.Duration duration) implements ExpiryPolicy {
    @Override
    public javax.cache.expiry.Duration getExpiryForCreation() {
      return duration;
    }

    @Override
    public javax.cache.expiry.Duration getExpiryForAccess() {
      return duration;
    }

    @Override
    public javax.cache.expiry.Duration getExpiryForUpdate() {
      return duration;
    }
  }
}
