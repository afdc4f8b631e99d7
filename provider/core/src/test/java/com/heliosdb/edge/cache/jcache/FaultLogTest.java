package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FaultLogTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger("fault-log-test");
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final FaultLog faults = new FaultLog(logger, "The listener");

  @BeforeEach
  void listen() {
    logger.setLevel(Level.INFO);
    logged.start();
    logger.addAppender(logged);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(logged);
    logged.stop();
  }

  @Test
  void failures_are_counted_and_the_first_is_logged() {
    faults.succeeded();
    faults.failed(new IllegalStateException("on purpose"));
    faults.succeeded();
    faults.failed(new IllegalStateException("on purpose"));
    assertThat(faults.faults()).isEqualTo(2);
    assertThat(logged.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN);
  }

  @Test
  void the_end_is_logged_once_and_a_new_failure_is_new() {
    faults.failed(new IllegalStateException("on purpose"));
    for (int i = 0; i < 1_000; i++) {
      faults.succeeded();
    }
    faults.failed(new IllegalStateException("on purpose"));
    assertThat(logged.list)
        .extracting(ILoggingEvent::getLevel)
        .containsExactly(Level.WARN, Level.INFO, Level.WARN);
    assertThat(logged.list.get(1).getFormattedMessage()).contains("The listener works again");
  }
}
