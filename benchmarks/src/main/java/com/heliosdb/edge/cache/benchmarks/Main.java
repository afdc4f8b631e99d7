package com.heliosdb.edge.cache.benchmarks;

import com.heliosdb.edge.cache.benchmarks.compare.CompareCommand;
import com.heliosdb.edge.cache.benchmarks.compare.MemoryCommand;
import com.heliosdb.edge.cache.benchmarks.region.TurnsCommand;
import com.heliosdb.edge.cache.benchmarks.replay.PrefetchCommand;
import com.heliosdb.edge.cache.benchmarks.replay.ReplayCommand;
import java.util.Arrays;
import java.util.Map;

/**
 * The command line of {@code benchmarks.jar}: the name of a command and its options, or else
 * whatever JMH understands.
 */
public final class Main {
  /** What a name on the command line starts. */
  @FunctionalInterface
  interface Command {
    void run(String[] options) throws Exception;
  }

  private static final Map<String, Command> COMMANDS =
      Map.of(
          "compare", options -> CompareCommand.run(options, System.out),
          "memory", options -> MemoryCommand.run(options, System.out),
          "prefetch", options -> PrefetchCommand.run(options, System.out),
          "replay", ReplayCommand::main,
          "turns", options -> TurnsCommand.run(options, System.out));

  private Main() {}

  /**
   * Runs a command, or JMH. What the user got wrong is said in one sentence.
   *
   * @param arguments the command and its options, or JMH's own
   * @throws Exception whatever else ends the command
   */
  public static void main(String[] arguments) throws Exception {
    Command command = arguments.length == 0 ? null : COMMANDS.get(arguments[0]);
    if (command == null) {
      org.openjdk.jmh.Main.main(arguments);
      return;
    }
    try {
      command.run(Arrays.copyOfRange(arguments, 1, arguments.length));
    } catch (IllegalArgumentException | IllegalStateException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }
}
