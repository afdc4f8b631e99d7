package com.heliosdb.edge.cache.benchmarks.compare;

import com.heliosdb.edge.cache.benchmarks.compare.Row.Group;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The rows of the comparison, with the ratios that are to be reached. */
final class Rows {
  /** The floor below all caches, which is shown and not compared with. */
  public static final String FLOOR = "map";

  private static final String[] FAST = {"caffeine", "cache2k", "ehcache", "infinispan"};
  private static final List<String> ALL =
      List.of("caffeine", "cache2k", "ehcache", "infinispan", "hazelcast", FLOOR);
  private static final List<String> WITHOUT_REMOTE =
      List.of("caffeine", "cache2k", "ehcache", FLOOR);
  private static final List<String> CLOSE = List.of("caffeine", "cache2k", "ehcache");
  private static final List<String> DISKS = List.of("ehcache-disk", "ehcache-heap-disk");

  private static final double HIT = 0.75;
  private static final double COPIED_HIT = 0.9;
  private static final double PUT = 1.3;
  private static final double PUT_AGAINST_EHCACHE = 0.6;
  private static final double DISK_HIT = 1.15;
  private static final double DISK_HIT_AGAINST_TIERED = 0.8;
  private static final double REGION = 1.1;
  private static final double AWAY = 1.1;
  // JMH divides by operations what else the JVM allocates meanwhile.
  private static final double NO_BYTES = 0.5;

  private Rows() {}

  /** All rows in the order of the report. */
  public static List<Row> all() {
    List<Row> rows = new ArrayList<>();
    addReads(rows);
    addWrites(rows);
    addDisk(rows);
    addRegion(rows);
    rows.add(
        row("start", "first value from a new cache in a new JVM", Group.START)
            .benchmark("heap.StartBenchmark.start")
            .unit("ms")
            .build());
    return rows;
  }

