package com.heliosdb.edge.cache.benchmarks.replay;

import com.heliosdb.edge.cache.benchmarks.replay.Synthetic.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Many traces: those of a directory, and the synthetic ones. */
final class Suite {
  /** The traces by which policies are judged, by plain name, in the order of their table. */
  private static final List<String> TARGETS =
      List.of(
          "nasa_19950801.csv",
          "web12.trace",
          "sprite.trace",
          "2_pools.trace",
          "multi3.trace",
          "loop.trace",
          "request.trace",
          "trace_vaultservice",
          "cloudPhysicsIO.csv",
          "OLTP.lis",
          "scarab-recs.trace",
          Synthetic.ZIPF.label(),
          Synthetic.ZIPF_SCAN.label(),
          Synthetic.ZIPF_SHIFTING.label(),
          "orm-busy.trace",
          "w106.trace");

  private Suite() {}

  /** A trace that is read when it is its turn. */
  record Member(String name, Supplier<Trace> reader) {}

  /**
   * The traces below a directory whose names tell their formats, and the synthetic ones.
   *
   * @throws BadInputException if there is no such directory or a target is not in it
   */
  static List<Member> below(Path directory, boolean targets, Shape shape) {
    List<Member> all = new ArrayList<>();
    for (Path path : files(directory)) {
      TraceFile file = new TraceFile(path);
      file.format()
          .ifPresent(format -> all.add(new Member(file.plainName(), () -> file.read(format))));
    }
    if (all.isEmpty()) {
      throw new BadInputException(
          "No file below " + directory + " has a name that tells its format");
    }
    for (Synthetic synthetic : Synthetic.values()) {
      all.add(new Member(synthetic.label(), () -> synthetic.trace(shape)));
    }
    return targets ? TARGETS.stream().map(name -> named(name, all, directory)).toList() : all;
  }

  private static Member named(String name, List<Member> all, Path directory) {
    return all.stream()
        .filter(member -> member.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "There is no trace "
                        + name
                        + " below "
                        + directory
                        + "; --targets needs "
                        + String.join(", ", TARGETS)));
  }

  private static List<Path> files(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new BadInputException("There is no directory " + directory);
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new BadInputException(directory + " cannot be listed: " + e.getMessage(), e);
    }
  }
}
