/** A product catalogue on Quarkus, whose slow database is asked once for what does not change. */
@NullMarked
package com.heliosdb.edge.cache.examples.quarkus;

import org.jspecify.annotations.NullMarked;