  /**
   * The rows whose names a pattern is found in.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static List<Row> matching(Pattern pattern) {
    List<Row> found = all().stream().filter(row -> pattern.matcher(row.id()).find()).toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "No row matches '%s'; the rows are %s"
              .formatted(pattern, String.join(", ", all().stream().map(Row::id).toList())));
    }
    return found;
  }

  private static void addReads(List<Row> rows) {
    for (String keys : List.of("hot", "zipf")) {
      String of = keys.equals("hot") ? "1,000 hot keys" : "100,000 keys by Zipf 0.99";
      for (boolean statistics : new boolean[] {false, true}) {
        for (int threads = 1; threads <= 2; threads++) {
          String id = "get-" + keys + (statistics ? "-statistics" : "");
          String title = "get, " + of + (statistics ? ", statistics on" : "");
          Builder row =
              row(
                      threads == 1 ? id : id + "-2-threads",
                      threads == 1 ? title : title + ", 2 threads",
                      Group.HEAP_READS)
                  .get(keys)
                  .with("statistics", Boolean.toString(statistics))
                  .threads(threads)
                  .quick()
                  .target(Target.ratio(Metric.TIME, HIT, FAST));
          if (statistics) {
            row.target(Target.atMost(Metric.ALLOCATION, NO_BYTES));
          }
          if (threads > 1) {
            row.peers(CLOSE);
          }
          rows.add(row.build());
        }
      }
    }
    rows.add(copied("bytes", "get, 1,000 hot keys, 1 KB in a byte array, by value"));
    rows.add(copied("bean", "get, 1,000 hot keys, 1 KB in a serializable object, by value"));
    rows.add(
        row("get-hot-by-reference", "get, 1,000 hot keys, by reference", Group.HEAP_READS)
            .get("hot")
            .with("byReference", "true")
            .build());
    rows.add(
        row("get-hot-ttl", "get, 1,000 hot keys, time to live", Group.HEAP_READS)
            .get("hot")
            .with("lifetime", "ttl")
            .build());
    rows.add(
        row("get-hot-access-expiry", "get, 1,000 hot keys, access expiry", Group.HEAP_READS)
            .get("hot")
            .with("lifetime", "access")
            .build());
    rows.add(
        row("get-hot-two-tiers", "get, 1,000 hot keys, with a disk tier below", Group.HEAP_READS)
            .get("hot")
            .ours("edge-disk")
            .build());
    for (String keys : List.of("10k", "100k", "1m")) {
      rows.add(
          row("get-" + keys, "get, " + keys + " keys, each as often", Group.HEAP_READS)
              .get(keys)
              .peers(WITHOUT_REMOTE)
              .build());
    }
  }

  private static Row copied(String payload, String title) {
    return row("get-" + payload, title, Group.HEAP_READS)
        .get("hot")
        .with("payload", payload)
        .peers(CLOSE)
        .quick()
        .target(Target.ratio(Metric.TIME, COPIED_HIT, FAST))
        .build();
  }

  private static void addWrites(List<Row> rows) {
    rows.add(
        row("put-existing", "put in place of another value, 100,000 keys", Group.HEAP_WRITES)
            .benchmark("heap.WriteBenchmark.putExisting")
            .with("keys", "zipf")
            .peers(WITHOUT_REMOTE)
            .quick()
            .target(Target.ratio(Metric.TIME, PUT_AGAINST_EHCACHE, "ehcache"))
            .target(Target.ratio(Metric.TIME, PUT, FAST))
            .build());
    rows.add(
        row("put-new", "put of a new key, 10,000 keys", Group.HEAP_WRITES)
            .benchmark("heap.NewEntryBenchmark.putNew")
            .peers(WITHOUT_REMOTE)
            .quick()
            .target(Target.ratio(Metric.TIME, PUT_AGAINST_EHCACHE, "ehcache"))
            .target(Target.ratio(Metric.TIME, PUT, FAST))
            .build());
    rows.add(
        write("put-if-absent-existing", "putIfAbsent of a key that is there")
            .benchmark("heap.WriteBenchmark.putIfAbsentOfExisting")
            .with("keys", "hot")
            .build());
    rows.add(
        write("put-if-absent-new", "putIfAbsent of a new key")
            .benchmark("heap.NewEntryBenchmark.putIfAbsentOfNew")
            .build());
    rows.add(
        write("remove", "remove of a key that is there")
            .benchmark("heap.NewEntryBenchmark.remove")
            .build());
    rows.add(
        write("invoke", "invoke of a processor that reads and writes")
            .benchmark("heap.WriteBenchmark.invoke")
            .with("keys", "hot")
            .build());
    rows.add(
        write("get-all", "getAll of 100 keys, a key")
            .benchmark("heap.WriteBenchmark.getAll")
            .with("keys", "hot")
            .build());
    rows.add(
        write("mixed", "9 gets to a put, 100,000 keys by Zipf 0.99, 2 threads")
            .benchmark("heap.MixedBenchmark.readOrWrite")
            .with("keys", "zipf")
            .threads(2)
            .build());
  }

  private static Builder write(String id, String title) {
    return row(id, title, Group.HEAP_WRITES);
  }

  private static void addDisk(List<Row> rows) {
    for (String size : List.of("1k", "16k")) {
      String kilobytes = size.equals("1k") ? "1" : "16";
      String bytes = size.equals("1k") ? "1024" : "16384";
      Builder get = disk("disk-get-" + size, "get, " + kilobytes + " KB values", "get", bytes);
      if (size.equals("1k")) {
        get.quick()
            .target(Target.ratio(Metric.P50, DISK_HIT, "ehcache-disk"))
            .target(Target.ratio(Metric.P99, DISK_HIT, "ehcache-disk"))
            .target(Target.ratio(Metric.P50, DISK_HIT_AGAINST_TIERED, "ehcache-heap-disk"))
            .target(Target.ratio(Metric.P99, DISK_HIT_AGAINST_TIERED, "ehcache-heap-disk"));
      }
      rows.add(get.build());
      rows.add(disk("disk-put-" + size, "put, " + kilobytes + " KB values", "put", bytes).build());
      rows.add(
          disk("disk-remove-" + size, "remove, " + kilobytes + " KB values", "remove", bytes)
              .build());
    }
    rows.add(
        disk("disk-miss", "get of what is in no tier, calls of the store counted", "get", "1024")
            .benchmark("disk.DiskMissBenchmark.miss")
            .ours("edge-counted")
            .unit("ns")
            .quick()
            .build());
  }

  private static Builder disk(String id, String title, String method, String bytes) {
    return row(id, title, Group.DISK)
        .benchmark("disk.DiskBenchmark." + method)
        .with("valueBytes", bytes)
        .peers(DISKS)
        .unit("µs");
  }

  private static void addRegion(List<Row> rows) {
    addRegion(rows, "hazelcast", "Hazelcast", List.of("bare"));
    addRegion(rows, "azure-blob", "Azurite", List.of("bare", "bare-sdk-transport"));
    rows.add(hitWhileRegionIs("hanging"));
    rows.add(hitWhileRegionIs("away"));
  }

  private static Row hitWhileRegionIs(String state) {
    return row("get-hot-region-" + state, "hit on the heap, its region " + state, Group.REGION)
        .benchmark("region.HitBenchmark.get")
        .ours("edge-" + state)
        .peers(List.of("edge-healthy"))
        .target(Target.ratio(Metric.TIME, AWAY, "edge-healthy"))
        .build();
  }

  private static void addRegion(List<Row> rows, String service, String name, List<String> peers) {
    Map<String, String> operations = new LinkedHashMap<>();
    operations.put("get", "read of a record");
    operations.put("insert", "first record of a key");
    operations.put("update", "record in place of an older one");
    operations.forEach(
        (method, title) ->
            rows.add(
                row("region-" + service + "-" + method, name + ": " + title, Group.REGION)
                    .benchmark("region.RegionBenchmark." + method)
                    .with("service", service)
                    .peers(peers)
                    .unit("µs")
                    .target(Target.ratio(Metric.P50, REGION, "bare"))
                    .build()));
  }

  private static Builder row(String id, String title, Group group) {
    return new Builder(id, title, group);
  }

  private static final class Builder {
    private final String id;
    private final String title;
    private final Group group;
    private final Map<String, String> parameters = new HashMap<>();
    private final List<Target> targets = new ArrayList<>();
    private String benchmark = "heap.GetBenchmark.get";
    private int threads = 1;
    private String ours = "edge";
    private List<String> peers = ALL;
    private String unit = "ns";
    private boolean quick;

    Builder(String id, String title, Group group) {
      this.id = id;
      this.title = title;
      this.group = group;
    }

    Builder get(String keys) {
      return benchmark("heap.GetBenchmark.get").with("keys", keys);
    }

    Builder benchmark(String classAndMethod) {
      benchmark = classAndMethod;
      return this;
    }

    Builder with(String parameter, String value) {
      parameters.put(parameter, value);
      return this;
    }

    Builder threads(int count) {
      threads = count;
      return this;
    }

    Builder ours(String name) {
      ours = name;
      return this;
    }

    Builder peers(List<String> names) {
      peers = names;
      return this;
    }

    Builder unit(String name) {
      unit = name;
      return this;
    }

    Builder quick() {
      quick = true;
      return this;
    }

    Builder target(Target target) {
      targets.add(target);
      return this;
    }

    Row build() {
      return new Row(
          id, title, group, benchmark, parameters, threads, ours, peers, unit, quick, targets);
    }
  }
}
