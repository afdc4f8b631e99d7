package com.heliosdb.edge.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.spi.DiskStore.SliceState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of Ehcache's and the disk's failures while the store is open. */
class EhcacheDiskStoreFaultTest {
  private static final long CAPACITY_BYTES = 1 << 20;

  @TempDir Path directory;
  private final FaultyFiles files = new FaultyFiles();
  private EhcacheDiskStore store;

  @BeforeEach
  void open() throws IOException {
    assertThat(reopen()).isEqualTo(SliceState.EMPTY);
    for (long i = 0; i < 100; i++) {
      store.put(0, i, value(i));
    }
  }

  @AfterEach
  void close() throws IOException {
    heal();
    store.close();
  }

  @Test
  void a_full_disk_fails_the_put_and_spares_the_rest() throws IOException {
    files.onWrite = FaultyFiles.Fault.DISK_FULL;
    for (long i = 0; i < 200; i++) {
      long low = i;
      assertThatThrownBy(() -> store.put(0, low, value(low + 1)))
          .isInstanceOf(IOException.class)
          .hasStackTraceContaining("No space left on device");
    }
    heal();
    expectTheHundred();
    store.put(0, 5, value(55));
    store.close();

    assertThat(reopen()).isEqualTo(SliceState.INTACT);
    assertThat(store.get(0, 5)).isEqualTo(value(55));
    assertThat(store.get(0, 6)).isEqualTo(value(6));
    assertThat(store.get(0, 150)).isNull();
  }

  @Test
  void a_full_disk_does_not_hinder_reads_and_removals() throws IOException {
    files.onWrite = FaultyFiles.Fault.DISK_FULL;
    expectTheHundred();
    store.remove(0, 7);
    assertThat(store.get(0, 7)).isNull();
  }

  @Test
  void a_failed_read_fails_the_get_and_nothing_else() throws IOException {
    files.onRead =
        () -> {
          throw new IOException("Input/output error");
        };
    assertThatThrownBy(() -> store.get(0, 1)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> store.scan(0, (high, low, bytes) -> true))
        .isInstanceOf(IOException.class);
    heal();
    expectTheHundred();
  }

  @Test
  void an_error_of_the_library_fails_the_call_and_costs_the_slice() throws IOException {
    files.onWrite =
        () -> {
          throw new InternalError("a fault occurred in a recent unsafe memory access operation");
        };
    assertThatThrownBy(() -> store.put(0, 1, value(2)))
        .isInstanceOf(IOException.class)
        .hasCauseInstanceOf(InternalError.class);
    heal();
    assertThat(store.get(0, 1)).isNull();
    assertThat(store.get(0, 2)).isNull();
    store.put(0, 1, value(3));
    assertThat(store.get(0, 1)).isEqualTo(value(3));
  }

  @Test
  void a_slice_that_cannot_start_anew_tries_again_at_each_call() throws IOException {
    files.onWrite =
        () -> {
          throw new InternalError();
        };
    assertThatThrownBy(() -> store.put(0, 1, value(2))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> store.get(0, 1)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> store.clear()).isInstanceOf(IOException.class);
    heal();
    assertThat(store.get(0, 1)).isNull();
    store.put(0, 1, value(3));
    assertThat(store.get(0, 1)).isEqualTo(value(3));
  }

  @Test
  void a_broken_slice_is_not_sealed() throws IOException {
    files.onWrite =
        () -> {
          throw new InternalError();
        };
    assertThatThrownBy(() -> store.put(0, 1, value(2))).isInstanceOf(IOException.class);
    store.close();
    heal();
    assertThat(reopen()).isEqualTo(SliceState.DISCARDED);
    assertThat(store.get(0, 2)).isNull();
  }

  @Test
  void a_close_that_cannot_sync_says_so_and_leaves_no_seal() throws IOException {
    files.onForce =
        () -> {
          throw new IOException("Input/output error");
        };
    assertThatThrownBy(() -> store.close()).isInstanceOf(IOException.class);
    store.close();
    heal();
    assertThat(reopen()).isEqualTo(SliceState.DISCARDED);
  }

