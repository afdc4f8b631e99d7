/** Bytes of keys and values. Internal; the one place that deserializes. */
@NullMarked
package com.heliosdb.edge.cache.codec;

import org.jspecify.annotations.NullMarked;
