package com.heliosdb.edge.cache;

import com.heliosdb.edge.cache.event.Tier;
import java.time.Duration;
import java.util.Optional;

/**
 * Where an entry is and why. A snapshot.
 *
 * @param tier the fastest tier that holds it; empty if it is in no local tier
 * @param accesses how often it was read in that tier, saturating, halved as it ages
 * @param age time since it was written
 * @param timeToExpiry time left; empty if it never expires
 * @param lastMove why it is where it is, in a few words
 */
public record EntryExplanation(
    Optional<Tier> tier,
    int accesses,
    Duration age,
    Optional<Duration> timeToExpiry,
    String lastMove) {}
