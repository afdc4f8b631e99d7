package com.heliosdb.edge.cache.event;

/**
 * How long an entry lives.
 *
 * @param createdMillis when it was written, in milliseconds since the epoch
 * @param expiresMillis when it expires, in milliseconds since the epoch; {@link Long#MAX_VALUE} =
 *     never
 */
public record EntryLife(long createdMillis, long expiresMillis) {}
