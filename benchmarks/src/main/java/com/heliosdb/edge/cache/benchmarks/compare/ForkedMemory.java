package com.heliosdb.edge.cache.benchmarks.compare;

import com.heliosdb.edge.cache.benchmarks.peer.Peers;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs {@code memory} in a JVM of its own for each peer. */
final class ForkedMemory {
  private static final String MAIN = "com.heliosdb.edge.cache.benchmarks.Main";

  // Sizes from the JVM, and a look into records, lambdas and padded classes.
  private static final List<String> JOL_ACCESS =
      List.of(
          "-Djol.magicFieldOffset=true",
          "-Djdk.attach.allowAttachSelf=true",
          "--add-exports=java.base/jdk.internal.vm.annotation=ALL-UNNAMED");

  private final PrintStream out;

  ForkedMemory(PrintStream out) {
    this.out = out;
  }

  List<Results.Memory> measure(int entries) throws IOException {
    List<Results.Memory> memory = new ArrayList<>();
    for (String peer : Peers.names()) {
      String[] figures = lastLine(fork(peer, entries)).split(" ", -1);
      memory.add(
          new Results.Memory(
              peer, entries, Double.parseDouble(figures[0]), Double.parseDouble(figures[1])));
      out.printf(Locale.ROOT, "memory  %-18s %s B an entry%n", peer, figures[1]);
    }
    return memory;
  }

  private static String fork(String peer, int entries) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JmhFork.jvmArguments(peer));
    command.addAll(JOL_ACCESS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(MAIN, "memory", peer, Integer.toString(entries)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException("The memory of '%s' was not measured: %s".formatted(peer, said));
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while the memory of '%s' was measured".formatted(peer), e);
    }
    return said;
  }

  private static String lastLine(String text) {
    List<String> lines = text.lines().toList();
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }
}
