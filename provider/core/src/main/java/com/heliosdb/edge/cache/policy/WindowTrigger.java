package com.heliosdb.edge.cache.policy;

import com.heliosdb.edge.cache.config.PrefetchSettings;
import com.heliosdb.edge.cache.policy.Prefetcher.Life;
import com.heliosdb.edge.cache.policy.Prefetcher.Residents;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all known keys once in a window, and fetches those expected before the next look that
 * will not be held by then. Guarded by the prefetcher's lock.
 */
final class WindowTrigger<K> implements Prefetcher.Trigger<K> {
  private final Prefetcher<K> prefetcher;
  private final long windowMillis;
  private long nextLookMillis = Long.MIN_VALUE;

  WindowTrigger(Prefetcher<K> prefetcher, PrefetchSettings settings) {
    this.prefetcher = prefetcher;
    windowMillis = settings.window().toMillis();
  }

  @Override
  public void beforeAccess(KeyHistory<K> history, long nowMillis, boolean hit) {}

  @Override
  public void afterAccess(KeyHistory<K> history, long nowMillis) {}

  @Override
  public void skipped() {}

  @Override
  public void tick(
      long nowMillis, Residents<K> residents, boolean paused, Set<KeyHistory<K>> toFetch) {
    if (nowMillis < nextLookMillis) {
      return;
    }
    nextLookMillis = nowMillis + windowMillis;
    for (KeyHistory<K> history : prefetcher.histories()) {
      if (history.isOpen() && nowMillis > history.openUntil) {
        prefetcher.resolve(history, false);
      }
      long expected = history.pattern.nextMillis();
      if (expected >= nowMillis && expected <= nowMillis + windowMillis) {
        if (!history.isOpen()) {
          history.open(nowMillis, nowMillis + windowMillis, true);
        }
        if (isWanted(history, residents.of(history.key), expected, nowMillis)) {
          toFetch.add(history);
        }
      }
    }
  }

  /** Whether what is held, if anything, is gone by then, and was not fetched just before. */
  private boolean isWanted(
      KeyHistory<K> history, @Nullable Life life, long expected, long nowMillis) {
    if (life == null) {
      return true;
    }
    boolean fresh = life.expiresMillis() - nowMillis > life.ttlMillis() / 2;
    return life.expiresMillis() <= expected && !(history.fetched && fresh);
  }

  @Override
  public int queued() {
    return 0;
  }

  @Override
  public boolean stopped() {
    return false;
  }
}
