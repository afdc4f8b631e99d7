package com.heliosdb.edge.cache.examples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;

/** What is asked for, request by request. Not thread-safe. */
interface Workload {
  /** The next requests, as paths. */
  List<String> next(int requests);

  /** What it is, for the reader of the report. */
  String description();

  /** So many of these, picked and put in order by chance, but by the same chance for one seed. */
  static List<String> pick(List<String> resources, int count, long seed) {
    List<String> picked = new ArrayList<>(resources);
    Collections.shuffle(picked, new Random(seed));
    return List.copyOf(picked.subList(0, Math.min(count, picked.size())));
  }

  /**
   * Requests whose popularity follows Zipf's law: the resource of rank k, counted from 1, is asked
   * for in proportion to 1/k^skew. Goes on where it stopped.
   */
  static Workload zipf(List<String> resources, double skew, long seed) {
    double[] upTo = new double[resources.size()];
    double sum = 0;
    for (int rank = 0; rank < upTo.length; rank++) {
      sum += Math.pow(rank + 1, -skew);
      upTo[rank] = sum;
    }
    SplittableRandom random = new SplittableRandom(seed);
    return new Workload() {
      @Override
      public List<String> next(int requests) {
        List<String> paths = new ArrayList<>(requests);
        for (int i = 0; i < requests; i++) {
          int found = Arrays.binarySearch(upTo, random.nextDouble(upTo[upTo.length - 1]));
          paths.add(resources.get(found < 0 ? -found - 1 : found + 1));
        }
        return paths;
      }

      @Override
      public String description() {
        return Report.format("Zipf, skew %s, over %,d resources", skew, resources.size());
      }
    };
  }

  /**
   * The requests of a file with one key a line, from its start each time. A key that is the path of
   * a served resource is asked for as it stands; any other, such as a number, stands for the next
   * resource that none stands for yet. Keys beyond the number of resources get a query of their
   * own, so that different keys stay different.
   *
   * @param file text; gzip if its name ends in {@code .gz}
   * @param served every path the origin serves
   * @throws IllegalArgumentException if there is no key in the file
   */
  static Workload trace(Path file, List<String> resources, Set<String> served, int limit)
      throws IOException {
    List<String> paths = new ArrayList<>();
    Map<String, String> standIns = new HashMap<>();
    try (BufferedReader reader = open(file)) {
      for (String line = reader.readLine();
          line != null && paths.size() < limit;
          line = reader.readLine()) {
        String key = line.strip();
        if (served.contains(key)) {
          paths.add(key);
        } else if (!key.isEmpty()) {
          paths.add(standIns.computeIfAbsent(key, k -> standIn(standIns.size(), resources)));
        }
      }
    }
    if (paths.isEmpty()) {
      throw new IllegalArgumentException(
          "--trace must name a file with one key a line, but there is none in " + file + ".");
    }
    String description =
        Report.format(
            "the first %,d of %s; %,d of its keys stand for resources",
            paths.size(), file.getFileName(), standIns.size());
    return new Workload() {
      @Override
      public List<String> next(int requests) {
        return paths.subList(0, Math.min(requests, paths.size()));
      }

      @Override
      public String description() {
        return description;
      }
    };
  }

  private static String standIn(int number, List<String> resources) {
    String path = resources.get(number % resources.size());
    int round = number / resources.size();
    return round == 0 ? path : path + "?" + round;
  }

  private static BufferedReader open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    boolean gzip = file.toString().endsWith(".gz");
    return new BufferedReader(new InputStreamReader(gzip ? new GZIPInputStream(in) : in, UTF_8));
  }
}
