/** Statistics by tier, as plain objects and as attributes of the JCache statistics MXBean. */
@NullMarked
package com.heliosdb.edge.cache.management;

import org.jspecify.annotations.NullMarked;
