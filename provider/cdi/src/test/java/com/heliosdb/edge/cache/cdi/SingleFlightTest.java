package com.heliosdb.edge.cache.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.cache.annotation.CacheKey;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheRemoveAll;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.CacheValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Threads that miss one key. What has to be waited for is waited for, so no test depends on time.
 */
@Timeout(60)
class SingleFlightTest {
  private static final int THREADS = 8;

  private Container container;
  private final Gate gate = new Gate();

  @AfterEach
  void stop() {
    container.close();
  }

  private Origin start(Map<String, String> settings) {
    container = Container.of(settings, Origin.class);
    return container.bean(Origin.class);
  }

  /** Where a method says that it was called, and waits to be let on. */
  private static final class Gate {
    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch open = new CountDownLatch(1);
    final AtomicInteger calls = new AtomicInteger();

    void pass() {
      calls.incrementAndGet();
      reached.countDown();
      await(open);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static <T> FutureTask<T> start(Callable<T> call) {
    FutureTask<T> task = new FutureTask<>(call);
    Thread thread = new Thread(task, "caller");
    thread.setDaemon(true);
    threads.put(task, thread);
    thread.start();
    return task;
  }

  private static final Map<FutureTask<?>, Thread> threads = new ConcurrentHashMap<>();

  /** Until the thread waits for something with a time limit, as only followers do. */
  private static void awaitFollowing(FutureTask<?> task) {
    while (threads.get(task).getState() != Thread.State.TIMED_WAITING) {
      assertThat(task.isDone()).isFalse();
      Thread.onSpinWait();
    }
  }

  @Test
  void one_thread_invokes_and_the_others_get_its_result() throws Exception {
    Origin origin = start(Map.of());
    List<FutureTask<List<String>>> callers = new ArrayList<>();
    callers.add(start(() -> origin.load("k", gate)));
    await(gate.reached);
    for (int i = 1; i < THREADS; i++) {
      FutureTask<List<String>> follower = start(() -> origin.load("k", gate));
      callers.add(follower);
      awaitFollowing(follower);
    }
    gate.open.countDown();
    List<List<String>> results = new ArrayList<>();
    for (FutureTask<List<String>> caller : callers) {
      results.add(caller.get());
    }
    assertThat(results).allMatch(List.of("k")::equals);
    assertThat(gate.calls).hasValue(1);
    // By value: what one caller does to its result is no other's business.
    results.get(0).add("mine");
    results.get(1).add("also mine");
    assertThat(results.get(2)).isEqualTo(List.of("k"));
  }

  @Test
  void nobody_invokes_again_however_the_threads_meet() throws Exception {
    Origin origin = start(Map.of());
    for (int round = 0; round < 200; round++) {
      String key = "k" + round;
      Gate open = new Gate();
      open.open.countDown();
      CyclicBarrier together = new CyclicBarrier(3);
      List<FutureTask<List<String>>> callers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        callers.add(
            start(
                () -> {
                  together.await();
                  return origin.load(key, open);
                }));
      }
      for (FutureTask<List<String>> caller : callers) {
        assertThat(caller.get()).isEqualTo(List.of(key));
      }
      assertThat(open.calls).hasValue(1);
    }
  }

  @Test
  void other_keys_do_not_wait() throws Exception {
    Origin origin = start(Map.of());
    FutureTask<List<String>> leader = start(() -> origin.load("k", gate));
    await(gate.reached);
    Gate open = new Gate();
    open.open.countDown();
    assertThat(origin.load("other", open)).isEqualTo(List.of("other"));
    gate.open.countDown();
    assertThat(leader.get()).isEqualTo(List.of("k"));
  }

