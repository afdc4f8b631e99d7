/** Measures the cache against its peers: by JMH, and by the replay of request traces. */
@NullMarked
package com.heliosdb.edge.cache.benchmarks;

import org.jspecify.annotations.NullMarked;
