package com.heliosdb.edge.cache.config;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Every setting there is; the same keys as in {@code reference.conf}. */
final class Settings {
  private static final long KIB = 1L << 10;
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;
  private static final long EIB = 1L << 60;
  private static final long BILLION = 1_000_000_000;
  // Where the counters of the tiers saturate.
  private static final int MOST_DISK_ACCESSES = 255;
  private static final int MOST_HEAP_ACCESSES = 127;

  static final Setting<Long> HEAP_CAPACITY = Setting.size("heap.capacity", KIB, EIB);
  static final Setting<Double> HEAP_MAX_FRACTION = Setting.number("heap.max-fraction", 0.01, 0.9);
  static final Setting<Long> HEAP_MAX_ENTRIES = Setting.count("heap.max-entries", 1, BILLION);

  static final Setting<Boolean> DISK_ENABLED = Setting.flag("disk.enabled");
  static final Setting<Path> DISK_PATH = Setting.path("disk.path");
  static final Setting<Long> DISK_CAPACITY = Setting.size("disk.capacity", MIB, EIB);
  static final Setting<Long> DISK_MAX_ENTRIES = Setting.count("disk.max-entries", 1, BILLION);
  static final Setting<String> DISK_STORE =
      Setting.word("disk.store", "the name of a disk store", Pattern.compile("[\\w.-]+"));
  static final Setting<Integer> DISK_SLICES = Setting.powerOfTwo("disk.slices", 256);
  static final Setting<Double> DISK_HIGH_WATER = Setting.number("disk.high-water", 0.5, 1);
  static final Setting<Long> DISK_MIN_FREE = Setting.size("disk.min-free", 0, EIB);
  static final Setting<Duration> DISK_RETRY_AFTER = Setting.time("disk.retry-after");
  static final Setting<Long> DISK_WRITE_BUDGET = Setting.size("disk.write-budget", 0, EIB);

  /** The group of the region; a group in it that is none of ours is that of a store. */
  static final String REGION = "region";

  /** In the group of a store, but read by the core. */
  static final String STORE_DEADLINE = "deadline";

  static final Setting<Boolean> REGION_ENABLED = Setting.flag("region.enabled");
  static final Setting<String> REGION_STORE =
      Setting.word(
          "region.store",
          "the name of a region store, or two with a comma between, the front first",
          Pattern.compile("\\s*[\\w-]+\\s*(,\\s*[\\w-]+\\s*)?"));
  static final Setting<String> REGION_NAME =
      Setting.word(
          "region.name",
          "1 to 64 letters, digits, dots, hyphens or underscores",
          Pattern.compile("[A-Za-z0-9._-]{1,64}"));
  static final Setting<Long> REGION_CAPACITY = Setting.size("region.capacity", MIB, EIB);
  static final Setting<String> REGION_MODE =
      Setting.word("region.mode", "\"eventual\", the only mode", Pattern.compile("eventual"));
  static final Setting<String> REGION_ON_FAILURE =
      Setting.word(
          "region.on-failure",
          "\"drop-and-invalidate\" or \"fail\"",
          Pattern.compile("drop-and-invalidate|fail"));
  static final Setting<Duration> REGION_TOMBSTONE_TTL = Setting.time("region.tombstone-ttl");
  static final Setting<Duration> REGION_MAX_STALE = Setting.time("region.max-stale");
  static final Setting<Duration> REGION_MAX_STALENESS = Setting.time("region.max-staleness");
  static final Setting<Duration> REGION_HEARTBEAT = Setting.time("region.heartbeat");
  static final Setting<Integer> REGION_CONCURRENCY =
      Setting.smallCount("region.concurrency", 1, 10_000);
  static final Setting<Double> BREAKER_FAILURE_RATE =
      Setting.number("region.breaker.failure-rate", 0.01, 1);
  static final Setting<Integer> BREAKER_WINDOW =
      Setting.smallCount("region.breaker.window", 2, 10_000);
  static final Setting<Duration> BREAKER_OPEN_FOR = Setting.time("region.breaker.open-for");

  static final Setting<String> TIERING_POLICY =
      Setting.word(
          "tiering.policy", "\"threshold\" or \"adaptive\"", Pattern.compile("threshold|adaptive"));
  static final Setting<Integer> PROMOTION_THRESHOLD =
      Setting.smallCount("tiering.promotion-threshold", 1, MOST_DISK_ACCESSES);
  static final Setting<Duration> DEMOTION_IDLE = Setting.time("tiering.demotion-idle");
  static final Setting<Integer> DEMOTION_MIN_ACCESSES =
      Setting.smallCount("tiering.demotion-min-accesses", 0, MOST_HEAP_ACCESSES);
  static final Setting<Duration> SCAN_INTERVAL = Setting.time("tiering.scan-interval");
  static final Setting<Double> HALF_LIFE = Setting.number("tiering.half-life", 0.01, 10_000);
  static final Setting<Double> SIZE_EXPONENT = Setting.number("tiering.size-exponent", 0, 1);

  static final Setting<String> PREFETCH_MODE =
      Setting.word(
          "prefetch.mode",
          "\"off\", \"window\" or \"calibrated\"",
          Pattern.compile("off|window|calibrated"));
  static final Setting<Duration> PREFETCH_WINDOW = Setting.time("prefetch.window");
  static final Setting<Double> PREFETCH_PROBABILITY =
      Setting.number("prefetch.probability", 0.01, 1);
  static final Setting<Double> PREFETCH_MIN_USEFUL = Setting.number("prefetch.min-useful", 0, 1);
  static final Setting<Double> PREFETCH_BUDGET = Setting.number("prefetch.budget", 0, 10);
  static final Setting<Integer> PREFETCH_MAX_KEYS =
      Setting.smallCount("prefetch.max-keys", 1, 10_000_000);

