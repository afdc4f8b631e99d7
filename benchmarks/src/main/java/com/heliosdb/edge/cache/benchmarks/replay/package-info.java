/** Replays request traces through the real tiers, beside peers and the offline optimum. */
@NullMarked
package com.heliosdb.edge.cache.benchmarks.replay;

import org.jspecify.annotations.NullMarked;
