/**
 * Tiers and the events of their entries: the listener family that promotion and demotion are
 * written in.
 */
@NullMarked
package com.heliosdb.edge.cache.event;

import org.jspecify.annotations.NullMarked;
