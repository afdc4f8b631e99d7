package com.heliosdb.edge.cache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharesTest {
  private static final long PATIENCE_SECONDS = 60;

  private final AtomicInteger opened = new AtomicInteger();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final CountDownLatch opening = new CountDownLatch(1);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch mayOpen = new CountDownLatch(1);
  private final CountDownLatch mayClose = new CountDownLatch(1);
  private boolean fails;

  private final Shares<String, String> shares =
      new Shares<>(
          key -> {
            String thing = key + opened.incrementAndGet();
            opening.countDown();
            await(mayOpen);
            if (fails) {
              throw new IOException(thing + " does not open");
            }
            log.add("opened " + thing);
            return thing;
          },
          thing -> {
            closing.countDown();
            await(mayClose);
            log.add("closed " + thing);
          });

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static <T> FutureTask<T> started(FutureTask<T> task) {
    Thread thread = new Thread(task, "user");
    thread.start();
    awaitWaitingOrEnded(thread);
    return task;
  }

  private static void awaitWaitingOrEnded(Thread thread) {
    while (thread.isAlive()
        && thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
  }

  private FutureTask<String> acquiring() {
    return started(new FutureTask<>(() -> shares.acquire("a")));
  }

  private FutureTask<Void> releasing(String thing) {
    return started(new FutureTask<>(() -> shares.release("a", thing), null));
  }

  private static <T> T done(FutureTask<T> task) throws Exception {
    return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void all_users_share_one_and_the_last_closes_it() throws Exception {
    mayOpen.countDown();
    mayClose.countDown();
    assertThat(shares.acquire("a")).isEqualTo("a1");
    assertThat(shares.acquire("a")).isEqualTo("a1");
    shares.release("a", "a1");
    assertThat(log).containsExactly("opened a1");
    shares.release("a", "a1");
    assertThat(log).containsExactly("opened a1", "closed a1");
    assertThat(shares.acquire("a")).isEqualTo("a2");
  }

  @Test
  void who_comes_while_it_is_being_opened_waits_for_it() throws Exception {
    FutureTask<String> first = acquiring();
    await(opening);
    FutureTask<String> second = acquiring();
    mayOpen.countDown();
    assertThat(done(first)).isEqualTo("a1");
    assertThat(done(second)).isEqualTo("a1");
  }

  @Test
  void who_comes_while_it_is_being_closed_opens_another_after_that() throws Exception {
    mayOpen.countDown();
    FutureTask<Void> last = releasing(shares.acquire("a"));
    await(closing);
    FutureTask<String> next = acquiring();
    FutureTask<String> nextButOne = acquiring();
    assertThat(log).containsExactly("opened a1");
    mayClose.countDown();
    done(last);
    assertThat(done(next)).isEqualTo("a2");
    assertThat(done(nextButOne)).isEqualTo("a2");
    assertThat(log).containsExactly("opened a1", "closed a1", "opened a2");
    shares.release("a", "a2");
    assertThat(log).doesNotContain("closed a2");
    shares.release("a", "a2");
    assertThat(log).endsWith("closed a2");
  }

  @Test
  void other_keys_wait_for_nobody() throws Exception {
    mayOpen.countDown();
    FutureTask<Void> last = releasing(shares.acquire("a"));
    await(closing);
    assertThat(shares.acquire("b")).isEqualTo("b2");
    mayClose.countDown();
    done(last);
  }

  @Test
  void all_who_wait_learn_why_it_does_not_open_and_the_next_one_tries_again() throws Exception {
    fails = true;
    List<FutureTask<String>> waiting = new ArrayList<>(List.of(acquiring(), acquiring()));
    mayOpen.countDown();
    for (FutureTask<String> each : waiting) {
      assertThatThrownBy(() -> done(each))
          .hasRootCauseInstanceOf(IOException.class)
          .hasRootCauseMessage("a1 does not open");
    }
    fails = false;
    assertThat(shares.acquire("a")).isEqualTo("a2");
  }
}
