package com.heliosdb.edge.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.config.InvalidSettingException;
import com.heliosdb.edge.cache.config.StoreOptions;
import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.spi.RegionStore.Outcome;
import com.heliosdb.edge.cache.spi.RegionStoreProvider;
import com.heliosdb.edge.cache.spi.RegionStoreProvider.Context;
import com.heliosdb.edge.cache.spi.Version;
import com.heliosdb.edge.cache.testing.ManualTimeSource;
import com.heliosdb.edge.cache.testing.RegionWrites;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FileSystemRegionStoreTest {
  private static final int CHILDREN = 3;
  private static final int WRITES = 400;
  private static final int KEYS = 4;

  private final ManualTimeSource time = new ManualTimeSource();
  @TempDir Path directory;

  @Test
  void is_found_by_its_name_and_opens_where_it_is_told() throws Exception {
    RegionStoreProvider provider =
        ServiceLoader.load(RegionStoreProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(each -> each.name().equals("file"))
            .findFirst()
            .orElseThrow();
    StoreOptions options =
        StoreOptions.of(
            "region.file", Map.of("path", directory.toString(), "sweep-interval", "1 h"));
    try (RegionStore store = provider.open(new Context("eu", "orders", 1 << 20, options))) {
      assertThat(done(store.putIfNewer(0, key(1), record(1, 10)))).isEqualTo(Outcome.STORED);
      assertThat(done(store.get(0, key(1)))).isEqualTo(record(1, 10));
    }
    assertThat(files(directory.resolve("eu").resolve("orders"))).hasSize(1);
  }

  @Test
  void refuses_an_option_it_does_not_know() {
    StoreOptions options = StoreOptions.of("region.file", Map.of("pat", "/x"));
    assertThatThrownBy(
            () -> new FileRegionStoreProvider().open(new Context("eu", "orders", 1, options)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("region.file.pat")
        .hasMessageContaining("region.file.path");
  }

  @Test
  void fails_by_its_stages_while_the_directory_cannot_be_used_and_then_works() throws Exception {
    Path blocked = directory.resolve("blocked");
    Files.writeString(blocked, "a file where the directory should be");
    try (RegionStore store = open(blocked, 1 << 20)) {
      assertThatThrownBy(() -> done(store.check())).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> done(store.putIfNewer(0, key(1), record(1, 10))))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> done(store.get(0, key(1)))).isInstanceOf(IOException.class);
      Files.delete(blocked);
      done(store.check());
      assertThat(done(store.putIfNewer(0, key(1), record(1, 10)))).isEqualTo(Outcome.STORED);
    }
  }

  @Test
  void works_on_threads_of_its_own() throws Exception {
    try (RegionStore store = open(directory, 1 << 20)) {
      String name =
          store
              .generation()
              .thenApply(x -> Thread.currentThread().getName())
              .toCompletableFuture()
              .get(60, TimeUnit.SECONDS);
      // The continuation may run here, if the store was faster.
      assertThat(name).matches("edge-cache-region-file-\\d+|" + Thread.currentThread().getName());
      assertThat(
              Thread.getAllStackTraces().keySet().stream()
                  .filter(thread -> thread.getName().startsWith("edge-cache-region-file-")))
          .isNotEmpty()
          .allMatch(Thread::isDaemon);
    }
  }

  @Test
  void removes_what_has_expired_and_what_is_no_record() throws Exception {
    try (RegionStore store = open(directory, 1 << 20)) {
      for (int i = 0; i < 20; i++) {
        long expires = i < 15 ? time.millis() + 500 : RegionRecord.NEVER;
        RegionRecord record = new RegionRecord(new Version(1, 1), expires, new byte[10]);
        done(store.putIfNewer(0, key(i), record));
      }
      Path one = files(directory).get(0);
      Files.write(one.resolveSibling("left-behind.rec.tmp"), new byte[7]);
      Files.write(one.resolveSibling("0".repeat(32) + ".rec"), new byte[7]);
      time.advance(Duration.ofSeconds(2));
      assertThat(files(directory)).hasSize(5);
    }
  }

  @Test
  @Timeout(60)
  void keeps_to_its_capacity_by_removing_what_was_written_first() throws Exception {
    try (RegionStore store = open(directory, 100_000)) {
      for (int i = 0; i < 300; i++) {
        done(store.putIfNewer(0, key(i), record(1, 966)));
      }
      // A sweep does nothing while another one is under way, which may not see the last writes.
      do {
        time.advance(Duration.ofSeconds(1));
      } while (found(store) > 100);
      assertThat(found(store)).isGreaterThanOrEqualTo(94);
    }
  }

  @Test
  void one_store_of_a_process_closing_leaves_the_locks_of_another() throws Exception {
    try (RegionStore first = open(directory, 1 << 20)) {
      done(first.putIfNewer(0, key(1), record(1, 10)));
      RegionStore second = open(directory, 1 << 20);
      done(second.putIfNewer(0, key(1), record(2, 10)));
      RegionLocks locks = RegionLocks.share(directory.resolve("lock"), 257);
      locks.under(
          7,
          () -> {
            second.close();
            assertThat(inAnotherProcess("trylock", directory, 7)).contains("taken");
            return null;
          });
      assertThat(inAnotherProcess("trylock", directory, 7)).contains("free");
      locks.release();
    }
  }

  /** Three processes write the same keys; every answer of all of them is checked together. */
  @Test
  void is_atomic_across_processes() throws Exception {
    List<Process> children = new ArrayList<>();
    for (int child = 0; child < CHILDREN; child++) {
      children.add(start("write", directory, child));
    }
    List<RegionWrites> keys = new ArrayList<>();
    for (int k = 0; k < KEYS; k++) {
      keys.add(new RegionWrites());
    }
    for (Process child : children) {
      try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          String[] word = line.split(" ");
          assertThat(word).as(line).hasSize(6);
          keys.get(Integer.parseInt(word[0]))
              .add(
                  new Version(Long.parseLong(word[1]), Long.parseLong(word[2])),
                  Long.parseLong(word[3]),
                  Long.parseLong(word[4]),
                  Outcome.valueOf(word[5]));
        }
      }
      assertThat(child.waitFor()).isZero();
    }
    try (RegionStore store = open(directory, 1 << 20)) {
      for (int k = 0; k < KEYS; k++) {
        keys.get(k).check(done(store.get(0, key(k))).version());
      }
    }
  }

  private static String inAnotherProcess(String what, Path directory, int number) {
    try {
      Process child = start(what, directory, number);
      String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(child.waitFor()).as(output).isZero();
      return output;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Process start(String what, Path directory, int number) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            what,
            directory.toString(),
            String.valueOf(number))
        .redirectErrorStream(true)
        .start();
  }

  /** What another process does. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws Exception {
      Path directory = Path.of(arguments[1]);
      int number = Integer.parseInt(arguments[2]);
      if (arguments[0].equals("trylock")) {
        boolean[] free = {false};
        RegionLocks.share(directory.resolve("lock"), 257)
            .underIfFree(
                number,
                () -> {
                  free[0] = true;
                  return null;
                });
        System.out.println(free[0] ? "free" : "taken");
        return;
      }
      Random random = new Random(number);
      StringBuilder answers = new StringBuilder();
      try (ManualTimeSource time = new ManualTimeSource();
          RegionStore store =
              new FileSystemRegionStore(directory, 1 << 20, Duration.ofHours(1), time, time)) {
        for (int i = 0; i < WRITES; i++) {
          int key = random.nextInt(KEYS);
          Version version = new Version((long) i + random.nextInt(20), number);
          RegionRecord record = new RegionRecord(version, RegionRecord.NEVER, new byte[10]);
          // The monotonic clock of the machine: the same for all of its processes.
          long invoked = System.nanoTime();
          Outcome outcome = done(store.putIfNewer(0, key(key), record));
          answers
              .append(key)
              .append(' ')
              .append(version.clock())
              .append(' ')
              .append(number)
              .append(' ')
              .append(invoked)
              .append(' ')
              .append(System.nanoTime())
              .append(' ')
              .append(outcome)
              .append('\n');
        }
      }
      System.out.print(answers);
    }
  }

  private RegionStore open(Path path, long capacityBytes) {
    return new FileSystemRegionStore(path, capacityBytes, Duration.ofSeconds(1), time, () -> {});
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().contains(".rec")).toList();
    }
  }

  private static int found(RegionStore store) throws Exception {
    int found = 0;
    for (int i = 0; i < 300; i++) {
      found += done(store.get(0, key(i))) == null ? 0 : 1;
    }
    return found;
  }

  private static RegionRecord record(long clock, int bytes) {
    return new RegionRecord(new Version(clock, 1), RegionRecord.NEVER, new byte[bytes]);
  }

  private static RegionKey key(int number) {
    long spread = number * 0x9E3779B97F4A7C15L;
    return new RegionKey(spread, ~spread, ByteBuffer.allocate(4).putInt(number).array());
  }

  private static <T> T done(CompletionStage<T> stage) throws Exception {
    try {
      return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception failure ? failure : e;
    }
  }
}
