/**
 * The public API: {@link com.heliosdb.edge.cache.EdgeCache}, what a cache can do beyond JSR-107,
 * and {@link com.heliosdb.edge.cache.EdgeCacheConfiguration}, its settings in code.
 */
@NullMarked
package com.heliosdb.edge.cache;

import org.jspecify.annotations.NullMarked;
