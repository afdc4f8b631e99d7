/**
 * The annotations of JSR-107 for Jakarta CDI 4 and later: {@code @CacheResult}, {@code @CachePut},
 * {@code @CacheRemove} and {@code @CacheRemoveAll}, by one build compatible extension, so that the
 * same jar serves containers that deploy at run time and at build time.
 *
 * <p>Public is only what a container has to call by itself.
 */
@NullMarked
package com.heliosdb.edge.cache.cdi;

import org.jspecify.annotations.NullMarked;
