package com.heliosdb.edge.cache.benchmarks;

import com.heliosdb.edge.cache.benchmarks.replay.ReplayCommand;
import java.util.Map;
import java.util.TreeMap;

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
      new TreeMap<>(Map.of("replay", ReplayCommand::main));

  private Main() {}

  /**
   * Runs a command, or JMH.
   *
   * @param arguments the command and its options, or JMH's own
   * @throws Exception whatever ends the command
   */
  public static void main(String[] arguments) throws Exception {
    Command command = arguments.length == 0 ? null : COMMANDS.get(arguments[0]);
    if (command == null) {
      org.openjdk.jmh.Main.main(arguments);
    } else {
      command.run(java.util.Arrays.copyOfRange(arguments, 1, arguments.length));
    }
  }
}
