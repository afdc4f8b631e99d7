/** Hazelcast clusters on loopback for tests, benchmarks and examples. */
@NullMarked
package com.heliosdb.edge.cache.hazelcast.testing;

import org.jspecify.annotations.NullMarked;
