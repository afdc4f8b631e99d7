package com.heliosdb.edge.cache.examples.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The command line of the view. */
class OptionsTest {
  @Test
  void options_may_stand_before_and_after_the_target() {
    assertThat(Options.of("--json", "17", "--once", "--interval", "2.5"))
        .isEqualTo(new Options("17", true, true, Duration.ofMillis(2_500)));
    assertThat(Options.of("service:jmx:rmi:///jndi/rmi://host:1/jmxrmi").interval())
        .isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void a_wrong_command_line_is_explained() {
    assertWrong("must be a process id or a JMX service URL but was ''");
    assertWrong("There is no option --jsn", "1", "--jsn");
    assertWrong("There are two targets, 1 and 2", "1", "2");
    assertWrong("must be a number of seconds but was 'soon'", "1", "--interval", "soon");
    assertWrong("must be at least 0.1 but was 0", "1", "--interval", "0");
  }

  private static void assertWrong(String message, String... arguments) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.of(arguments))
        .withMessageContaining(message);
  }
}
