package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.event.EntryLife;
import com.heliosdb.edge.cache.event.TierOperations;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Operations that are others' but for what a subclass changes. */
abstract class ForwardingOperations implements TierOperations<Object> {
  private final TierOperations<Object> others;

  ForwardingOperations(TierOperations<Object> others) {
    this.others = others;
  }

  @Override
  public boolean promote(Object key) {
    return others.promote(key);
  }

  @Override
  public boolean demote(Object key) {
    return others.demote(key);
  }

  @Override
  public CompletionStage<Boolean> prefetch(Object key) {
    return others.prefetch(key);
  }

  @Override
  public Optional<EntryLife> life(Object key) {
    return others.life(key);
  }
}
