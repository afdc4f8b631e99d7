package com.heliosdb.edge.cache.benchmarks.replay;

import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The formats of traces that are in circulation. */
enum TraceFormat {
  /** One decimal block number a line; lines with an asterisk are marks, and skipped. */
  LIRS {
    @Override
    void read(InputStream in, Position at, Trace.Builder trace) throws IOException {
      for (String line : at.lines(in)) {
        if (!line.isBlank() && line.indexOf('*') < 0) {
          trace.add(at.number(line.strip(), "a block number"));
        }
      }
    }
  },

  /** Lines of {@code start count ignored sequence}: as many requests for consecutive blocks. */
  ARC {
    @Override
    void read(InputStream in, Position at, Trace.Builder trace) throws IOException {
      for (String line : at.lines(in)) {
        if (line.isBlank()) {
          continue;
        }
        String[] fields =
            at.fields(line, 4, "start, count, an ignored number and a sequence number");
        long start = at.number(fields[0], "the first block");
        long count = at.number(fields[1], "a number of blocks");
        if (count < 1 || count > MOST_BLOCKS_OF_A_LINE) {
          throw at.bad(
              "expected from 1 to " + MOST_BLOCKS_OF_A_LINE + " blocks but found " + fields[1]);
        }
        for (long i = 0; i < count; i++) {
          trace.add(start + i);
        }
      }
    }
  },

  /** Big-endian 32-bit keys; unsigned ones are other keys, but as many. */
  INT32 {
    @Override
    void read(InputStream in, Position at, Trace.Builder trace) throws IOException {
      DataInputStream data = new DataInputStream(in);
      while (at.hasMore(data, Integer.BYTES)) {
        trace.add(at.value());
      }
    }
  },

  /** Big-endian 64-bit keys. */
  INT64 {
    @Override
    void read(InputStream in, Position at, Trace.Builder trace) throws IOException {
      DataInputStream data = new DataInputStream(in);
      while (at.hasMore(data, Long.BYTES)) {
        trace.add(at.value());
      }
    }
  },

  /** A header line that names a key column and perhaps one of seconds, then numbers. */
  CSV {
    @Override
    void read(InputStream in, Position at, Trace.Builder trace) throws IOException {
      int key = -1;
      int time = -1;
      int columns = 0;
      for (String line : at.lines(in)) {
        if (columns == 0) {
          List<String> header = Arrays.stream(line.split(",", -1)).map(String::strip).toList();
          columns = header.size();
          key = firstOf(KEY_COLUMNS, header);
          time = firstOf(TIME_COLUMNS, header);
          if (key < 0) {
            throw at.bad(
                "expected a header with a key column, one of "
                    + KEY_COLUMNS
                    + ", but found "
                    + header);
          }
        } else if (!line.isBlank()) {
          String[] fields = line.split(",", -1);
          if (fields.length != columns) {
            throw at.bad("expected " + columns + " columns but found " + fields.length);
          }
          long id = at.number(fields[key].strip(), "a key");
          if (time < 0) {
            trace.add(id);
          } else {
            trace.add(id, 1_000 * at.number(fields[time].strip(), "whole seconds"));
          }
        }
      }
    }
  },

  /** Lines of {@code sequence key size}; the first column orders the requests and is no clock. */
  TEXT {
    @Override
    void read(InputStream in, Position at, Trace.Builder trace) throws IOException {
      for (String line : at.lines(in)) {
        if (!line.isBlank()) {
          String[] fields = at.fields(line, 3, "a sequence number, a key and a size");
          at.number(fields[0], "a sequence number");
          at.number(fields[2], "a size");
          trace.add(at.number(fields[1], "a key"));
        }
      }
    }
  };

  private static final int MOST_BLOCKS_OF_A_LINE = 1_000_000;
  private static final List<String> KEY_COLUMNS = List.of("key", "lbn", "id", "obj_id");
  private static final List<String> TIME_COLUMNS = List.of("time_s", "time(s)", "time");

  /** Reads all requests. */
  abstract void read(InputStream in, Position at, Trace.Builder trace) throws IOException;

  /** As it is written on the command line. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static String labels() {
    return Arrays.stream(values()).map(TraceFormat::label).collect(Collectors.joining(", "));
  }

  static Optional<TraceFormat> of(String label) {
    return Arrays.stream(values()).filter(format -> format.label().equals(label)).findFirst();
  }

  /**
   * What the name of a file says of its format, without the suffix of a compression: {@code .lis}
   * is arc, {@code .csv} is csv, {@code .tr} is text, whatever lies in a folder {@code lirs} is
   * lirs; some well-known traces are known by their names.
   */
  static Optional<TraceFormat> ofFile(String folder, String plainName) {
    if (plainName.endsWith(".lis")) {
      return Optional.of(ARC);
    }
    if (plainName.endsWith(".csv")) {
      return Optional.of(CSV);
    }
    if (plainName.endsWith(".tr")) {
      return Optional.of(TEXT);
    }
    if (folder.equals("lirs") && plainName.endsWith(".trace")) {
      return Optional.of(LIRS);
    }
    return switch (plainName) {
      case "orm-busy.trace", "orm-night.trace", "web07.trace", "web12.trace", "w106.trace" ->
          Optional.of(INT32);
      case "scarab-recs.trace", "scarab-prods.trace", "trace_vaultservice" -> Optional.of(INT64);
      case "request.trace" -> Optional.of(TEXT);
      default -> Optional.empty();
    };
  }

  private static int firstOf(List<String> wanted, List<String> header) {
    return wanted.stream().mapToInt(header::indexOf).filter(at -> at >= 0).findFirst().orElse(-1);
  }

  /** Where in a trace the reader is, for its errors. Confined to one reader. */
  static final class Position {
    private final String file;
    private long line;
    private long offset;
    private boolean binary;
    private long value;

    Position(String file) {
      this.file = file;
    }

    /** The lines, each read when it is asked for. */
    Iterable<String> lines(InputStream in) {
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
      return () -> new Lines(reader, () -> line++);
    }

    /** Whether there is another number; it is then the {@link #value()}. */
    boolean hasMore(DataInputStream data, int bytes) throws IOException {
      binary = true;
      int first = data.read();
      if (first < 0) {
        return false;
      }
      long number = (byte) first;
      for (int i = 1; i < bytes; i++) {
        int next = data.read();
        if (next < 0) {
          throw bad("the trace ends inside a number of " + bytes + " bytes: it is truncated");
        }
        number = number << 8 | next;
      }
      offset += bytes;
      value = number;
      return true;
    }

    long value() {
      return value;
    }

    String[] fields(String text, int count, String what) {
      String[] fields = text.strip().split("\\s+");
      if (fields.length != count) {
        throw bad("expected " + what + " but found '" + shortened(text) + "'");
      }
      return fields;
    }

    long number(String text, String what) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException e) {
        throw bad("expected " + what + " but found '" + shortened(text) + "'");
      }
    }

    /** What is wrong here, as a sentence. */
    BadInputException bad(String what) {
      return new BadInputException(file + ", " + place() + ": " + what);
    }

    /** What the file or its compression says is wrong, as a sentence. */
    BadInputException unreadable(Exception cause) {
      Throwable root = cause instanceof UncheckedIOException ? cause.getCause() : cause;
      String why =
          root instanceof EOFException || String.valueOf(root).contains("Truncated")
              ? "the compressed data end too early: the file is truncated"
              : "cannot be read any further: " + root;
      return new BadInputException(file + ", after " + place() + ": " + why, cause);
    }

    private String place() {
      return binary ? "byte " + offset : "line " + line;
    }

    private static String shortened(String text) {
      return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
  }
}
