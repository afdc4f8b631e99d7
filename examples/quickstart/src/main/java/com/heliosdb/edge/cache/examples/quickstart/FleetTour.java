package com.heliosdb.edge.cache.examples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.heliosdb.edge.cache.examples.quickstart.EdgeNode.Counts;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Shows what the nodes of a fleet have of each other: loads shared, updates passed on, and what it
 * costs when the region is killed and comes back.
 */
final class FleetTour {
  private static final int UPDATES = 50;
  private static final int UPDATES_MEANWHILE = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Options options;
  private final Report report;
  private final Origin origin;
  private final Fleet fleet;
  private final List<String> resources;

  /** What each resource that was changed is now. */
  private final Map<String, byte[]> changed = new LinkedHashMap<>();

  private int changes;

  FleetTour(Options options, Report report, Origin origin, Fleet fleet) {
    this.options = options;
    this.report = report;
    this.origin = origin;
    this.fleet = fleet;
    this.resources = Workload.pick(origin.resources(), options.resources(), options.seed());
  }

  void run() throws IOException, InterruptedException {
    share();
    update();
    outage();
  }

  /** The nodes are asked one after another, so that it shows who loads and who is served. */
  private void share() throws IOException, InterruptedException {
    report.say(
        "%n1. %,d requests to each node, one node after another: Zipf, skew %s, over %,d resources.",
        options.requests(), options.skew(), resources.size());
    List<List<String>> columns = new ArrayList<>();
    columns.add(
        List.of("", "requests", "heap", "disk", "region", "origin requests", "mean response"));
    for (int i = 1; i <= fleet.nodes().size(); i++) {
      String name = "node " + i;
      NodeProcess node = fleet.nodes().get(i - 1);
      List<String> paths =
          Workload.zipf(resources, options.skew(), options.seed() + i).next(options.requests());
      Client.Result result =
          Client.drive(
              node.uri(),
              paths,
              answered -> report.progress(name, answered, paths.size(), node.line()));
      Counts counts = node.counts();
      columns.add(
          List.of(
              name,
              Report.count(result.requests()),
              Report.count(counts.heapHits()),
              Report.count(counts.diskHits()),
              Report.count(counts.regionHits()),
              Report.count(counts.loads()),
              Report.time(result.mean())));
    }
    report.say("");
    report.columns(columns);
    Counts all = fleet.counts();
    long without = all.loads() + all.regionHits();
    report.say(
        "%nThe region saved %,d of %,d origin requests (%s).",
        all.regionHits(),
        without,
        Report.percent(all.regionHits() / (double) Math.max(1, without)));
  }

  /** Each update is written to one node in turn, while all others are asked for it. */
  private void update() throws IOException, InterruptedException {
    List<String> paths = resources.subList(0, Math.min(UPDATES, resources.size()));
    report.say(
        "%n2. %,d resources that every node holds change at the origin, which tells one node.",
        paths.size());
    for (String path : paths) {
      for (NodeProcess node : fleet.nodes()) {
        Http.get(node.uri().resolve(path));
      }
    }
    long[] acknowledged = new long[paths.size()];
    long[] everywhere = new long[paths.size()];
    ExecutorService threads = Http.threads("reader");
    try {
      for (int i = 0; i < paths.size(); i++) {
        int told = i % fleet.nodes().size();
        String path = paths.get(i);
        byte[] body = change(path);
        List<Future<Long>> seen = new ArrayList<>();
        for (int j = 0; j < fleet.nodes().size(); j++) {
          if (j != told) {
            URI resource = fleet.nodes().get(j).uri().resolve(path);
            seen.add(threads.submit(() -> awaitBody(resource, body)));
          }
        }
        long start = System.nanoTime();
        Http.put(fleet.nodes().get(told).uri().resolve(path), body);
        acknowledged[i] = System.nanoTime() - start;
        everywhere[i] = acknowledged[i];
        for (Future<Long> one : seen) {
          everywhere[i] = Math.max(everywhere[i], one.get() - start);
        }
      }
    } catch (ExecutionException failed) {
      throw new IOException("An update was not seen: " + failed.getCause(), failed.getCause());
    } finally {
      threads.shutdownNow();
    }
    report.say(
        "%nEach update was acknowledged after %s (median; %s at most), and on all nodes after %s"
            + " (%s at most).%nAfter the last, all %d nodes have %,d of %,d updates.",
        median(acknowledged),
        longest(acknowledged),
        median(everywhere),
        longest(everywhere),
        fleet.nodes().size(),
        changedEverywhere(),
        changed.size());
  }

  /** Changes a resource at the origin, which tells nobody. */
  private byte[] change(String path) {
    byte[] body = ("change " + ++changes + " of all, now of " + path).getBytes(UTF_8);
    changed.put(path, body);
    origin.publish(path, body);
    return body;
  }

