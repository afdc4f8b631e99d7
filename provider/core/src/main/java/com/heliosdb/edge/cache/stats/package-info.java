/** Counters. Internal. */
@NullMarked
package com.heliosdb.edge.cache.stats;

import org.jspecify.annotations.NullMarked;
