/**
 * The region in a Hazelcast cluster: records in one Hazelcast cache for each generation, broadcast
 * through a ring buffer. Members need no code of ours, only the JCache API that Hazelcast's own
 * distributions carry.
 */
@NullMarked
package com.heliosdb.edge.cache.hazelcast;

import org.jspecify.annotations.NullMarked;