  static final Setting<Optional<Duration>> REFRESH_AFTER =
      Setting.timeOrOff("loading.refresh-after");
  static final Setting<Optional<Duration>> STALE_WHILE_REVALIDATE =
      Setting.timeOrOff("loading.stale-while-revalidate");
  static final Setting<Optional<Duration>> STALE_IF_ERROR =
      Setting.timeOrOff("loading.stale-if-error");
  static final Setting<Optional<Duration>> LOAD_TIMEOUT = Setting.timeOrOff("loading.load-timeout");

  static final Setting<Double> EXPIRY_JITTER = Setting.number("expiry.jitter", 0, 0.5);

  static final Setting<List<String>> IMMUTABLE_TYPES =
      Setting.classNames("serialization.immutable-types");
  static final Setting<List<String>> ALLOW = Setting.classPatterns("serialization.allow");
  static final Setting<Integer> MAX_DEPTH =
      Setting.smallCount("serialization.max-depth", 1, 10_000);
  static final Setting<Long> MAX_REFERENCES =
      Setting.count("serialization.max-references", 1, BILLION);
  static final Setting<Long> MAX_ARRAY_LENGTH =
      Setting.count("serialization.max-array-length", 1, Integer.MAX_VALUE);
  static final Setting<Long> MAX_BYTES = Setting.size("serialization.max-bytes", KIB, GIB);

  static final Setting<String> MISSING_CACHE =
      Setting.word(
          "annotations.missing-cache",
          "\"create\" or \"fail\"",
          Pattern.compile(AnnotationSettings.CREATE + "|fail"));
  static final Setting<Boolean> ANNOTATED_STATISTICS = Setting.flag("annotations.statistics");
  static final Setting<Optional<Duration>> TIME_TO_LIVE =
      Setting.timeOrNever("annotations.time-to-live");
  static final Setting<Boolean> SINGLE_FLIGHT = Setting.flag("annotations.single-flight");
  static final Setting<Duration> SINGLE_FLIGHT_WAIT =
      Setting.time("annotations.single-flight-wait");

  /** All of the above, by key. */
  static final Map<String, Setting<?>> BY_KEY =
      List.<Setting<?>>of(
              HEAP_CAPACITY,
              HEAP_MAX_FRACTION,
              HEAP_MAX_ENTRIES,
              DISK_ENABLED,
              DISK_PATH,
              DISK_CAPACITY,
              DISK_MAX_ENTRIES,
              DISK_STORE,
              DISK_SLICES,
              DISK_HIGH_WATER,
              DISK_MIN_FREE,
              DISK_RETRY_AFTER,
              DISK_WRITE_BUDGET,
              REGION_ENABLED,
              REGION_STORE,
              REGION_NAME,
              REGION_CAPACITY,
              REGION_MODE,
              REGION_ON_FAILURE,
              REGION_TOMBSTONE_TTL,
              REGION_MAX_STALE,
              REGION_MAX_STALENESS,
              REGION_HEARTBEAT,
              REGION_CONCURRENCY,
              BREAKER_FAILURE_RATE,
              BREAKER_WINDOW,
              BREAKER_OPEN_FOR,
              TIERING_POLICY,
              PROMOTION_THRESHOLD,
              DEMOTION_IDLE,
              DEMOTION_MIN_ACCESSES,
              SCAN_INTERVAL,
              HALF_LIFE,
              SIZE_EXPONENT,
              PREFETCH_MODE,
              PREFETCH_WINDOW,
              PREFETCH_PROBABILITY,
              PREFETCH_MIN_USEFUL,
              PREFETCH_BUDGET,
              PREFETCH_MAX_KEYS,
              REFRESH_AFTER,
              STALE_WHILE_REVALIDATE,
              STALE_IF_ERROR,
              LOAD_TIMEOUT,
              EXPIRY_JITTER,
              IMMUTABLE_TYPES,
              ALLOW,
              MAX_DEPTH,
              MAX_REFERENCES,
              MAX_ARRAY_LENGTH,
              MAX_BYTES,
              MISSING_CACHE,
              ANNOTATED_STATISTICS,
              TIME_TO_LIVE,
              SINGLE_FLIGHT,
              SINGLE_FLIGHT_WAIT)
          .stream()
          .collect(toUnmodifiableMap(Setting::key, Function.identity()));

  private Settings() {}

  /**
   * The first in the alphabet of the keys under this one, such as {@code disk}; all stand under the
   * empty key.
   */
  static Optional<String> firstKeyIn(String group) {
    String start = group.isEmpty() ? "" : group + ".";
    return BY_KEY.keySet().stream().filter(key -> key.startsWith(start)).sorted().findFirst();
  }

  /**
   * Whether the key is one that only a region store knows, such as {@code
   * region.hazelcast.address}: any after a word that starts no key of ours.
   */
  static boolean isStoreOption(String key) {
    String[] parts = key.split("\\.", 3);
    String group = REGION + "." + (parts.length == 3 ? parts[1] : "");
    return parts.length == 3
        && parts[0].equals(REGION)
        && !BY_KEY.containsKey(group)
        && firstKeyIn(group).isEmpty();
  }

  /** The key with the least edit distance; of several, the first in the alphabet. */
  static String nearestKey(String key) {
    return BY_KEY.keySet().stream()
        .min(
            Comparator.comparingInt((String known) -> editDistance(key, known))
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  /** Levenshtein's: insertions, deletions and replacements that turn one into the other. */
  static int editDistance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
