package com.heliosdb.edge.cache.tier;

import org.jspecify.annotations.Nullable;

/**
 * How an operation on one key asks the region: once, however often it looks, as long as the answer
 * that there is nothing of use holds. What holds is said at {@link Questions}. Thread-safe, since a
 * load may go on with the operation while its reader goes on by itself.
 */
final class OneKey implements Asking {
  private final Region region;
  private volatile @Nullable RegionAnswer kept;

  OneKey(Region region) {
    this.region = region;
  }

  @Override
  public RegionAnswer ask(KeyRef key) {
    RegionAnswer known = kept;
    return known != null && region.holds(key, known) ? known : region.find(key);
  }

  @Override
  public void keep(KeyRef key, RegionAnswer answer) {
    kept = answer.withoutValue();
  }
}
