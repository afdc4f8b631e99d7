package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.stats.RegionCounters;
import java.util.List;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** The region tier of a cache without one: knows nothing, costs nothing. */
final class NoRegion implements Region {
  private final RegionCounters counters = new RegionCounters();

  @Override
  public boolean present() {
    return false;
  }

  @Override
  public boolean aside() {
    return false;
  }

  @Override
  public void prepare(KeyRef key) {}

  @Override
  public Question ask(KeyRef key) {
    return Question.unasked(RegionAnswer.AWAY);
  }

  @Override
  public RegionAnswer spare() {
    return RegionAnswer.AWAY;
  }

  @Override
  public int mostUnderWay() {
    return 1;
  }

  @Override
  public boolean holds(KeyRef key, RegionAnswer answer) {
    return true;
  }

  @Override
  public boolean admits(KeyRef key, RegionAnswer answer) {
    return false;
  }

  @Override
  public boolean certain(RegionAnswer answer) {
    return true;
  }

  @Override
  public long stamp() {
    return 0;
  }

  @Override
  public boolean isOvertaken(KeyRef key, long version, long stamp) {
    return false;
  }

  @Override
  public boolean isUnmoved(KeyRef key, long stamp) {
    return true;
  }

  @Override
  public void raise(KeyRef key, long version) {}

  @Override
  public boolean outdates(long version) {
    return false;
  }

  @Override
  public boolean toleratesStale() {
    return true;
  }

  @Override
  public boolean toleratesUnknown() {
    return true;
  }

  @Override
  public void checked() {}

  @Override
  public Writing begin(List<RegionWrite> writes) {
    return Writing.NOTHING;
  }

  @Override
  public void clear(long generation) {}

  @Override
  public @Nullable CacheException awaitClear() {
    return null;
  }

  @Override
  public void start(LocalCopies copies) {}

  @Override
  public void stop() {}

  @Override
  public void close() {}

  @Override
  public void destroy() {}

  @Override
  public String breaker() {
    return "";
  }

  @Override
  public RegionCounters counters() {
    return counters;
  }
}
