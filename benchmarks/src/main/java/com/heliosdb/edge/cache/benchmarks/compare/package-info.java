/** The comparison with the peers: what is measured, in what order, and what is made of it. */
@NullMarked
package com.heliosdb.edge.cache.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
