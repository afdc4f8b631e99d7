package com.heliosdb.edge.cache.jcache;

import static com.heliosdb.edge.cache.jcache.Fakes.asynchronous;
import static com.heliosdb.edge.cache.jcache.Fakes.synchronous;
import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.jcache.Fakes.Recorder;
import com.heliosdb.edge.cache.tier.EntryChanges.Pending;
import com.heliosdb.edge.cache.tier.Stripes;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.EventType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads change few keys of few stripes; some listeners change keys, too. */
@Timeout(120)
class EventOrderTest {
  private static final int THREADS = 4;
  private static final int STRIPES = 3;
  private static final int CHANGES = 4_000;

  private final Stripes stripes = new Stripes();
  private final int[] versions = new int[STRIPES];
  private final ThreadLocal<Boolean> claim = ThreadLocal.withInitial(() -> false);
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final Map<String, AtomicInteger> lastSeen = new ConcurrentHashMap<>();

  @Test
  void every_listener_hears_every_change_of_a_key_once_and_in_order() throws Exception {
    Cache<String, Integer> cache = Fakes.cache();
    Workers workers = new Workers(new WeakReference<>(getClass().getClassLoader()));
    EventDispatcher<String, Integer> dispatcher =
        new EventDispatcher<>(() -> cache, workers, claim::get);
    Recorder nesting = new Recorder(event -> sometimesChangeAnother(dispatcher, event));
    Recorder plain = new Recorder(event -> noteSeen(event));
    Recorder later = new Recorder();
    dispatcher.register(synchronous(nesting));
    dispatcher.register(synchronous(plain));
    dispatcher.register(asynchronous(later));

    CyclicBarrier start = new CyclicBarrier(THREADS);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      Thread thread = new Thread(() -> changeKeys(dispatcher, start));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    dispatcher.close();
    workers.close();

    assertThat(failures).isEmpty();
    for (Recorder recorder : List.of(plain, later)) {
      for (int stripe = 0; stripe < STRIPES; stripe++) {
        String key = "key" + stripe;
        List<Integer> heard =
            recorder.events.stream()
                .filter(event -> event.getKey().equals(key))
                .<Integer>map(CacheEntryEvent::getValue)
                .toList();
        assertThat(heard).hasSize(versions[stripe]).isSorted().doesNotHaveDuplicates();
      }
    }
    assertThat(nesting.events).hasSize(plain.events.size());
  }

  private void changeKeys(EventDispatcher<String, Integer> dispatcher, CyclicBarrier start) {
    try {
      start.await();
      for (int i = 0; i < CHANGES / THREADS; i++) {
        int stripe = ThreadLocalRandom.current().nextInt(STRIPES);
        claim.set(ThreadLocalRandom.current().nextInt(8) == 0);
        int version = change(dispatcher, stripe);
        int seen = lastSeen.computeIfAbsent("key" + stripe, any -> new AtomicInteger()).get();
        if (!claim.get() && seen < version) {
          throw new AssertionError("Returned before a synchronous listener had heard " + version);
        }
      }
    } catch (Throwable e) {
      failures.add(e);
    }
  }

  private int change(EventDispatcher<String, Integer> dispatcher, int stripe) {
    Pending pending;
    int version;
    stripes.lock(stripe).lock();
    try {
      version = ++versions[stripe];
      pending = dispatcher.enqueue(stripe, EventType.UPDATED, "key" + stripe, version, 0);
    } finally {
      stripes.lock(stripe).unlock();
    }
    dispatcher.deliver(stripe, pending);
    return version;
  }

  private void sometimesChangeAnother(
      EventDispatcher<String, Integer> dispatcher,
      CacheEntryEvent<? extends String, ? extends Integer> event) {
    if (event.getValue() % 5 == 0) {
      change(dispatcher, ThreadLocalRandom.current().nextInt(STRIPES));
    }
  }

  private void noteSeen(CacheEntryEvent<? extends String, ? extends Integer> event) {
    lastSeen
        .computeIfAbsent(event.getKey(), any -> new AtomicInteger())
        .accumulateAndGet(event.getValue(), Math::max);
  }
}
