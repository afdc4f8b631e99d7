/** Settings of managers and caches, read from HOCON, Properties, system properties and code. */
@NullMarked
package com.heliosdb.edge.cache.config;

import org.jspecify.annotations.NullMarked;
