/** The tiers and the straight path through them. Internal. */
@NullMarked
package com.heliosdb.edge.cache.tier;

import org.jspecify.annotations.NullMarked;
