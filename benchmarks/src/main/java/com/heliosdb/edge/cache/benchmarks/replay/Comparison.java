package com.heliosdb.edge.cache.benchmarks.replay;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One trace through the tiers, through the peers and before the optimum, at the same capacities.
 *
 * @param peersInHeap hits of each peer with the entries of L1
 * @param peersInLocal hits of each peer with the entries of L1 and L2 together
 * @param bestInHeap the most hits possible with the entries of L1, and so on
 */
record Comparison(
    String trace,
    int requests,
    int uniqueKeys,
    boolean timesOfTrace,
    String policy,
    Capacities capacities,
    Latencies latencies,
    EdgeReplay.Result edge,
    Map<Peer, Long> peersInHeap,
    Map<Peer, Long> peersInLocal,
    long bestInHeap,
    long bestInLocal,
    long bestInAll) {

  static Comparison of(Trace trace, String policy, Capacities capacities, Latencies latencies) {
    EdgeReplay.Result edge = EdgeReplay.run(trace, policy, capacities);
    Map<Peer, Long> heap = new EnumMap<>(Peer.class);
    Map<Peer, Long> local = new EnumMap<>(Peer.class);
    for (Peer peer : Peer.values()) {
      heap.put(peer, peer.hits(trace, capacities.heap()));
      local.put(peer, peer.hits(trace, capacities.local()));
    }
    Optimum optimum = new Optimum(trace);
    return new Comparison(
        trace.name(),
        trace.requests(),
        trace.uniqueKeys(),
        trace.hasTimes(),
        policy,
        capacities,
        latencies,
        edge,
        heap,
        local,
        optimum.hits(capacities.heap()),
        optimum.hits(capacities.local()),
        optimum.hits(capacities.all()));
  }

  /** So many requests as a percentage of all. */
  double percent(long count) {
    return 100.0 * count / requests;
  }

  double perRequest(long count) {
    return (double) count / requests;
  }

  double meanMillis() {
    return latencies.mean(edge.heapHits(), edge.diskHits(), edge.regionHits(), edge.originLoads());
  }

  double bestMeanMillis() {
    return latencies.mean(
        bestInHeap, bestInLocal - bestInHeap, bestInAll - bestInLocal, requests - bestInAll);
  }

  /** All figures, by name, for machines. */
  Map<String, Object> figures() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("trace", trace);
    all.put("requests", requests);
    all.put("uniqueKeys", uniqueKeys);
    all.put("times", timesOfTrace ? "trace" : "1 ms a request");
    all.put("policy", policy);
    all.put(
        "capacityEntries",
        ordered(
            "heap", capacities.heap(), "disk", capacities.disk(), "region", capacities.region()));
    all.put(
        "latencyMillis",
        ordered(
            "heap", latencies.heapMillis(),
            "disk", latencies.diskMillis(),
            "region", latencies.regionMillis(),
            "origin", latencies.originMillis()));
    all.put(
        "answers",
        ordered(
            "heap", edge.heapHits(),
            "disk", edge.diskHits(),
            "region", edge.regionHits(),
            "origin", edge.originLoads()));
    all.put("heapPercent", percent(edge.heapHits()));
    all.put("localPercent", percent(edge.localHits()));
    all.put("meanMillis", meanMillis());
    all.put("diskReads", edge.diskReads());
    all.put("diskWrites", edge.diskWrites());
    all.put("promotions", edge.promotions());
    all.put("demotions", edge.demotions());
    all.put("heapEntriesAtEnd", edge.heapEntries());
    all.put("mostDiskEntries", edge.mostDiskEntries());
    all.put("samples", edge.samples());
    all.put("droppedSamples", edge.droppedSamples());
    for (Peer peer : Peer.values()) {
      all.put(
          peer.label(),
          ordered(
              "heapPercent", percent(peersInHeap.getOrDefault(peer, 0L)),
              "localPercent", percent(peersInLocal.getOrDefault(peer, 0L))));
    }
    all.put(
        "optimum",
        ordered(
            "heapPercent", percent(bestInHeap),
            "localPercent", percent(bestInLocal),
            "allPercent", percent(bestInAll),
            "meanMillis", bestMeanMillis()));
    return all;
  }

  private static Map<String, Object> ordered(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
