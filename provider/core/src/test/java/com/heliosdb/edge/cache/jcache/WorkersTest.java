package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkersTest {
  private final ClassLoader loader = new ClassLoader(WorkersTest.class.getClassLoader()) {};
  private final Workers workers = new Workers(new WeakReference<>(loader));

  @Test
  void work_runs_on_named_daemons_that_see_the_class_loader() throws Exception {
    LinkedBlockingQueue<Thread> ran = new LinkedBlockingQueue<>();
    LinkedBlockingQueue<Object> context = new LinkedBlockingQueue<>();
    workers.execute(
        () -> {
          ran.add(Thread.currentThread());
          context.add(Thread.currentThread().getContextClassLoader());
        });
    Thread thread = ran.take();
    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.getName()).startsWith("edge-cache-worker-");
    assertThat(context.take()).isSameAs(loader);
    workers.close();
    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  void closing_finishes_the_work_there_is() {
    List<Integer> done = new ArrayList<>();
    SerialQueue queue = new SerialQueue(workers);
    for (int i = 0; i < 200; i++) {
      int number = i;
      queue.execute(() -> done.add(number));
    }
    assertThat(queue.awaitIdle(60)).isTrue();
    workers.close();
    assertThat(done).hasSize(200).isSorted();
  }

  @Test
  void a_worker_can_close_them_all() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    LinkedBlockingQueue<Thread> ran = new LinkedBlockingQueue<>();
    workers.execute(
        () -> {
          ran.add(Thread.currentThread());
          workers.close();
          closed.countDown();
        });
    closed.await();
    ran.take().join();
    assertThatThrownBy(() -> workers.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void what_is_rejected_leaves_no_queue_waiting() {
    workers.close();
    SerialQueue queue = new SerialQueue(workers);
    queue.execute(() -> {});
    assertThat(queue.awaitIdle(60)).isTrue();
  }
}
