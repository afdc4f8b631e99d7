package com.heliosdb.edge.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.config.HeapSettings;
import com.heliosdb.edge.cache.stats.TierCounters;
import com.heliosdb.edge.cache.store.EhcacheHeapStore;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HeapTierTest {
  private final Stripes stripes = new Stripes();
  private final HeapTier heap =
      new HeapTier(
          new EhcacheHeapStore<>(),
          stripes,
          new HeapSettings(1L << 40, 1_000_000),
          new TierCounters(),
          new HeapOrder.Recency());
  private long versions;

  @Test
  void no_dead_entry_stays_reachable_whatever_was_replaced_removed_and_grown() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 20_000; i++) {
      int key = random.nextInt(3_000);
      switch (random.nextInt(4)) {
        case 0 -> remove(key);
        case 1 -> heap.find(key, Stripes.spread(Integer.hashCode(key)));
        default -> put(key);
      }
    }
    Set<Object> reachable = reachableFrom(heap);
    long entries = reachable.stream().filter(HeapEntry.class::isInstance).count();
    long dead =
        reachable.stream().filter(object -> object instanceof HeapEntry e && !e.isLive()).count();
    assertThat(entries).isEqualTo(heap.entries()).isGreaterThan(1_000);
    assertThat(dead).isZero();
  }

  @Test
  void counts_the_bytes_of_what_is_held() {
    put(1);
    put(2);
    put(2);
    assertThat(heap.bytes()).isEqualTo(200);
    remove(1);
    remove(2);
    assertThat(heap.bytes()).isZero();
    assertThat(heap.entries()).isZero();
  }

  @Test
  void a_new_version_takes_the_entry_over() {
    put(1);
    HeapEntry held = Objects.requireNonNull(heap.find(1, Stripes.spread(1)));
    long before = held.version();
    put(1);
    assertThat(heap.find(1, Stripes.spread(1))).isSameAs(held);
    assertThat(held.version()).isGreaterThan(before);
  }

  @Test
  void a_version_of_another_kind_has_an_entry_of_its_own_and_the_old_one_is_dead() {
    put(1);
    HeapEntry plain = Objects.requireNonNull(heap.find(1, Stripes.spread(1)));
    put(1, new EncodedValue(new byte[1]), false);
    HeapEntry encoded = Objects.requireNonNull(heap.find(1, Stripes.spread(1)));
    put(1, new EncodedValue(new byte[1]), true);
    HeapEntry fixed = Objects.requireNonNull(heap.find(1, Stripes.spread(1)));
    assertThat(encoded).isNotSameAs(plain);
    assertThat(fixed).isNotSameAs(encoded);
    assertThat(plain.isLive()).isFalse();
    assertThat(encoded.isLive()).isFalse();
    assertThat(fixed.isLive()).isTrue();
    assertThat(fixed.key).isSameAs(plain.key);
    assertThat(heap.entries()).isEqualTo(1);
    assertThat(heap.bytes()).isEqualTo(100);
  }

  @Test
  void an_entry_that_left_while_a_reader_held_it_cannot_take_the_slot_back() {
    put(1);
    HeapEntry held = Objects.requireNonNull(heap.find(1, Stripes.spread(1)));
    remove(1);
    assertThat(held.isLive()).isFalse();
    heap.offerSlot(held, held.spread);
    assertThat(heap.find(1, Stripes.spread(1))).isNull();
    put(1);
    assertThat(heap.find(1, Stripes.spread(1))).isNotNull().isNotSameAs(held);
  }

  @Test
  void the_least_recently_used_of_a_few_is_the_victim() {
    for (int key = 0; key < 5; key++) {
      put(key);
    }
    heap.find(0, Stripes.spread(0)).touch(heap.tick());
    assertThat(Objects.requireNonNull(heap.victim()).key).isNotEqualTo(0);
  }

  @Test
  void a_version_that_keeps_the_deadline_keeps_what_a_read_has_made_of_it_meanwhile() {
    for (Object next : List.of("next", new EncodedValue(new byte[1]))) {
      HeapEntry entry = put(1, "value", HeapEntry.NEVER, false);
      // A writer has seen no deadline; now a read sets one.
      assertThat(entry.moveDeadline(HeapEntry.NEVER, 7)).isTrue();
      assertThat(put(1, next, HeapEntry.NEVER, true).deadline()).isEqualTo(7);
      assertThat(put(1, next, 9, false).deadline()).isEqualTo(9);
      remove(1);
    }
  }

  private HeapEntry put(Integer key, Object stored, long deadline, boolean keepsDeadline) {
    int spread = Stripes.spread(key.hashCode());
    ReentrantLock lock = stripes.lock(Stripes.of(spread));
    lock.lock();
    try {
      HeapEntry there = heap.locate(key, spread);
      return heap.put(there, key, spread, stored, ++versions, deadline, keepsDeadline, false, 100);
    } finally {
      lock.unlock();
    }
  }

  private void put(Integer key) {
    put(key, "value", false);
  }

  private void put(Integer key, Object stored, boolean fixedTtl) {
    int spread = Stripes.spread(key.hashCode());
    ReentrantLock lock = stripes.lock(Stripes.of(spread));
    lock.lock();
    try {
      heap.put(
          heap.locate(key, spread),
          key,
          spread,
          stored,
          ++versions,
          HeapEntry.NEVER,
          false,
          fixedTtl,
          100);
    } finally {
      lock.unlock();
    }
  }

  private void remove(Integer key) {
    ReentrantLock lock = stripes.lock(Stripes.of(Stripes.spread(key.hashCode())));
    lock.lock();
    try {
      HeapEntry old = heap.locate(key, Stripes.spread(key.hashCode()));
      if (old != null) {
        heap.remove(old);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * What the tier holds, by its own fields: the array, the residents, and the store by its
   * iterator.
   */
  private static Set<Object> reachableFrom(HeapTier heap) throws ReflectiveOperationException {
    Set<Object> found = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> open = new ArrayDeque<>();
    open.add(heap);
    while (!open.isEmpty()) {
      Object object = open.poll();
      if (!found.add(object)) {
        continue;
      }
      if (object instanceof Object[] array) {
        for (Object element : array) {
          addIfPresent(open, element);
        }
      } else if (object instanceof EhcacheHeapStore<?> store) {
        store.entries().forEachRemaining(open::add);
      } else if (object.getClass().getPackage() == HeapTier.class.getPackage()
          && !(object instanceof HeapEntry)) {
        for (Field field : object.getClass().getDeclaredFields()) {
          field.setAccessible(true);
          addIfPresent(open, field.get(object));
        }
      }
    }
    return found;
  }

  private static void addIfPresent(Deque<Object> open, @Nullable Object object) {
    if (object != null) {
      open.add(object);
    }
  }
}
