package com.heliosdb.edge.cache.benchmarks.heap;

import com.heliosdb.edge.cache.benchmarks.Walk;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.ThreadParams;

/** One thread's walk through the keys; a key that is not found fails the run. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class Reader {
  /** Reported by JMH beside the result: how many keys were not found. */
  public long misses;

  Walk walk;

  /** Starts where no other thread starts. */
  @Setup
  public void start(CacheState state, ThreadParams threads) {
    walk = new Walk(state.workload.walk(), threads.getThreadIndex());
  }

  /** Fails the run if anything was not found. */
  @TearDown(Level.Iteration)
  public void check() {
    misses = walk.misses();
    walk.requireNoMiss();
  }
}
