/** Where tiers keep things: the Ehcache heap store and the Ehcache disk store. Internal. */
@NullMarked
package com.heliosdb.edge.cache.store;

import org.jspecify.annotations.NullMarked;
