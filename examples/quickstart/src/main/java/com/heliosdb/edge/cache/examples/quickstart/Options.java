package com.heliosdb.edge.cache.examples.quickstart;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the command line asks for.
 *
 * @param root the folder the origin serves
 * @param trace the requests to replay; empty = Zipf
 * @param requests requests in each of the two runs; of a trace at most
 * @param resources how many of the origin's resources are asked for, at most
 * @param skew the exponent of Zipf's law; 0 = all are equally popular
 * @param latency how long the origin takes to answer
 * @param directory where the disk tier is kept; empty = a temporary directory
 * @param heapBytes capacity of the heap tier
 * @param diskBytes capacity of the disk tier
 * @param nodes how many nodes share a region; 0 = one node, without a region
 * @param azurite whether Azurite is behind the region's Hazelcast
 * @param seed of everything that is left to chance
 * @param help whether only the options are to be printed
 */
record Options(
    Path root,
    Optional<Path> trace,
    int requests,
    int resources,
    double skew,
    Duration latency,
    Optional<Path> directory,
    long heapBytes,
    long diskBytes,
    int nodes,
    boolean azurite,
    long seed,
    boolean help) {

  static final String USAGE =
      """
      Options, all of which may be left out:
        --root DIR        folder whose files the origin serves (the image of this JDK)
        --trace FILE      replay these requests, one key a line: a path or a number
        --requests N      requests before the restart, and after it (20000)
        --resources N     how many resources are asked for, at most (5000)
        --skew S          exponent of Zipf's law, 0 to 5; 0 = all equally popular (0.9)
        --latency MS      milliseconds the origin takes to answer, 0 to 10000 (40)
        --dir DIR         new or empty directory for the disk tier, kept at the end
                          (a temporary one, deleted at the end)
        --heap BYTES      capacity of the heap tier (2 MiB)
        --disk BYTES      capacity of the disk tier, at least twice the heap (64 MiB)
        --nodes N         so many nodes, 2 to 9, that share a region in Hazelcast, in place
                          of one that is restarted; --requests are for each of them
        --azurite         with --nodes: Azurite behind Hazelcast; needs Node.js and npm
        --seed N          seed of everything left to chance (1)
        --help            print this
      """;

  private static final int MAX_REQUESTS = 10_000_000;
  private static final int MIN_NODES = 2;
  private static final int MAX_NODES = 9;
  private static final int MAX_SKEW = 5;
  private static final int MAX_LATENCY_MILLIS = 10_000;
  private static final long MIN_HEAP_BYTES = 1 << 10;
  private static final long MIN_DISK_BYTES = 1 << 20;
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})\\s*([kmg]?)(i?b)?");

  /**
   * Reads a command line, {@code --name value} or {@code --name=value}.
   *
   * @throws IllegalArgumentException with a sentence that names the option, its value and the rule
   */
  static Options parse(String... args) {
    Builder options = new Builder();
    for (int i = 0; i < args.length; i++) {
      String name = args[i];
      if (name.equals("--help") || name.equals("-h")) {
        options.help = true;
        continue;
      }
      if (name.equals("--azurite")) {
        options.azurite = true;
        continue;
      }
      int equals = name.indexOf('=');
      if (equals >= 0) {
        options.set(name.substring(0, equals), name.substring(equals + 1));
      } else {
        // An unknown name is told before its missing value.
        options.set(name, i + 1 < args.length ? args[++i] : "");
      }
    }
    return options.build();
  }

  /** The options with their defaults, while they are read. */
  private static final class Builder {
    private Path root = Origin.jdkImage();
    private Optional<Path> trace = Optional.empty();
    private int requests = 20_000;
    private int resources = 5_000;
    private double skew = 0.9;
    private Duration latency = Duration.ofMillis(40);
    private Optional<Path> directory = Optional.empty();
    private long heapBytes = 2 << 20;
    private long diskBytes = 64 << 20;
    private int nodes;
    private boolean azurite;
    private long seed = 1;
    private boolean help;

    void set(String name, String value) {
      switch (name) {
        case "--root" -> root = path(name, value, "a folder", Files::isDirectory);
        case "--trace" ->
            trace = Optional.of(path(name, value, "a readable file", Options::isReadableFile));
        case "--requests" -> requests = (int) number(name, value, 1, MAX_REQUESTS);
        case "--resources" -> resources = (int) number(name, value, 1, MAX_REQUESTS);
        case "--skew" -> skew = decimal(name, value, MAX_SKEW);
        case "--latency" -> latency = Duration.ofMillis(number(name, value, 0, MAX_LATENCY_MILLIS));
        case "--dir" ->
            directory =
                Optional.of(path(name, value, "a new or an empty directory", Options::isUnused));
        case "--heap" -> heapBytes = bytes(name, value, MIN_HEAP_BYTES);
        case "--disk" -> diskBytes = bytes(name, value, MIN_DISK_BYTES);
        case "--nodes" -> nodes = (int) number(name, value, MIN_NODES, MAX_NODES);
        case "--seed" -> seed = number(name, value, Long.MIN_VALUE, Long.MAX_VALUE);
        default -> throw new IllegalArgumentException("There is no option " + name + ".");
      }
    }

    Options build() {
      if (diskBytes / 2 < heapBytes) {
        throw refused("--disk", "at least twice --heap, " + 2 * heapBytes + " bytes", diskBytes);
      }
      if (azurite && nodes == 0) {
        throw new IllegalArgumentException("--azurite needs --nodes: one node has no region.");
      }
      if (trace.isPresent() && nodes > 0) {
        throw new IllegalArgumentException(
            "--nodes goes without --trace: its requests are Zipf's.");
      }
      return new Options(
          root, trace, requests, resources, skew, latency, directory, heapBytes, diskBytes, nodes,
          azurite, seed, help);
    }
  }

  private static Path path(String name, String value, String rule, Predicate<Path> holds) {
    Path path = Path.of(value);
    if (value.isEmpty() || !holds.test(path)) {
      throw refused(name, rule, value);
    }
    return path;
  }

  private static boolean isReadableFile(Path path) {
    return Files.isRegularFile(path) && Files.isReadable(path);
  }

  private static boolean isUnused(Path path) {
    String[] names = path.toFile().list();
    return Files.notExists(path) || (names != null && names.length == 0);
  }

  private static long number(String name, String value, long min, long max) {
    try {
      long number = Long.parseLong(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException none) {
      // refused below, with the rule
    }
    throw refused(name, "a whole number from " + min + " to " + max, value);
  }

  private static double decimal(String name, String value, int max) {
    try {
      double number = Double.parseDouble(value);
      if (number >= 0 && number <= max) {
        return number;
      }
    } catch (NumberFormatException none) {
      // refused below, with the rule
    }
    throw refused(name, "a number from 0 to " + max, value);
  }

  private static long bytes(String name, String value, long min) {
    Matcher size = SIZE.matcher(value.toLowerCase(Locale.ROOT));
    if (size.matches()) {
      int shift =
          switch (size.group(2)) {
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            default -> 0;
          };
      long bytes = Long.parseLong(size.group(1)) << shift;
      if (bytes >= min) {
        return bytes;
      }
    }
    throw refused(name, "at least " + min + " bytes, such as 4000000, 512k, 2m or 1g", value);
  }

  private static IllegalArgumentException refused(String name, String rule, Object value) {
    return new IllegalArgumentException(name + " must be " + rule + ", but was '" + value + "'.");
  }
}
