/** Clock and expiry. Internal; the one place that reads a clock. */
@NullMarked
package com.heliosdb.edge.cache.expiry;

import org.jspecify.annotations.NullMarked;
