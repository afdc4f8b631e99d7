package com.heliosdb.edge.cache.jcache;

import static com.heliosdb.edge.cache.jcache.Fakes.asynchronous;
import static com.heliosdb.edge.cache.jcache.Fakes.filtered;
import static com.heliosdb.edge.cache.jcache.Fakes.synchronous;
import static javax.cache.event.EventType.CREATED;
import static javax.cache.event.EventType.REMOVED;
import static javax.cache.event.EventType.UPDATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.event.TierReadListener;
import com.heliosdb.edge.cache.jcache.Fakes.Recorder;
import com.heliosdb.edge.cache.tier.EntryChanges.Pending;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class EventDispatcherTest {
  private final Cache<String, Integer> cache = Fakes.cache();
  private final Workers workers =
      new Workers(new WeakReference<>(EventDispatcherTest.class.getClassLoader()));
  private final ThreadLocal<Boolean> claim = ThreadLocal.withInitial(() -> false);
  private final EventDispatcher<String, Integer> dispatcher =
      new EventDispatcher<>(() -> cache, workers, claim::get);

  @AfterEach
  void close() {
    dispatcher.close();
    workers.close();
  }

  private void change(
      int stripe, EventType type, String key, @Nullable Integer value, @Nullable Integer old) {
    dispatcher.deliver(stripe, dispatcher.enqueue(stripe, type, key, value, old));
  }

  @Test
  void without_listeners_nothing_is_active() {
    assertThat(dispatcher.active()).isFalse();
    assertThat(dispatcher.listensTo(CREATED)).isFalse();
    assertThatCode(() -> change(0, CREATED, "a", 1, null)).doesNotThrowAnyException();
  }

  @Test
  void a_listener_hears_the_types_whose_interfaces_it_implements() {
    List<String> heard = new ArrayList<>();
    CacheEntryCreatedListener<String, Integer> creations =
        events -> events.forEach(event -> heard.add(event.getKey()));
    dispatcher.register(synchronous(creations));
    assertThat(dispatcher.active()).isTrue();
    assertThat(dispatcher.listensTo(CREATED)).isTrue();
    assertThat(dispatcher.needsOldValue(CREATED)).isTrue();
    assertThat(dispatcher.listensTo(UPDATED)).isFalse();
    assertThat(dispatcher.needsOldValue(UPDATED)).isFalse();
    change(0, CREATED, "a", 1, null);
    change(0, UPDATED, "b", 2, 1);
    change(0, REMOVED, "c", null, 2);
    assertThat(heard).containsExactly("a");
  }

  @ParameterizedTest
  @CsvSource({
    // type, old value required, value, old value, seen value, seen old value
    "CREATED, true,  1, , 1, ",
    "CREATED, false, 1, , 1, ",
    "UPDATED, true,  2, 1, 2, 1",
    "UPDATED, false, 2, 1, 2, ",
    "REMOVED, true,  , 2, 2, 2",
    "REMOVED, false, , 2, , ",
    "EXPIRED, true,  , 2, 2, 2",
    "EXPIRED, false, , 2, , "
  })
  void events_show_what_the_specification_says(
      EventType type,
      boolean oldValueRequired,
      @Nullable Integer value,
      @Nullable Integer oldValue,
      @Nullable Integer seen,
      @Nullable Integer seenOld) {
    Recorder recorder = new Recorder();
    dispatcher.register(
        new MutableCacheEntryListenerConfiguration<>(() -> recorder, null, oldValueRequired, true));
    assertThat(dispatcher.needsOldValue(type)).isEqualTo(oldValueRequired);
    change(0, type, "a", value, oldValue);
    assertThat(recorder.events).hasSize(1);
    CacheEntryEvent<? extends String, ? extends Integer> event = recorder.events.get(0);
    assertThat(event.getEventType()).isEqualTo(type);
    assertThat(event.getKey()).isEqualTo("a");
    assertThat((Object) event.getValue()).isEqualTo(seen);
    assertThat((Object) event.getOldValue()).isEqualTo(seenOld);
    assertThat(event.isOldValueAvailable()).isEqualTo(seenOld != null);
    assertThat((Object) event.getSource()).isSameAs(cache);
  }

  @Test
  void each_listener_sees_the_old_value_only_if_it_asked() {
    Recorder asking = new Recorder();
    Recorder other = new Recorder();
    dispatcher.register(synchronous(asking));
    dispatcher.register(
        new MutableCacheEntryListenerConfiguration<>(() -> other, null, false, true));
    change(0, REMOVED, "a", null, 1);
    assertThat(asking.heard()).containsExactly("REMOVED a=1");
    assertThat(other.heard()).containsExactly("REMOVED a=null");
  }

  @Test
  void an_event_unwraps_to_what_it_is_and_to_nothing_else() {
    Recorder recorder = new Recorder();
    dispatcher.register(synchronous(recorder));
    change(0, CREATED, "a", 1, null);
    CacheEntryEvent<? extends String, ? extends Integer> event = recorder.events.get(0);
    assertThat((Object) event.unwrap(CacheEntryEvent.class)).isSameAs(event);
    assertThatThrownBy(() -> event.unwrap(String.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("String");
  }

  @Test
  void a_filter_is_asked_once_and_decides() {
    Recorder recorder = new Recorder();
    AtomicInteger asked = new AtomicInteger();
    dispatcher.register(
        filtered(
            recorder,
            event -> {
              asked.incrementAndGet();
              return event.getValue() > 1;
            }));
    change(0, CREATED, "a", 1, null);
    change(0, CREATED, "b", 2, null);
    assertThat(recorder.heard()).containsExactly("CREATED b=2");
    assertThat(asked).hasValue(2);
  }

  @Test
  void what_a_filter_throws_is_thrown_and_its_listener_is_not_told() {
    Recorder recorder = new Recorder();
    RuntimeException thrown = new IllegalStateException("on purpose");
    dispatcher.register(
        filtered(
            recorder,
            event -> {
              throw thrown;
            }));
    assertThatThrownBy(() -> change(0, CREATED, "a", 1, null))
        .isInstanceOf(CacheEntryListenerException.class)
        .hasCause(thrown);
    assertThat(recorder.events).isEmpty();
  }

  @Test
  void all_listeners_are_told_even_if_one_throws() {
    RuntimeException first = new IllegalStateException("first");
    RuntimeException second = new IllegalStateException("second");
    Recorder recorder = new Recorder();
    dispatcher.register(synchronous(new Recorder(throwing(first))));
    dispatcher.register(synchronous(new Recorder(throwing(second))));
    dispatcher.register(synchronous(recorder));
    assertThatThrownBy(() -> change(0, CREATED, "a", 1, null))
        .isInstanceOf(CacheEntryListenerException.class)
        .hasCause(first)
        .cause()
        .hasSuppressedException(second);
    assertThat(recorder.heard()).containsExactly("CREATED a=1");
  }

  @Test
  void the_exception_of_the_specification_is_not_wrapped() {
    CacheEntryListenerException thrown = new CacheEntryListenerException("on purpose");
    dispatcher.register(synchronous(new Recorder(throwing(thrown))));
    assertThatThrownBy(() -> change(0, CREATED, "a", 1, null)).isSameAs(thrown);
  }

  @Test
  void an_error_is_not_wrapped() {
    Error thrown = new AssertionError("on purpose");
    dispatcher.register(
        synchronous(
            new Recorder(
                event -> {
                  throw thrown;
                })));
    assertThatThrownBy(() -> change(0, CREATED, "a", 1, null)).isSameAs(thrown);
  }

  @Test
  void what_a_listener_throws_belongs_to_the_thread_that_made_the_change() {
    dispatcher.register(
        synchronous(
            new Recorder(
                event -> {
                  if (event.getKey().equals("bad")) {
                    throw new IllegalStateException("on purpose");
                  }
                })));
    Pending bad = dispatcher.enqueue(0, CREATED, "bad", 1, null);
    Pending good = dispatcher.enqueue(0, CREATED, "good", 1, null);
    assertThatCode(() -> dispatcher.deliver(0, good)).doesNotThrowAnyException();
    assertThatThrownBy(() -> dispatcher.deliver(0, bad))
        .isInstanceOf(CacheEntryListenerException.class);
  }

  @Test
  void delivers_up_to_the_change_and_leaves_later_ones_to_their_threads() {
    Recorder recorder = new Recorder();
    dispatcher.register(synchronous(recorder));
    Pending first = dispatcher.enqueue(0, CREATED, "a", 1, null);
    Pending second = dispatcher.enqueue(0, UPDATED, "a", 2, 1);
    Pending third = dispatcher.enqueue(0, REMOVED, "a", null, 2);
    dispatcher.deliver(0, second);
    assertThat(recorder.heard()).containsExactly("CREATED a=1", "UPDATED a=2");
    dispatcher.deliver(0, first);
    dispatcher.deliver(0, third);
    assertThat(recorder.heard()).containsExactly("CREATED a=1", "UPDATED a=2", "REMOVED a=2");
  }

  @Test
  void a_configuration_is_registered_only_once() {
    CacheEntryListenerConfiguration<String, Integer> configuration = synchronous(new Recorder());
    dispatcher.register(configuration);
    assertThatThrownBy(() -> dispatcher.register(configuration))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("registered already");
    assertThat(dispatcher.configurations()).containsExactly(configuration);
  }

  @Test
  void a_listener_may_be_deregistered_and_registered_again() {
    Recorder recorder = new Recorder();
    CacheEntryListenerConfiguration<String, Integer> configuration = synchronous(recorder);
    dispatcher.register(configuration);
    Pending enqueuedBefore = dispatcher.enqueue(0, CREATED, "a", 1, null);
    dispatcher.deregister(configuration);
    dispatcher.deregister(configuration);
    dispatcher.deliver(0, enqueuedBefore);
    change(0, CREATED, "b", 1, null);
    assertThat(recorder.events).isEmpty();
    assertThat(recorder.closed).hasValue(0);
    assertThat(dispatcher.active()).isFalse();
    dispatcher.register(configuration);
    change(0, CREATED, "c", 1, null);
    assertThat(recorder.heard()).containsExactly("CREATED c=1");
  }

  @Test
  void a_listener_does_not_hear_what_was_before_it() {
    Recorder early = new Recorder();
    Recorder late = new Recorder();
    dispatcher.register(synchronous(early));
    Pending enqueuedBefore = dispatcher.enqueue(0, CREATED, "a", 1, null);
    dispatcher.register(synchronous(late));
    dispatcher.deliver(0, enqueuedBefore);
    assertThat(early.heard()).containsExactly("CREATED a=1");
    assertThat(late.events).isEmpty();
  }

  @Test
  void a_factory_that_makes_nothing_is_refused() {
    assertThatThrownBy(
            () ->
                dispatcher.register(
                    new MutableCacheEntryListenerConfiguration<>(null, null, false, true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no factory");
    assertThatThrownBy(
            () ->
                dispatcher.register(
                    new MutableCacheEntryListenerConfiguration<>(() -> null, null, false, true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("returned null");
    assertThatThrownBy(() -> dispatcher.register(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> dispatcher.deregister(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void a_tier_listener_is_shown_the_right_door() {
    TierReadListener<String, Integer> listener = event -> {};
    assertThatThrownBy(() -> dispatcher.register(synchronous(listener)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("registerTierListener");
  }

  @Test
  void an_asynchronous_listener_hears_all_in_order_and_blocks_nobody() throws Exception {
    CountDownLatch callerReturned = new CountDownLatch(1);
    Recorder recorder = new Recorder(event -> await(callerReturned));
    dispatcher.register(asynchronous(recorder));
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      change(7, UPDATED, "a", i, 0);
      expected.add("UPDATED a=" + i);
    }
    callerReturned.countDown();
    dispatcher.close();
    assertThat(recorder.heard()).isEqualTo(expected);
    assertThat(recorder.threads).doesNotContain(Thread.currentThread());
    assertThat(recorder.threads)
        .allSatisfy(thread -> assertThat(thread.getName()).startsWith("edge-cache-"));
    assertThat(recorder.closed).hasValue(1);
  }

  @Test
  void what_an_asynchronous_listener_throws_is_nobodys_but_the_logs() {
    Recorder recorder = new Recorder(throwing(new IllegalStateException("on purpose")));
    dispatcher.register(asynchronous(recorder));
    change(0, CREATED, "a", 1, null);
    change(0, CREATED, "b", 1, null);
    dispatcher.close();
    assertThat(recorder.heard()).containsExactly("CREATED a=1", "CREATED b=1");
  }

  @Test
  void an_asynchronous_listener_can_close_the_dispatcher() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    Recorder recorder =
        new Recorder(
            event -> {
              dispatcher.close();
              closed.countDown();
            });
    dispatcher.register(asynchronous(recorder));
    change(0, CREATED, "a", 1, null);
    closed.await();
    assertThat(recorder.closed).hasValue(1);
  }

  @Test
  void closing_closes_listeners_once_and_silences_them() {
    Recorder recorder = new Recorder();
    dispatcher.register(synchronous(recorder));
    Pending pending = dispatcher.enqueue(0, CREATED, "a", 1, null);
    dispatcher.close();
    dispatcher.close();
    dispatcher.deliver(0, pending);
    change(0, CREATED, "b", 1, null);
    assertThat(recorder.closed).hasValue(1);
    assertThat(recorder.events).isEmpty();
    assertThatThrownBy(() -> dispatcher.register(synchronous(new Recorder())))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_change_made_by_a_listener_on_the_same_stripe_is_delivered_at_once_and_in_order() {
    List<String> deliveredBeforeNestedReturned = new ArrayList<>();
    Recorder second = new Recorder();
    Recorder first =
        new Recorder(
            event -> {
              if (event.getEventType() == CREATED) {
                change(3, UPDATED, "a", 2, 1);
                deliveredBeforeNestedReturned.addAll(second.heard());
              }
            });
    dispatcher.register(synchronous(first));
    dispatcher.register(synchronous(second));
    change(3, CREATED, "a", 1, null);
    assertThat(deliveredBeforeNestedReturned).containsExactly("CREATED a=1", "UPDATED a=2");
    assertThat(first.heard()).containsExactly("CREATED a=1", "UPDATED a=2");
    assertThat(second.heard()).containsExactly("CREATED a=1", "UPDATED a=2");
  }

  @Test
  void what_a_nested_change_throws_reaches_the_listener_that_made_it() {
    AtomicReference<Throwable> seen = new AtomicReference<>();
    dispatcher.register(
        synchronous(
            new Recorder(
                event -> {
                  if (event.getEventType() == UPDATED) {
                    throw new IllegalStateException("on purpose");
                  }
                  try {
                    change(3, UPDATED, "a", 2, 1);
                  } catch (CacheEntryListenerException e) {
                    seen.set(e);
                  }
                })));
    assertThatCode(() -> change(3, CREATED, "a", 1, null)).doesNotThrowAnyException();
    assertThat(seen.get()).isInstanceOf(CacheEntryListenerException.class);
  }

  @Test
  void listeners_that_change_each_others_stripes_do_not_deadlock() throws Exception {
    CountDownLatch bothInside = new CountDownLatch(2);
    Recorder recorder =
        new Recorder(
            event -> {
              if (event.getEventType() == CREATED) {
                bothInside.countDown();
                await(bothInside);
                boolean one = event.getKey().equals("one");
                change(one ? 2 : 1, UPDATED, one ? "two" : "one", 2, 1);
              }
            });
    dispatcher.register(synchronous(recorder));
    Thread other = new Thread(() -> change(1, CREATED, "one", 1, null));
    other.start();
    change(2, CREATED, "two", 1, null);
    other.join();
    assertThat(recorder.heard())
        .containsExactlyInAnyOrder(
            "CREATED one=1", "CREATED two=1", "UPDATED one=2", "UPDATED two=2");
  }

  @Test
  void a_thread_with_a_claim_leaves_its_change_to_the_one_that_drains() throws Exception {
    CountDownLatch draining = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    Recorder recorder =
        new Recorder(
            event -> {
              if (event.getEventType() == CREATED) {
                draining.countDown();
                await(left);
              } else {
                throw new IllegalStateException("nobody is there to catch it");
              }
            });
    dispatcher.register(synchronous(recorder));
    Thread drainer = new Thread(() -> change(5, CREATED, "a", 1, null));
    drainer.start();
    draining.await();
    claim.set(true);
    change(5, UPDATED, "a", 2, 1);
    assertThat(recorder.heard()).containsExactly("CREATED a=1");
    left.countDown();
    drainer.join();
    assertThat(recorder.heard()).containsExactly("CREATED a=1", "UPDATED a=2");
    assertThat(recorder.threads).containsExactly(drainer, drainer);
  }

  @Test
  void a_thread_without_a_claim_waits_until_its_listeners_have_returned() throws Exception {
    CountDownLatch draining = new CountDownLatch(1);
    CountDownLatch proceed = new CountDownLatch(1);
    Recorder recorder =
        new Recorder(
            event -> {
              if (event.getEventType() == CREATED) {
                draining.countDown();
                await(proceed);
              }
            });
    dispatcher.register(synchronous(recorder));
    Thread drainer = new Thread(() -> change(5, CREATED, "a", 1, null));
    drainer.start();
    draining.await();
    List<String> heardWhenReturned = new ArrayList<>();
    Thread waiter =
        new Thread(
            () -> {
              change(5, UPDATED, "a", 2, 1);
              heardWhenReturned.addAll(recorder.heard());
            });
    waiter.start();
    while (waiter.getState() != Thread.State.WAITING) {
      assertThat(waiter.isAlive() && !Thread.interrupted()).isTrue();
      Thread.onSpinWait();
    }
    proceed.countDown();
    waiter.join();
    drainer.join();
    assertThat(heardWhenReturned).containsExactly("CREATED a=1", "UPDATED a=2");
  }

  /** The drainer hands over to a waiting thread whose own change is done by then. */
  @Test
  void what_was_left_is_delivered_even_if_whoever_waited_has_nothing_to_do() throws Exception {
    CountDownLatch draining = new CountDownLatch(1);
    CountDownLatch proceed = new CountDownLatch(1);
    Recorder recorder =
        new Recorder(
            event -> {
              if (event.getEventType() == CREATED) {
                draining.countDown();
                await(proceed);
              }
            });
    dispatcher.register(synchronous(recorder));
    Pending waitersOwn = dispatcher.enqueue(5, CREATED, "a", 1, null);
    Thread drainer = new Thread(() -> change(5, UPDATED, "a", 2, 1));
    drainer.start();
    draining.await();
    Thread waiter = new Thread(() -> dispatcher.deliver(5, waitersOwn));
    waiter.start();
    while (waiter.getState() != Thread.State.WAITING) {
      assertThat(waiter.isAlive() && !Thread.interrupted()).isTrue();
      Thread.onSpinWait();
    }
    claim.set(true);
    change(5, UPDATED, "a", 3, 2);
    proceed.countDown();
    drainer.join();
    waiter.join();
    assertThat(recorder.heard()).containsExactly("CREATED a=1", "UPDATED a=2", "UPDATED a=3");
  }

  @Test
  void a_change_only_asynchronous_listeners_hear_waits_for_no_drainer() throws Exception {
    CountDownLatch draining = new CountDownLatch(1);
    CountDownLatch proceed = new CountDownLatch(1);
    CacheEntryCreatedListener<String, Integer> creations =
        events -> {
          draining.countDown();
          await(proceed);
        };
    Recorder recorder = new Recorder();
    dispatcher.register(synchronous(creations));
    dispatcher.register(asynchronous(recorder));
    Thread drainer = new Thread(() -> change(5, CREATED, "a", 1, null));
    drainer.start();
    draining.await();
    change(5, UPDATED, "a", 2, 1);
    proceed.countDown();
    drainer.join();
    dispatcher.close();
    assertThat(recorder.heard()).containsExactly("CREATED a=1", "UPDATED a=2");
  }

  private static Consumer<CacheEntryEvent<? extends String, ? extends Integer>> throwing(
      RuntimeException exception) {
    return event -> {
      throw exception;
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
