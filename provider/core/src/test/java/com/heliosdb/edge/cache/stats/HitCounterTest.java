package com.heliosdb.edge.cache.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HitCounterTest {
  private static final int MORE_THREADS_THAN_CELLS = 600;

  private final HitCounter counter = new HitCounter();

  @Test
  void the_count_of_many_threads_is_exact() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(new Thread(() -> hit(100_000)));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(counter.sum()).isEqualTo(800_000);
  }

  @Test
  void threads_that_have_ended_leave_their_count_and_not_their_cell() throws Exception {
    for (int i = 0; i < MORE_THREADS_THAN_CELLS; i++) {
      Thread thread = new Thread(() -> hit(1_000));
      thread.start();
      thread.join();
    }
    assertThat(counter.sum()).isEqualTo(1_000L * MORE_THREADS_THAN_CELLS);
    hit(1_000);
    assertThat(counter.cell()).isNotNull();
  }

  @Test
  void more_threads_than_there_are_cells_count_all_the_same() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < MORE_THREADS_THAN_CELLS; i++) {
      threads.add(new Thread(() -> hit(500)));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(counter.sum()).isEqualTo(500L * MORE_THREADS_THAN_CELLS);
  }

  @Test
  void a_reset_begins_again_at_zero_without_touching_what_others_write() {
    hit(1_000);
    counter.reset();
    assertThat(counter.sum()).isZero();
    hit(3);
    assertThat(counter.sum()).isEqualTo(3);
  }

  @Test
  void one_call_in_so_many_of_a_thread_is_timed_and_stands_for_all() {
    hit(1_000);
    HitCounter.Cell cell = counter.cell();
    int timed = 0;
    int standsFor = 0;
    for (int i = 0; i < 25_600; i++) {
      int weight = cell.weightNow();
      timed += weight > 0 ? 1 : 0;
      standsFor += weight;
    }
    assertThat(timed).isEqualTo(100);
    assertThat(standsFor).isEqualTo(25_600);
  }

  private void hit(int times) {
    for (int i = 0; i < times; i++) {
      counter.hit();
    }
  }
}
