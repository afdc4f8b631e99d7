/** An edge node over real HTTP: origin, node, client and what the tiers did. */
@NullMarked
package com.heliosdb.edge.cache.examples.quickstart;

import org.jspecify.annotations.NullMarked;
