package com.heliosdb.edge.cache.benchmarks.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.infra.ThreadParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

class GetBenchmarkTest {
  @TempDir Path directory;

  @Test
  void runsUnderJmhAndReportsItsMisses() throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include("GetBenchmark")
                    .param("peer", "edge")
                    .param("keys", "hot")
                    .forks(0)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .measurementTime(TimeValue.milliseconds(50))
                    .shouldFailOnError(true)
                    .output(directory.resolve("jmh.log").toString())
                    .build())
            .run();

    RunResult result = results.iterator().next();
    assertThat(result.getPrimaryResult().getScore()).isPositive();
    assertThat(result.getSecondaryResults().get("misses").getScore()).isZero();
  }

  @Test
  void lostEntryFailsTheIteration() {
    CacheState state = state("edge");
    state.open();
    try {
      Reader reader = new Reader();
      reader.start(state, new ThreadParams(0, 1, 0, 1, 0, 1, 0, 1, 0, 1));
      new GetBenchmark().get(state, reader);
      reader.check();

      state.cache.clear();
      new GetBenchmark().get(state, reader);

      assertThatIllegalStateException()
          .isThrownBy(reader::check)
          .withMessageStartingWith("1 of the keys");
      assertThat(reader.misses).isOne();
    } finally {
      state.close();
    }
  }

  private static CacheState state(String peer) {
    CacheState state = new CacheState();
    state.peer = peer;
    state.keys = "hot";
    state.payload = "string";
    state.lifetime = "eternal";
    return state;
  }
}
