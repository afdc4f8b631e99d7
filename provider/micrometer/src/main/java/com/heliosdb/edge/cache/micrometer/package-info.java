/** The statistics of a cache and its tiers as Micrometer meters. */
@NullMarked
package com.heliosdb.edge.cache.micrometer;

import org.jspecify.annotations.NullMarked;
