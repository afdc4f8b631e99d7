package com.heliosdb.edge.cache.azurite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Azurite as npm installs it beside its {@code package.json}: exactly what the lock file says, and
 * only if that is not there already, so that a build needs the network once. One process at a time
 * installs.
 */
final class AzuriteInstallation {
  static final String NODE = "node";

  private static final boolean WINDOWS =
      System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows");
  private static final String NPM = WINDOWS ? "npm.cmd" : "npm";
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final Path home;

  private AzuriteInstallation(Path home) {
    this.home = home;
  }

  static AzuriteInstallation in(Path home) {
    return new AzuriteInstallation(home.toAbsolutePath());
  }

  void install() throws IOException {
    requireNode();
    Path guard = home.resolve("install.lock");
    try (FileChannel channel =
            FileChannel.open(guard, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      if (!held.isValid()) {
        throw new IOException("the lock on " + guard + " was lost");
      }
      if (!isInstalled()) {
        npmCi();
        Files.copy(lockFile(), installed());
      }
    }
  }

  private boolean isInstalled() throws IOException {
    return Files.exists(installed())
        && Arrays.equals(Files.readAllBytes(installed()), Files.readAllBytes(lockFile()));
  }

  private Path lockFile() {
    return home.resolve("package-lock.json");
  }

  /** A copy of the lock file that was installed; npm ci removes it with the directory. */
  private Path installed() {
    return home.resolve("node_modules").resolve("installed.json");
  }

  private void requireNode() throws IOException {
    try {
      run(NODE, "--version");
    } catch (IOException e) {
      throw new IOException(
          "Azurite, the emulator of Azure Blob Storage, needs Node.js 20 or newer and npm:"
              + " install them (https://nodejs.org) so that 'node' and 'npm' are on the PATH",
          e);
    }
  }

  private void npmCi() throws IOException {
    try {
      run(NPM, "ci", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts");
    } catch (IOException e) {
      throw new IOException(
          "Azurite could not be installed; run 'npm ci' in %s to see why (the first time, it needs"
                  .formatted(home)
              + " an npm registry)",
          e);
    }
  }

  private void run(String... command) throws IOException {
    Path output = Files.createTempFile("azurite-installation", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(home.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("%s took longer than %s".formatted(command[0], LONGEST));
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            "%s ended with %d: %s"
                .formatted(command[0], process.exitValue(), Files.readString(output)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      Files.delete(output);
    }
  }
}
