package com.heliosdb.edge.cache.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.spi.DiskStore.SliceState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every disk store does. A new store passes by extending this class, or its subclass for those
 * whose records outlive a close.
 */
public abstract class DiskStoreContractTest {
  static final int SLICES = 4;

  @TempDir Path directory;
  DiskStore store;

  /** Opens the store in the directory, with room for 64 MiB; slices are for a new one. */
  protected abstract DiskStore open(Path directory, int slices) throws IOException;

  @BeforeEach
  void openAll() throws IOException {
    store = open(directory, SLICES);
    assertThat(openSlices(store)).containsOnly(SliceState.EMPTY);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void has_the_slices_it_was_created_with() {
    assertThat(store.slices()).isEqualTo(SLICES);
  }

  @Test
  void gives_back_what_was_put() throws IOException {
    store.put(1, 2, bytes("value"));
    assertThat(store.get(1, 2)).isEqualTo(bytes("value"));
  }

  @Test
  void knows_nothing_of_what_was_never_put() throws IOException {
    assertThat(store.get(1, 2)).isNull();
  }

  @Test
  void tells_hashes_apart_by_all_their_bits() throws IOException {
    List<long[]> hashes = new ArrayList<>(List.of(new long[] {0, 0}));
    for (int bit = 0; bit < Long.SIZE; bit++) {
      hashes.add(new long[] {1L << bit, 0});
      hashes.add(new long[] {0, 1L << bit});
    }
    for (long[] hash : hashes) {
      store.put(hash[0], hash[1], bytes(hash[0] + " " + hash[1]));
    }
    for (long[] hash : hashes) {
      assertThat(store.get(hash[0], hash[1])).isEqualTo(bytes(hash[0] + " " + hash[1]));
    }
  }

  @Test
  void replaces() throws IOException {
    store.put(1, 2, bytes("first"));
    store.put(1, 2, bytes("a second one that is longer"));
    assertThat(store.get(1, 2)).isEqualTo(bytes("a second one that is longer"));
    store.put(1, 2, bytes("3"));
    assertThat(store.get(1, 2)).isEqualTo(bytes("3"));
  }

  @Test
  void removes() throws IOException {
    store.put(1, 2, bytes("value"));
    store.remove(1, 2);
    store.remove(1, 3);
    assertThat(store.get(1, 2)).isNull();
  }

  @Test
  void takes_records_from_empty_to_large() throws IOException {
    Random random = new Random(1);
    for (int size : new int[] {0, 1, 100, 4_095, 4_096, 65_537, 1 << 20}) {
      byte[] value = new byte[size];
      random.nextBytes(value);
      store.put(7, size, value);
      assertThat(store.get(7, size)).isEqualTo(value);
    }
  }

  @Test
  void shares_no_array_with_the_caller() throws IOException {
    byte[] given = bytes("value");
    store.put(1, 2, given);
    given[0] = 'X';
    byte[] first = store.get(1, 2);
    assertThat(first).isEqualTo(bytes("value"));
    first[0] = 'Y';
    assertThat(store.get(1, 2)).isEqualTo(bytes("value"));
  }

  @Test
  void scans_each_slice_for_its_own_records() throws IOException {
    Map<Integer, Map<Long, String>> expected = new HashMap<>();
    for (long i = 0; i < 500; i++) {
      long high = i << 40;
      store.put(high, i, bytes("value " + i));
      expected.computeIfAbsent(store.sliceOf(high), x -> new HashMap<>()).put(i, "value " + i);
    }
    assertThat(expected).hasSize(SLICES);
    for (int slice = 0; slice < SLICES; slice++) {
      assertThat(scan(slice)).isEqualTo(expected.get(slice));
    }
  }

  @Test
  void ends_a_scan_when_told_to() throws IOException {
    for (long i = 0; i < 100; i++) {
      store.put(0, i, bytes("value"));
    }
    List<Long> visited = new ArrayList<>();
    store.scan(
        0,
        (high, low, bytes) -> {
          visited.add(low);
          return visited.size() < 3;
        });
    assertThat(visited).hasSize(3);
  }

  @Test
  void lets_the_visitor_of_a_scan_write_and_remove() throws IOException {
    for (long i = 0; i < 1_000; i++) {
      store.put(0, i, bytes("value"));
    }
    store.scan(
        0,
        (high, low, bytes) -> {
          assertThat(bytes).isIn(bytes("value"), bytes("other"));
          try {
            store.remove(high, low);
            store.put(high, low + 1_000_000, bytes("other"));
          } catch (IOException e) {
            throw new AssertionError(e);
          }
          return low < 1_000_000;
        });
    assertThat(scan(0)).isNotEmpty();
  }

  @Test
  void lets_what_a_visitor_throws_pass() throws IOException {
    store.put(0, 1, bytes("value"));
    assertThatThrownBy(
            () ->
                store.scan(
                    0,
                    (high, low, bytes) -> {
                      throw new IllegalStateException("thrown by the visitor");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(store.get(0, 1)).isEqualTo(bytes("value"));
  }

  @Test
  void clears_all_open_slices() throws IOException {
    for (long i = 0; i < 100; i++) {
      store.put(i << 40, i, bytes("value"));
    }
    store.clear();
    for (long i = 0; i < 100; i++) {
      assertThat(store.get(i << 40, i)).isNull();
    }
    store.put(1, 2, bytes("after"));
    assertThat(store.get(1, 2)).isEqualTo(bytes("after"));
  }

  @Test
  void refuses_everything_once_closed() throws IOException {
    store.put(1, 2, bytes("value"));
    store.close();
    store.close();
    assertThatThrownBy(() -> store.get(1, 2)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> store.put(1, 2, bytes("x"))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> store.remove(1, 2)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> store.scan(0, (high, low, bytes) -> true))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(store::clear).isInstanceOf(IOException.class);
  }

  @Test
  void misses_and_refuses_writes_until_a_slice_is_open(@TempDir Path other) throws IOException {
    try (DiskStore closed = open(other, SLICES)) {
      assertThat(closed.get(1, 2)).isNull();
      assertThatThrownBy(() -> closed.put(1, 2, bytes("x"))).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> closed.remove(1, 2)).isInstanceOf(IOException.class);
      closed.openSlice(closed.sliceOf(1));
      closed.put(1, 2, bytes("x"));
      assertThat(closed.get(1, 2)).isEqualTo(bytes("x"));
      assertThatThrownBy(() -> closed.openSlice(closed.sliceOf(1))).isInstanceOf(IOException.class);
    }
  }

  @Test
  void works_for_an_interrupted_thread_and_leaves_it_interrupted() throws IOException {
    store.put(1, 2, bytes("before"));
    Thread.currentThread().interrupt();
    byte[] before = store.get(1, 2);
    store.put(1, 3, bytes("interrupted"));
    store.remove(1, 2);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(before).isEqualTo(bytes("before"));
    assertThat(store.get(1, 2)).isNull();
    assertThat(store.get(1, 3)).isEqualTo(bytes("interrupted"));
  }

  @Test
  void keeps_the_records_of_many_threads_apart() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int thread = i;
        done.add(threads.submit(() -> compareWithAModel(thread)));
      }
      for (Future<?> one : done) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
      assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Random operations on hashes that no other thread uses. */
  private Void compareWithAModel(int thread) throws IOException {
    Random random = new Random(thread);
    Map<Long, byte[]> model = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      long low = random.nextInt(300) * 4L + thread;
      long high = low << 40;
      switch (random.nextInt(4)) {
        case 0 -> {
          store.remove(high, low);
          model.remove(low);
        }
        case 1 -> assertThat(store.get(high, low)).isEqualTo(model.get(low));
        default -> {
          byte[] value = new byte[random.nextInt(3_000)];
          random.nextBytes(value);
          store.put(high, low, value);
          model.put(low, value);
        }
      }
    }
    for (Map.Entry<Long, byte[]> one : model.entrySet()) {
      assertThat(store.get(one.getKey() << 40, one.getKey())).isEqualTo(one.getValue());
    }
    return null;
  }

  static List<SliceState> openSlices(DiskStore store) throws IOException {
    List<SliceState> states = new ArrayList<>();
    for (int slice = 0; slice < store.slices(); slice++) {
      states.add(store.openSlice(slice));
    }
    return states;
  }

  private Map<Long, String> scan(int slice) throws IOException {
    Map<Long, String> records = new HashMap<>();
    store.scan(
        slice,
        (high, low, bytes) -> {
          records.put(low, new String(bytes, StandardCharsets.UTF_8));
          return true;
        });
    return records;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
