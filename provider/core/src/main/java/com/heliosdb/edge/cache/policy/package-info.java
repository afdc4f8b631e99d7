/** Scores and access patterns. Internal; depends on nothing. */
@NullMarked
package com.heliosdb.edge.cache.policy;

import org.jspecify.annotations.NullMarked;
