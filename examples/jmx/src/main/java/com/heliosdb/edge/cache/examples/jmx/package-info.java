/** The tiers of a running node in a terminal, over JMX alone. */
@NullMarked
package com.heliosdb.edge.cache.examples.jmx;

import org.jspecify.annotations.NullMarked;
