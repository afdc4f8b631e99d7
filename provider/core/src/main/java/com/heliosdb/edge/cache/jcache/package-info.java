/** The JSR-107 front. Internal; reached through {@code javax.cache.Caching}. */
@NullMarked
package com.heliosdb.edge.cache.jcache;

import org.jspecify.annotations.NullMarked;
