/** A product catalogue over a slow database, cached by annotations of both kinds. */
@NullMarked
package com.heliosdb.edge.cache.examples.springboot;

import org.jspecify.annotations.NullMarked;
