package com.heliosdb.edge.cache.expiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Exchanger;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SystemTimeSourceTest {
  private static final Duration SOON = Duration.ofMillis(1);

  @Test
  void reads_the_clocks_of_the_jvm() {
    try (SystemTimeSource time = new SystemTimeSource()) {
      long millisBefore = System.currentTimeMillis();
      long nanosBefore = System.nanoTime();
      assertThat(time.millis()).isGreaterThanOrEqualTo(millisBefore);
      assertThat(time.nanos() - nanosBefore).isNotNegative();
    }
  }

  @Test
  void all_tasks_share_one_daemon_thread_which_ends_with_the_clock() throws Exception {
    SystemTimeSource time = new SystemTimeSource();
    SynchronousQueue<Thread> first = new SynchronousQueue<>();
    SynchronousQueue<Thread> second = new SynchronousQueue<>();
    time.every(SOON, () -> first.offer(Thread.currentThread()));
    time.every(SOON, () -> second.offer(Thread.currentThread()));
    Thread thread = first.take();
    assertThat(second.take()).isSameAs(thread);
    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.getName()).startsWith("edge-cache-");
    time.close();
    assertThat(thread.isAlive()).isFalse();
    time.close();
  }

  @Test
  void a_task_that_throws_runs_again() throws Exception {
    try (SystemTimeSource time = new SystemTimeSource()) {
      CountDownLatch runs = new CountDownLatch(3);
      time.every(
          SOON,
          () -> {
            runs.countDown();
            throw new IllegalStateException("on purpose");
          });
      assertThat(runs.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void closing_a_schedule_waits_for_the_run_under_way() throws Exception {
    try (SystemTimeSource time = new SystemTimeSource()) {
      CountDownLatch running = new CountDownLatch(1);
      CountDownLatch closing = new CountDownLatch(1);
      AtomicBoolean finished = new AtomicBoolean();
      TimeSource.Registration registration =
          time.every(
              SOON,
              () -> {
                running.countDown();
                awaitUninterruptibly(closing);
                finished.set(true);
              });
      running.await();
      AtomicBoolean finishedBeforeCloseReturned = new AtomicBoolean();
      Thread closer =
          new Thread(
              () -> {
                registration.close();
                finishedBeforeCloseReturned.set(finished.get());
              });
      closer.start();
      while (closer.getState() != Thread.State.WAITING) {
        assertThat(closer.isAlive() && !Thread.interrupted()).isTrue();
        Thread.onSpinWait();
      }
      closing.countDown();
      closer.join();
      assertThat(finishedBeforeCloseReturned).isTrue();
    }
  }

  @Test
  void a_task_can_end_its_own_schedule_and_the_clock() throws Exception {
    SystemTimeSource time = new SystemTimeSource();
    AtomicReference<TimeSource.Registration> registration = new AtomicReference<>();
    Exchanger<Thread> finished = new Exchanger<>();
    CountDownLatch registered = new CountDownLatch(1);
    registration.set(
        time.every(
            SOON,
            () -> {
              awaitUninterruptibly(registered);
              registration.get().close();
              time.close();
              exchange(finished);
            }));
    registered.countDown();
    Thread thread = finished.exchange(Thread.currentThread());
    thread.join();
    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  void a_closed_clock_takes_no_more_tasks() {
    SystemTimeSource time = new SystemTimeSource();
    time.close();
    assertThatThrownBy(() -> time.every(SOON, () -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  private static void exchange(Exchanger<Thread> exchanger) {
    boolean interrupted = Thread.interrupted();
    while (true) {
      try {
        exchanger.exchange(Thread.currentThread());
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // The latch is opened by the test in any case.
      }
    }
  }
}