  @Test
  void a_put_returns_when_its_bytes_are_in_the_file_and_not_before() throws Exception {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch mayWrite = new CountDownLatch(1);
    files.onWrite =
        () -> {
          writing.countDown();
          try {
            mayWrite.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        };
    FutureTask<Void> put =
        new FutureTask<>(
            () -> {
              store.put(0, 1, value(2));
              return null;
            });
    Thread thread = new Thread(put, "put");
    thread.start();
    assertThat(writing.await(60, TimeUnit.SECONDS)).isTrue();
    boolean returned = put.isDone();
    mayWrite.countDown();
    put.get(60, TimeUnit.SECONDS);
    thread.join();
    assertThat(returned).isFalse();
    assertThat(store.get(0, 1)).isEqualTo(value(2));
  }

  @Test
  void a_thread_that_is_interrupted_again_and_again_is_served() throws Exception {
    AtomicLong progress = new AtomicLong();
    FutureTask<Void> work =
        new FutureTask<>(
            () -> {
              for (long i = 0; i < 5_000; i++) {
                store.put(0, i, value(i));
                progress.incrementAndGet();
                assertThat(store.get(0, i)).isEqualTo(value(i));
                progress.incrementAndGet();
              }
              return null;
            });
    Thread thread = new Thread(work, "interrupted");
    thread.start();
    while (thread.isAlive()) {
      long seen = progress.get();
      thread.interrupt();
      while (progress.get() == seen && thread.isAlive()) {
        Thread.onSpinWait();
      }
    }
    work.get(60, TimeUnit.SECONDS);
    expectTheHundred();
  }

  @Test
  void a_record_that_can_never_fit_is_refused_and_spares_the_rest() throws IOException {
    byte[] huge = new byte[64 << 20];
    assertThatThrownBy(() -> store.put(0, 1, huge))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("raise disk.capacity");
    expectTheHundred();
  }

  @Test
  void a_full_slice_drops_records_and_never_confuses_them() throws IOException {
    int found = 0;
    for (long i = 0; i < 4_000; i++) {
      store.put(1, i, large(i));
    }
    for (long i = 0; i < 4_000; i++) {
      byte[] bytes = store.get(1, i);
      assertThat(bytes).isIn(null, large(i));
      found += bytes == null ? 0 : 1;
    }
    assertThat(found).isBetween((int) (CAPACITY_BYTES >> 14), 3_999);
    store.close();
    assertThat(reopen()).isEqualTo(SliceState.INTACT);
    for (long i = 0; i < 4_000; i++) {
      assertThat(store.get(1, i)).isIn(null, large(i));
    }
  }

  @Test
  void a_full_slice_confuses_no_records_of_many_threads() throws Exception {
    List<FutureTask<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int thread = i;
      FutureTask<Void> task = new FutureTask<>(() -> overfill(thread));
      tasks.add(task);
      new Thread(task, "overfill " + i).start();
    }
    for (FutureTask<Void> task : tasks) {
      task.get(60, TimeUnit.SECONDS);
    }
  }

  /** Writes far more than fits, of many sizes, and expects each record as it was or not at all. */
  private Void overfill(int thread) throws IOException {
    Random random = new Random(thread);
    Map<Long, byte[]> model = new HashMap<>();
    for (int i = 0; i < 1_500; i++) {
      long low = random.nextInt(1_000) * 4L + thread;
      if (random.nextInt(4) == 0) {
        assertThat(store.get(2, low)).isIn(null, model.get(low));
      } else {
        byte[] value = new byte[random.nextInt(1 << (4 + random.nextInt(14)))];
        random.nextBytes(value);
        store.put(2, low, value);
        model.put(low, value);
      }
    }
    for (Map.Entry<Long, byte[]> one : model.entrySet()) {
      assertThat(store.get(2, one.getKey())).isIn(null, one.getValue());
    }
    return null;
  }

  @Test
  void starts_no_thread() throws IOException {
    Set<Thread> before = threads();
    for (long i = 0; i < 2_000; i++) {
      store.put(0, i, value(i));
    }
    for (long i = 0; i < 2_000; i++) {
      store.remove(0, i);
    }
    store.clear();
    store.close();
    assertThat(before).containsAll(threads());
  }

  /** Those of our thread group: the JVM starts some of its own when it likes. */
  private static Set<Thread> threads() {
    ThreadGroup ours = Thread.currentThread().getThreadGroup();
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getThreadGroup() == ours)
        .collect(Collectors.toSet());
  }

  private SliceState reopen() throws IOException {
    store = EhcacheDiskStore.open(directory, CAPACITY_BYTES, 1, files);
    return store.openSlice(0);
  }

  private void heal() {
    files.onRead = FaultyFiles.Fault.NONE;
    files.onWrite = FaultyFiles.Fault.NONE;
    files.onForce = FaultyFiles.Fault.NONE;
  }

  private void expectTheHundred() throws IOException {
    for (long i = 0; i < 100; i++) {
      assertThat(store.get(0, i)).isEqualTo(value(i));
    }
  }

  private static byte[] value(long seed) {
    byte[] value = new byte[200];
    new Random(seed).nextBytes(value);
    return value;
  }

  private static byte[] large(long seed) {
    byte[] value = new byte[16_000];
    new Random(seed).nextBytes(value);
    return value;
  }
}
