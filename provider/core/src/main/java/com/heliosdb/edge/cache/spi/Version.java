package com.heliosdb.edge.cache.spi;

/**
 * Orders the writes of one key. Immutable.
 *
 * @param clock hybrid logical clock: milliseconds since the epoch in the upper 48 bits, a counter
 *     in the lower 16; never decreases on one node
 * @param node the node that wrote; breaks ties between nodes
 */
public record Version(long clock, long node) implements Comparable<Version> {
  @Override
  public int compareTo(Version other) {
    int byClock = Long.compareUnsigned(clock, other.clock);
    return byClock != 0 ? byClock : Long.compareUnsigned(node, other.node);
  }
}
