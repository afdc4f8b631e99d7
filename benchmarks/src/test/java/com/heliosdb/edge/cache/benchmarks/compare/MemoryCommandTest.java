package com.heliosdb.edge.cache.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MemoryCommandTest {
  private static String run(String... arguments) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      MemoryCommand.run(arguments, out);
    }
    return said.toString(StandardCharsets.UTF_8).strip();
  }

  @Test
  void mapTakesOneNodeAndItsPartOfTheTableForAnEntry() {
    double graphBytes = Double.parseDouble(run("map", "10000").split(" ", -1)[0]);

    assertThat(graphBytes).isBetween(32.0, 60.0);
  }

  @Test
  void whatItDoesNotUnderstandIsSaidInASentence() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run("map"))
        .withMessageStartingWith("memory takes a peer and a number of entries; the peers are edge");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run("map", "many"))
        .withMessageStartingWith("memory takes a peer");
  }
}