  /** When a node first answered with this body; it is asked without a pause. */
  private static long awaitBody(URI resource, byte[] body) throws IOException {
    long start = System.nanoTime();
    while (!Arrays.equals(Http.get(resource), body)) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new IOException(
            "An update did not reach " + resource + " within " + PATIENCE.toSeconds() + " s");
      }
    }
    return System.nanoTime();
  }

  /** How many of the resources that were changed have their last change on all nodes. */
  private int changedEverywhere() throws IOException {
    int everywhere = 0;
    for (Map.Entry<String, byte[]> each : changed.entrySet()) {
      boolean all = true;
      for (NodeProcess node : fleet.nodes()) {
        all &= Arrays.equals(Http.get(node.uri().resolve(each.getKey())), each.getValue());
      }
      everywhere += all ? 1 : 0;
    }
    return everywhere;
  }

  /** Some of the resources that all nodes have change once more, and one node is told of each. */
  private List<String> changeMeanwhile() throws IOException {
    List<String> paths = resources.subList(0, Math.min(UPDATES_MEANWHILE, resources.size()));
    for (int i = 0; i < paths.size(); i++) {
      URI told = fleet.nodes().get(i % fleet.nodes().size()).uri();
      Http.put(told.resolve(paths.get(i)), change(paths.get(i)));
    }
    return paths;
  }

  private Duration awaitEverywhere(List<String> paths) throws IOException {
    long start = System.nanoTime();
    long last = start;
    for (String path : paths) {
      byte[] body = Objects.requireNonNull(changed.get(path));
      for (NodeProcess node : fleet.nodes()) {
        last = awaitBody(node.uri().resolve(path), body);
      }
    }
    return Duration.ofNanos(last - start);
  }

  /** The load goes on over other resources, most of which no node has yet. */
  private void outage() throws IOException, InterruptedException {
    List<String> others = Workload.pick(origin.resources(), Integer.MAX_VALUE, options.seed() + 1);
    int requests = Math.max(1, options.requests() / 4);
    report.say(
        "%n3. Hazelcast is killed, and started again, under load: Zipf, skew %s, over %,d resources.",
        options.skew(), others.size());
    List<URI> nodes = fleet.nodes().stream().map(NodeProcess::uri).toList();
    Counts[] counts = new Counts[5];
    Load.Phase there;
    Load.Phase away;
    Load.Phase returning;
    Load.Phase back;
    List<String> meanwhile;
    try (Load load = new Load(nodes, Workload.zipf(others, options.skew(), options.seed()))) {
      counts[0] = fleet.counts();
      there = load.begin();
      there.await(requests);

      counts[1] = fleet.counts();
      away = load.begin();
      fleet.hazelcast().kill();
      meanwhile = changeMeanwhile();
      report.say("   Killed, and %,d resources changed.", meanwhile.size());
      away.await(requests);

      counts[2] = fleet.counts();
      returning = load.begin();
      long started = System.nanoTime();
      fleet.hazelcast().restart();
      Duration up = Duration.ofNanos(System.nanoTime() - started);
      Duration used = awaitRegion(others.get(0));
      report.say(
          "   Started again: it serves after %s, and all nodes use it %s later;%n"
              + "   what changed meanwhile is on all of them %s after that.",
          Report.time(up), Report.time(used), Report.time(awaitEverywhere(meanwhile)));

      counts[3] = fleet.counts();
      back = load.begin();
      back.await(requests);
      counts[4] = fleet.counts();
    }
    List<List<String>> columns = new ArrayList<>();
    columns.add(
        List.of(
            "",
            "requests",
            "failed",
            "region hits",
            "origin requests",
            "mean response",
            "median response",
            "99th percentile",
            "slowest"));
    List<Load.Result> results =
        Stream.of(there, away, returning, back).map(Load.Phase::result).toList();
    List<String> names = List.of("with the region", "killed", "returning", "back");
    for (int i = 0; i < results.size(); i++) {
      columns.add(column(names.get(i), results.get(i), counts[i + 1].minus(counts[i])));
    }
    report.say("");
    report.columns(columns);
    int failed = results.stream().mapToInt(Load.Result::failed).sum();
    int sent = results.stream().mapToInt(Load.Result::requests).sum();
    report.say(
        "%n%,d of %,d requests failed. Without the region a response took %s in the mean; with it, %s."
            + "%nAfter all that, all %d nodes have the last change of %,d of %,d resources.",
        failed,
        sent,
        Report.time(results.get(1).mean()),
        Report.time(results.get(0).mean()),
        fleet.nodes().size(),
        changedEverywhere(),
        changed.size());
  }

  private static List<String> column(String name, Load.Result result, Counts counts) {
    return List.of(
        name,
        Report.count(result.requests()),
        Report.count(result.failed()),
        Report.count(counts.regionHits()),
        Report.count(counts.loads()),
        Report.time(result.mean()),
        Report.time(result.median()),
        Report.time(result.p99()),
        Report.time(result.slowest()));
  }

  /** Has the first node load what nobody has, until each of the others gets it from the region. */
  private Duration awaitRegion(String path) throws IOException {
    NodeProcess first = fleet.nodes().get(0);
    long start = System.nanoTime();
    int asked = 0;
    for (NodeProcess node : fleet.nodes().subList(1, fleet.nodes().size())) {
      long before = node.counts().regionHits();
      while (node.counts().regionHits() == before) {
        if (System.nanoTime() - start > PATIENCE.toNanos()) {
          throw new IOException(
              "The region was not used again within " + PATIENCE.toSeconds() + " s");
        }
        String fresh = path + "?" + asked++;
        Http.get(first.uri().resolve(fresh));
        Http.get(node.uri().resolve(fresh));
      }
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static String median(long[] nanos) {
    return Report.time(Duration.ofNanos(Arrays.stream(nanos).sorted().toArray()[nanos.length / 2]));
  }

  private static String longest(long[] nanos) {
    return Report.time(Duration.ofNanos(Arrays.stream(nanos).max().orElse(0)));
  }
}
