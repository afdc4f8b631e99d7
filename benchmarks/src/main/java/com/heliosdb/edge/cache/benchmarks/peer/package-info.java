/**
 * The caches that are measured, each behind {@link com.heliosdb.edge.cache.benchmarks.peer.Peer}.
 */
@NullMarked
package com.heliosdb.edge.cache.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
