package com.heliosdb.edge.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.spi.DiskStore.SliceState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs a JVM of its own. */
class EhcacheDiskStoreProcessTest {
  private static final int SLICES = 4;

  @TempDir Path directory;

  @Test
  void a_killed_process_loses_the_slices_it_had_open_and_no_others() throws Exception {
    try (EhcacheDiskStore store = open(directory)) {
      for (int slice = 0; slice < SLICES; slice++) {
        store.openSlice(slice);
        store.put((long) slice << 40, 1, new byte[100]);
      }
    }
    run("-Xmx64m", Killed.class, 42);
    try (EhcacheDiskStore store = open(directory)) {
      assertThat(store.openSlice(0)).isEqualTo(SliceState.DISCARDED);
      assertThat(store.openSlice(1)).isEqualTo(SliceState.INTACT);
      assertThat(store.get(0, 1)).isNull();
      assertThat(store.get(1L << 40, 1)).isEqualTo(new byte[100]);
    }
  }

  @Test
  void a_small_heap_survives_a_flood_of_records() throws Exception {
    run("-Xmx32m", Flood.class, 0);
    try (EhcacheDiskStore store = open(directory)) {
      for (int slice = 0; slice < SLICES; slice++) {
        assertThat(store.openSlice(slice)).isEqualTo(SliceState.INTACT);
      }
      for (long i = 0; i < Flood.RECORDS; i++) {
        assertThat(store.get(i << 40, i)).hasSize(Flood.RECORD_BYTES);
      }
    }
  }

  /** Opens slice 0, writes, and dies. */
  static final class Killed {
    public static void main(String[] arguments) throws IOException {
      EhcacheDiskStore store = open(Path.of(arguments[0]));
      store.openSlice(0);
      store.put(0, 2, new byte[100]);
      Runtime.getRuntime().halt(42);
    }
  }

  /** Puts several times its heap from several threads, then closes. */
  static final class Flood {
    static final int RECORDS = 8_000;
    static final int RECORD_BYTES = 16 << 10;
    private static final int THREADS = 8;

    public static void main(String[] arguments)
        throws IOException, InterruptedException, ExecutionException {
      try (EhcacheDiskStore store = open(Path.of(arguments[0]))) {
        for (int slice = 0; slice < SLICES; slice++) {
          store.openSlice(slice);
        }
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          int first = i;
          FutureTask<Void> task = new FutureTask<>(() -> flood(store, first));
          tasks.add(task);
          new Thread(task, "flood " + i).start();
        }
        for (FutureTask<Void> task : tasks) {
          task.get();
        }
      }
    }

    private static Void flood(EhcacheDiskStore store, int first) throws IOException {
      for (long i = first; i < RECORDS; i += THREADS) {
        store.put(i << 40, i, new byte[RECORD_BYTES]);
      }
      return null;
    }
  }

  private static EhcacheDiskStore open(Path directory) throws IOException {
    return EhcacheDiskStore.open(directory, 256 << 20, SLICES, DataFile.Opener.DEFAULT);
  }

  private void run(String heap, Class<?> main, int expectedExit) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isEqualTo(expectedExit);
    } finally {
      process.destroyForcibly();
    }
  }
}
