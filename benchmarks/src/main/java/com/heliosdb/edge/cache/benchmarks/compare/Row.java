package com.heliosdb.edge.cache.benchmarks.compare;

import java.util.List;
import java.util.Map;

/**
 * One line of the comparison: a benchmark that is run for us and for peers.
 *
 * @param id its name on the command line and in the raw results
 * @param title what it measures, for the report
 * @param group the part of the report it stands in
 * @param benchmark class below this project's benchmarks, and method
 * @param parameters of the benchmark, but for the peer
 * @param threads that call at once
 * @param ours the name under which the product takes part
 * @param peers the others
 * @param unit of times
 * @param quick whether it is part of the quick comparison
 * @param targets what is to be reached
 */
record Row(
    String id,
    String title,
    Group group,
    String benchmark,
    Map<String, String> parameters,
    int threads,
    String ours,
    List<String> peers,
    String unit,
    boolean quick,
    List<Target> targets) {
  /** Parts of the report. */
  enum Group {
    /** Reads of entries on the heap. */
    HEAP_READS("Hits on the heap"),
    /** Everything else on entries on the heap. */
    HEAP_WRITES("Other operations on the heap"),
    /** Entries on disk. */
    DISK("The disk tier"),
    /** Entries in a region's store. */
    REGION("The region tier's stores"),
    /** What happens once. */
    START("Start");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    /** Its heading. */
    public String title() {
      return title;
    }
  }

  /** Copies the collections. */
  public Row {
    parameters = Map.copyOf(parameters);
    peers = List.copyOf(peers);
    targets = List.copyOf(targets);
  }
}
