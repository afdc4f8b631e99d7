package com.heliosdb.edge.cache.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How reads deal with a CacheLoader that is slow or fails. Only for caches that read through.
 *
 * @param refreshAfter the age at which a read has an entry loaded anew, without waiting for it;
 *     empty = never
 * @param staleWhileRevalidate how long past its time an entry is served while it is loaded anew;
 *     empty = not at all
 * @param staleIfError how long past its time an entry is served when it cannot be loaded; empty =
 *     not at all
 * @param loadTimeout how long a reader waits for a load; empty = until it ends
 * @param own those of the above that were set for this very cache, not as a default of the manager,
 *     as key, value and place
 */
public record LoadingSettings(
    Optional<Duration> refreshAfter,
    Optional<Duration> staleWhileRevalidate,
    Optional<Duration> staleIfError,
    Optional<Duration> loadTimeout,
    List<String> own) {
  /** A read waits for its load, whatever comes of it. */
  public static final LoadingSettings OFF =
      new LoadingSettings(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());

  /** Copies the list. */
  public LoadingSettings {
    own = List.copyOf(own);
  }

  /** How long past its time an entry is kept for these: the longer of the two. */
  public Duration grace() {
    Duration revalidate = staleWhileRevalidate.orElse(Duration.ZERO);
    Duration error = staleIfError.orElse(Duration.ZERO);
    return revalidate.compareTo(error) > 0 ? revalidate : error;
  }
}
