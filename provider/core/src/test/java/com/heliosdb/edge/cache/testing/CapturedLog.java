package com.heliosdb.edge.cache.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.LoggerFactory;

/** What the product logs at INFO and above while this is open; it stays off the console. */
public final class CapturedLog implements AutoCloseable {
  private final Logger logger = (Logger) LoggerFactory.getLogger("com.heliosdb.edge.cache");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  /** Captures from now on. */
  public CapturedLog() {
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    lines.start();
    logger.addAppender(lines);
  }

  /** What was a warning. */
  public List<String> warnings() {
    return messages(Level.WARN);
  }

  /** What was an information, and no more. */
  public List<String> infos() {
    return messages(Level.INFO);
  }

  /** Everything. */
  public List<String> messages() {
    return messages(line -> true);
  }

  private List<String> messages(Level level) {
    return messages(line -> line.getLevel() == level);
  }

  private List<String> messages(Predicate<ILoggingEvent> wanted) {
    return List.copyOf(lines.list).stream()
        .filter(wanted)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Override
  public void close() {
    logger.detachAppender(lines);
    logger.setAdditive(true);
    logger.setLevel(null);
  }
}
