/**
 * Spring Boot's auto-configuration of the provider: the manager and its caches from {@code
 * heliosdb.edge.cache.*}, health, the {@code edgecache} endpoint and meters.
 */
@NullMarked
package com.heliosdb.edge.cache.spring;

import org.jspecify.annotations.NullMarked;
