/** JMH benchmarks of caches whose entries are on disk, beside Ehcache's own disk tier. */
@NullMarked
package com.heliosdb.edge.cache.benchmarks.disk;

import org.jspecify.annotations.NullMarked;
