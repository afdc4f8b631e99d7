package com.heliosdb.edge.cache.benchmarks.replay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The lines of a trace, one at a time. Confined to one reader. */
final class Lines implements Iterator<String> {
  private final BufferedReader reader;
  private final Runnable onLine;
  private @Nullable String next;
  private boolean looked;

  /**
   * Reads nothing yet.
   *
   * @param onLine told when a line is handed out
   */
  Lines(BufferedReader reader, Runnable onLine) {
    this.reader = reader;
    this.onLine = onLine;
  }

  @Override
  public boolean hasNext() {
    if (!looked) {
      try {
        next = reader.readLine();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      looked = true;
    }
    return next != null;
  }

  @Override
  public String next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    looked = false;
    onLine.run();
    return next;
  }
}
