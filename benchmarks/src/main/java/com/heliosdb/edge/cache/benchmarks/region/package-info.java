/** What a region store adds to the calls of the client below it. */
@NullMarked
package com.heliosdb.edge.cache.benchmarks.region;

import org.jspecify.annotations.NullMarked;
