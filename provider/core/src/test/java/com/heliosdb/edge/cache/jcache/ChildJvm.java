package com.heliosdb.edge.cache.jcache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A second JVM on the class path of this one; it is talked to by lines. Ends with its test. */
final class ChildJvm implements AutoCloseable {
  private static final String SAID = "child says: ";

  private final Process process;
  private final BufferedReader output;
  private final StringBuilder seen = new StringBuilder();

  private ChildJvm(Process process) {
    this.process = process;
    output = process.inputReader(UTF_8);
  }

  static ChildJvm start(String heap, Class<?> main, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    return new ChildJvm(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** Waits until the child has told this. */
  void awaitLine(String line) throws IOException {
    for (String read = output.readLine(); read != null; read = output.readLine()) {
      seen.append(read).append('\n');
      if (read.equals(SAID + line)) {
        return;
      }
    }
    throw new AssertionError("The child ended before it said '" + line + "':\n" + seen);
  }

  /** Says something that the child listens for. */
  void say(String line) throws IOException {
    process.outputWriter(UTF_8).append(line).append('\n').flush();
  }

  /** Waits until the child has ended; everything it wrote. */
  String awaitExit(int code) throws IOException, InterruptedException {
    for (String read = output.readLine(); read != null; read = output.readLine()) {
      seen.append(read).append('\n');
    }
    assertThat(process.waitFor()).as(seen.toString()).isEqualTo(code);
    return seen.toString();
  }

  /** Ends it as kill -9 does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  /** In the child: tells the parent. */
  static void tell(String line) {
    System.out.println(SAID + line);
  }

  /** In the child: waits for the parent to say something. */
  static String listen() throws IOException {
    return new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine();
  }
}