  @Test
  void the_leaders_exception_reaches_its_followers() throws Exception {
    Origin origin = start(Map.of());
    FutureTask<String> leader = start(() -> origin.fail("k", gate));
    await(gate.reached);
    FutureTask<String> follower = start(() -> origin.fail("k", gate));
    awaitFollowing(follower);
    gate.open.countDown();
    assertThatThrownBy(leader::get).isInstanceOf(ExecutionException.class).cause().hasMessage("k");
    assertThatThrownBy(follower::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(IOException.class)
        .hasMessage("k");
    assertThat(gate.calls).hasValue(1);
    assertThatThrownBy(() -> origin.fail("k", gate)).isInstanceOf(IOException.class);
    assertThat(gate.calls).hasValue(2);
  }

  @Test
  void a_leader_that_asks_for_its_own_key_invokes_again() {
    Origin origin = start(Map.of());
    assertThat(origin.again("k", new AtomicInteger(3), origin)).isEqualTo("k0");
  }

  @Test
  void leaders_that_ask_for_each_others_keys_do_not_wait_for_ever() throws Exception {
    Origin origin = start(Map.of());
    CyclicBarrier bothLead = new CyclicBarrier(2);
    AtomicInteger calls = new AtomicInteger();
    FutureTask<String> one = start(() -> origin.cross("a", "b", bothLead, calls, origin));
    FutureTask<String> two = start(() -> origin.cross("b", "a", bothLead, calls, origin));
    assertThat(one.get()).startsWith("a");
    assertThat(two.get()).startsWith("b");
    // Two led, and one of them, or both, did not wait.
    assertThat(calls.get()).isBetween(3, 4);
  }

  @Test
  void who_has_waited_long_enough_invokes_by_itself() throws Exception {
    Origin origin = start(Map.of("annotations.single-flight-wait", "1 ms"));
    FutureTask<List<String>> leader = start(() -> origin.load("k", gate));
    await(gate.reached);
    Gate open = new Gate();
    open.open.countDown();
    assertThat(origin.load("k", open)).isEqualTo(List.of("k"));
    assertThat(open.calls).hasValue(1);
    gate.open.countDown();
    leader.get();
  }

  @Test
  void who_is_interrupted_invokes_by_itself() throws Exception {
    Origin origin = start(Map.of());
    FutureTask<List<String>> leader = start(() -> origin.load("k", gate));
    await(gate.reached);
    Thread.currentThread().interrupt();
    assertThat(origin.loadFreely("k")).isEqualTo(List.of("k", "freely"));
    assertThat(Thread.interrupted()).isTrue();
    gate.open.countDown();
    leader.get();
  }

  @Test
  void it_can_be_switched_off_for_a_cache() throws Exception {
    Origin origin = start(Map.of("caches.origin.annotations.single-flight", "false"));
    FutureTask<List<String>> first = start(() -> origin.load("k", gate));
    await(gate.reached);
    Gate open = new Gate();
    open.open.countDown();
    assertThat(origin.load("k", open)).isEqualTo(List.of("k"));
    assertThat(open.calls).hasValue(1);
    gate.open.countDown();
    first.get();
  }

  @Test
  void what_was_changed_while_it_was_obtained_is_not_stored() throws Exception {
    List<Change> changes =
        List.of(
            Origin::remove,
            (changed, key) -> changed.removeAll(),
            (changed, key) -> changed.put(key, "new"));
    for (Change change : changes) {
      Origin origin = start(Map.of());
      Gate slow = new Gate();
      AtomicReference<String> source = new AtomicReference<>("old");
      FutureTask<String> leader = start(() -> origin.read("k", source, slow));
      await(slow.reached);
      source.set("new");
      change.make(origin, "k");
      // Nor does anybody wait for it any longer.
      Gate open = new Gate();
      open.open.countDown();
      assertThat(origin.read("k", source, open)).isEqualTo("new");
      slow.open.countDown();
      assertThat(leader.get()).isEqualTo("old");
      assertThat(container.cache("source").get(new ParameterKey("k"))).isNotEqualTo("old");
      container.close();
    }
    start(Map.of());
  }

  @Test
  void a_leader_that_removes_its_own_key_stores_its_result() {
    Origin origin = start(Map.of());
    assertThat(origin.removeAndRead("k", origin)).isEqualTo("fresh");
    assertThat(container.cache("source").get(new ParameterKey("k"))).isEqualTo("fresh");
  }

  @Test
  void a_flight_ends_even_if_its_key_was_written_to() {
    start(Map.of());
    SingleFlight flights = new SingleFlight();
    List<String> key = new ArrayList<>(List.of("k"));
    SingleFlight.Id id = new SingleFlight.Id(container.cache("origin"), key);
    Flight first = new Flight();
    assertThat(flights.join(id, first)).isSameAs(first);

    key.add("more");
    flights.land(id, first);
    key.remove("more");

    Flight next = new Flight();
    assertThat(flights.join(new SingleFlight.Id(container.cache("origin"), key), next))
        .isSameAs(next);
  }

  private interface Change {
    void make(Origin origin, String key);
  }

  @ApplicationScoped
  static class Origin {
    @CacheResult(cacheName = "origin")
    public List<String> load(@CacheKey String key, Gate gate) {
      gate.pass();
      return new ArrayList<>(List.of(key));
    }

    @CacheResult(cacheName = "origin")
    public List<String> loadFreely(@CacheKey String key) {
      return List.of(key, "freely");
    }

    @CacheResult(cacheName = "failing")
    public String fail(@CacheKey String key, Gate gate) throws IOException {
      gate.pass();
      throw new IOException(key);
    }

    @CacheResult(cacheName = "again")
    public String again(@CacheKey String key, AtomicInteger left, Origin self) {
      return left.decrementAndGet() == 0 ? key + 0 : self.again(key, left, self);
    }

    @CacheResult(cacheName = "cross")
    public String cross(
        @CacheKey String key,
        String other,
        CyclicBarrier bothLead,
        AtomicInteger calls,
        Origin self)
        throws Exception {
      if (calls.incrementAndGet() > 2) {
        return key;
      }
      bothLead.await(30, TimeUnit.SECONDS);
      return key + self.cross(other, key, bothLead, calls, self);
    }

    @CacheResult(cacheName = "source")
    public String read(@CacheKey String key, AtomicReference<String> source, Gate gate) {
      String value = source.get();
      gate.pass();
      return value;
    }

    @CacheResult(cacheName = "source")
    public String removeAndRead(@CacheKey String key, Origin self) {
      self.remove(key);
      return "fresh";
    }

    @CacheRemove(cacheName = "source")
    public void remove(String key) {}

    @CacheRemoveAll(cacheName = "source")
    public void removeAll() {}

    @CachePut(cacheName = "source")
    public void put(String key, @CacheValue String value) {}
  }
}
