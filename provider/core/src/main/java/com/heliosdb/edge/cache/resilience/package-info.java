/** Turning faults of lower tiers into misses. Internal. */
@NullMarked
package com.heliosdb.edge.cache.resilience;

import org.jspecify.annotations.NullMarked;
