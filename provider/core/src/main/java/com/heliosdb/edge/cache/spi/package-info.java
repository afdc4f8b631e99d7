/** Extension points: byte stores, codecs and weighers that a user or another module supplies. */
@NullMarked
package com.heliosdb.edge.cache.spi;

import org.jspecify.annotations.NullMarked;
