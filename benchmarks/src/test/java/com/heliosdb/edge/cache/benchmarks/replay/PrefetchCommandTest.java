package com.heliosdb.edge.cache.benchmarks.replay;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrefetchCommandTest {
  private final PrintStream out =
      new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);

  /** This is what the command line turns into one sentence. */
  @Test
  void refusesADirectoryWithoutTraces(@TempDir Path empty) {
    assertThatThrownBy(() -> PrefetchCommand.run(new String[] {empty.toString()}, out))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("No file below " + empty);
  }
}
