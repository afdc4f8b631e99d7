package com.heliosdb.edge.cache.hazelcast;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What one node did and saw, and what its region store was told. Each write has a token that occurs
 * nowhere else: the value itself, or a name for a removal. The store's lines say which version a
 * token got.
 *
 * <pre>
 * op     READ|WRITTEN|FAILED  key  token, "-" = nothing there  begin  end     (nanos since the epoch)
 * store  STORED|REJECTED|FAILED  token, "-" = unknown  generation  clock  key's hash and bytes (hex)
 * </pre>
 */
record History(List<Operation> operations, List<Sent> sent) {
  static final String NOTHING = "-";

  /** What an operation came to. */
  enum Kind {
    /** The token was seen. */
    READ,
    /** The token's write was acknowledged. */
    WRITTEN,
    /** The operation threw. */
    FAILED
  }

  /** One operation on the cache. */
  record Operation(Kind kind, String key, String token, long beginNanos, long endNanos) {}

  /** What the region answered to a write; FAILED if it did not. */
  enum Answer {
    STORED,
    REJECTED,
    FAILED
  }

  /**
   * Where a write stands among those of its key.
   *
   * @param after 0 for a write with this version; above 0 for one that is known to be newer
   */
  record Place(long generation, long clock, int after) implements Comparable<Place> {
    static final Place FIRST = new Place(0, 0);

    Place(long generation, long clock) {
      this(generation, clock, 0);
    }

    Place next() {
      return new Place(generation, clock, after + 1);
    }

    @Override
    public int compareTo(Place other) {
      int byGeneration = Long.compare(generation, other.generation);
      int byClock = Long.compareUnsigned(clock, other.clock);
      return byGeneration != 0
          ? byGeneration
          : byClock != 0 ? byClock : Integer.compare(after, other.after);
    }
  }

  /** One write that reached the region store, and its key there. */
  record Sent(Answer answer, String token, Place place, String regionKey) {}

  /**
   * What a file says so far: its node may be writing on, and what ends in no line feed is begun.
   */
  static History read(Path file) throws IOException {
    String text = Files.readString(file);
    List<Operation> operations = new ArrayList<>();
    List<Sent> sent = new ArrayList<>();
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      String[] words = line.split(" ", -1);
      if (words[0].equals("op")) {
        operations.add(
            new Operation(
                Kind.valueOf(words[1]),
                words[2],
                words[3],
                Long.parseLong(words[4]),
                Long.parseLong(words[5])));
      } else {
        Place place = new Place(Long.parseLong(words[3]), Long.parseLong(words[4]));
        sent.add(new Sent(Answer.valueOf(words[1]), words[2], place, words[5]));
      }
    }
    return new History(operations, sent);
  }

  /** Writes a history while it happens. Thread-safe. */
  static final class Recorder implements Closeable {
    // Histories of several processes are compared, so that their clocks must have one beginning.
    private final long offsetNanos = System.currentTimeMillis() * 1_000_000 - System.nanoTime();
    // Guarded by this.
    private final BufferedWriter out;

    Recorder(Path file) throws IOException {
      out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
    }

    long nanos() {
      return System.nanoTime() + offsetNanos;
    }

    void add(Operation operation) {
      String token = operation.token == null ? NOTHING : operation.token;
      line(
          "op %s %s %s %d %d"
              .formatted(
                  operation.kind, operation.key, token, operation.beginNanos, operation.endNanos));
    }

    void add(Sent each) {
      line(
          "store %s %s %d %d %s"
              .formatted(
                  each.answer,
                  each.token,
                  each.place.generation,
                  each.place.clock,
                  each.regionKey));
    }

    private synchronized void line(String line) {
      try {
        out.write(line);
        out.write('\n');
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    synchronized void flush() throws IOException {
      out.flush();
    }

    @Override
    public synchronized void close() throws IOException {
      out.close();
    }
  }
}
