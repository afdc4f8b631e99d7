package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.event.Tier;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where an entry is and why.
 *
 * @param tier the fastest tier that holds it; null if none does
 * @param accesses reads in that tier, saturating
 * @param age time since it was written
 * @param timeToExpiry time left; null if it never expires
 * @param lastMove why it is where it is
 */
public record Explanation(
    @Nullable Tier tier,
    int accesses,
    Duration age,
    @Nullable Duration timeToExpiry,
    String lastMove) {}
