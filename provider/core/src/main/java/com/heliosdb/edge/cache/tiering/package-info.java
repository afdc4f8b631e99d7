/** The tiering policies, written as listeners. Internal. */
@NullMarked
package com.heliosdb.edge.cache.tiering;

import org.jspecify.annotations.NullMarked;
