package com.heliosdb.edge.cache.benchmarks.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TurnsCommandTest {
  private static final String TIMES = "store [0-9.]+ us, client [0-9.]+ us, ratio [0-9.]+";

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

  @Test
  void eachOperationHasItsPassesAndTheirMedian() throws Exception {
    TurnsCommand.run("hazelcast", 2, 2, out);

    assertThat(said.toString(StandardCharsets.UTF_8).lines())
        .hasSize(9)
        .satisfiesExactly(
            line -> assertThat(line).matches("get, pass 1: " + TIMES),
            line -> assertThat(line).matches("get, pass 2: " + TIMES),
            line -> assertThat(line).matches("get, medians: " + TIMES),
            line -> assertThat(line).matches("update, pass 1: " + TIMES),
            line -> assertThat(line).matches("update, pass 2: " + TIMES),
            line -> assertThat(line).matches("update, medians: " + TIMES),
            line -> assertThat(line).matches("insert, pass 1: " + TIMES),
            line -> assertThat(line).matches("insert, pass 2: " + TIMES),
            line -> assertThat(line).matches("insert, medians: " + TIMES));
  }

  @Test
  void whatItDoesNotUnderstandIsSaidInASentence() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TurnsCommand.run(new String[] {"hazelcast"}, out))
        .withMessageStartingWith("turns takes a service, hazelcast or azure-blob, and a number");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TurnsCommand.run(new String[] {"hazelcast", "0"}, out))
        .withMessageStartingWith("turns takes a service");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TurnsCommand.run(new String[] {"tape", "1"}, out))
        .withMessage("There is no region in tape");
  }
}
