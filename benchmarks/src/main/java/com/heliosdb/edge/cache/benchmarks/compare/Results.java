package com.heliosdb.edge.cache.benchmarks.compare;

import com.heliosdb.edge.cache.benchmarks.Medians;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that was measured, and where.
 *
 * @param date the day, as in 2026-01-31
 * @param machine processor, cores and memory
 * @param jdk the virtual machine and its version
 * @param command what was called
 * @param passes how many passes were asked for
 * @param versions of the peers, by name
 * @param measurements in the order they were made
 * @param failures what could not be measured, and why
 * @param memory heap of entries
 */
record Results(
    String date,
    String machine,
    String jdk,
    String command,
    int passes,
    SortedMap<String, String> versions,
    List<Measurement> measurements,
    List<Failure> failures,
    List<Memory> memory) {
  private static final double MEMORY_LIMIT = 64;

  /**
   * A fork that failed.
   *
   * @param row the name of the row
   * @param peer who was to be measured
   * @param pass in which pass, from 1
   * @param reason what it said
   */
  record Failure(String row, String peer, int pass, String reason) {}

  /**
   * The heap that entries take besides their keys and values.
   *
   * @param peer whose cache
   * @param entries how many there were
   * @param graphBytes bytes an entry by walking the graph of objects; NaN if it cannot be walked
   * @param heapBytes bytes an entry by the use of the heap after collection
   */
  record Memory(String peer, int entries, double graphBytes, double heapBytes) {
    /** By the graph, which other things on the heap do not disturb; else by the heap. */
    double bytes() {
      return Double.isNaN(graphBytes) ? heapBytes : graphBytes;
    }
  }

  /**
   * Whether a target for the heap of an entry was met.
   *
   * @param what what was to be bounded
   * @param bytes what it takes
   * @param limit what it may take
   */
  record MemoryVerdict(String what, double bytes, double limit) {
    boolean met() {
      return bytes <= limit;
    }
  }

  /** Copies the collections. */
  public Results {
    versions = new TreeMap<>(versions);
    measurements = List.copyOf(measurements);
    failures = List.copyOf(failures);
    memory = List.copyOf(memory);
  }

  /** The measurements of a peer in a row, pass by pass. */
  public List<Measurement> of(String row, String peer) {
    return measurements.stream().filter(m -> m.row().equals(row) && m.peer().equals(peer)).toList();
  }

  /** The median over the passes; NaN if there is none. */
  public double median(String row, String peer, Metric metric) {
    return Medians.of(
        of(row, peer).stream()
            .map(m -> m.figure(metric))
            .filter(figure -> !figure.isNaN())
            .toList());
  }

  /** The median over the passes at a percentile; NaN if there is none. */
  public double percentile(String row, String peer, double percentile) {
    return Medians.of(
        of(row, peer).stream()
            .map(m -> m.percentiles().getOrDefault(percentile, Double.NaN))
            .filter(figure -> !figure.isNaN())
            .toList());
  }

  /** What became of the targets of a row. */
  public List<Verdict> verdicts(Row row) {
    List<Verdict> verdicts = new ArrayList<>();
    for (Target target : row.targets()) {
      Verdict verdict = Verdict.of(this, row, target);
      if (!Double.isNaN(verdict.ours())) {
        verdicts.add(verdict);
      }
    }
    return verdicts;
  }

  /** What became of the targets for the heap of an entry; empty if it was not measured. */
  List<MemoryVerdict> memoryVerdicts() {
    List<MemoryVerdict> verdicts = new ArrayList<>();
    double ours = memoryOf("edge");
    double ehcache = memoryOf("ehcache");
    double onDisk = memoryOf("edge-disk");
    if (!Double.isNaN(ours) && !Double.isNaN(ehcache)) {
      verdicts.add(
          new MemoryVerdict(
              "an entry on the heap, beyond Ehcache's", ours - ehcache, MEMORY_LIMIT));
    }
    if (!Double.isNaN(onDisk)) {
      verdicts.add(new MemoryVerdict("an entry on disk only", onDisk, MEMORY_LIMIT));
    }
    return verdicts;
  }

  private double memoryOf(String peer) {
    return memory.stream()
        .filter(each -> each.peer().equals(peer))
        .mapToDouble(Memory::bytes)
        .findFirst()
        .orElse(Double.NaN);
  }

  /** Measurements by peer: how many forks there were, and how many keys they did not find. */
  public Map<String, long[]> forksAndMisses() {
    Map<String, long[]> byPeer = new TreeMap<>();
    for (Measurement each : measurements) {
      long[] sums = byPeer.computeIfAbsent(each.peer(), any -> new long[2]);
      sums[0]++;
      sums[1] += each.misses();
    }
    return byPeer;
  }
}
