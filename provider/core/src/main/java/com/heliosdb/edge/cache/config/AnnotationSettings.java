package com.heliosdb.edge.cache.config;

import java.time.Duration;
import java.util.Optional;

/**
 * What the JSR-107 annotations do with one cache where this product intercepts them.
 *
 * @param createMissing whether the cache is created if nobody else did; otherwise it is an error
 * @param statistics whether it is created with statistics and MXBeans
 * @param timeToLive how long after its last write an entry of a cache created so expires; empty =
 *     never
 * @param singleFlight whether callers of one key wait for the first of them
 * @param singleFlightWait how long they do, at most
 */
public record AnnotationSettings(
    boolean createMissing,
    boolean statistics,
    Optional<Duration> timeToLive,
    boolean singleFlight,
    Duration singleFlightWait) {
  static final String CREATE = "create";
}
