/** JMH benchmarks of caches whose entries are on the heap. */
@NullMarked
package com.heliosdb.edge.cache.benchmarks.heap;

import org.jspecify.annotations.NullMarked;
