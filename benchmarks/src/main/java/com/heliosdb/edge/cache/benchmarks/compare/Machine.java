package com.heliosdb.edge.cache.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a reader must know of the machine: nothing that names it. */
final class Machine {
  private static final double KIB_IN_GIB = 1 << 20;

  private Machine() {}

  static String describe() {
    String processor = field("/proc/cpuinfo", "model name").orElse(System.getProperty("os.arch"));
    String memory =
        field("/proc/meminfo", "MemTotal")
            .map(kib -> kib.replaceAll("\\D", ""))
            .map(kib -> String.format(Locale.ROOT, ", %.0f GiB", Long.parseLong(kib) / KIB_IN_GIB))
            .orElse("");
    return "%s, %d cores%s, %s"
        .formatted(
            processor,
            Runtime.getRuntime().availableProcessors(),
            memory,
            System.getProperty("os.name"));
  }

  static String jdk() {
    return "%s %s"
        .formatted(System.getProperty("java.vm.name"), System.getProperty("java.runtime.version"));
  }

  private static Optional<String> field(String file, String name) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      // Not Linux.
      return Optional.empty();
    }
  }
}
