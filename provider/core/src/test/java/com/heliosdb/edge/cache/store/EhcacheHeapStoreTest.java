package com.heliosdb.edge.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EhcacheHeapStoreTest {
  private final EhcacheHeapStore<StringBuilder> store = new EhcacheHeapStore<>();

  @Test
  void keeps_the_very_object() {
    StringBuilder entry = new StringBuilder("a");
    store.put("key", entry);
    assertThat(store.get("key")).isSameAs(entry);
  }

  @Test
  void finds_by_equality_of_keys() {
    StringBuilder entry = new StringBuilder("a");
    store.put(List.of(1, 2), entry);
    assertThat(store.get(new ArrayList<>(List.of(1, 2)))).isSameAs(entry);
    assertThat(store.get(List.of(2, 1))).isNull();
  }

  @Test
  void replaces_and_removes() {
    StringBuilder second = new StringBuilder("b");
    store.put("key", new StringBuilder("a"));
    store.put("key", second);
    assertThat(store.get("key")).isSameAs(second);
    store.remove("key");
    store.remove("never there");
    assertThat(store.get("key")).isNull();
  }

  @Test
  void never_evicts() {
    for (int i = 0; i < 100_000; i++) {
      store.put(i, new StringBuilder());
    }
    int entries = 0;
    for (Iterator<StringBuilder> all = store.entries(); all.hasNext(); all.next()) {
      entries++;
    }
    assertThat(entries).isEqualTo(100_000);
  }

  @Test
  void iterates_while_entries_go() {
    for (int i = 0; i < 1_000; i++) {
      store.put(i, new StringBuilder());
    }
    Iterator<StringBuilder> all = store.entries();
    all.next();
    store.clear();
    while (all.hasNext()) {
      assertThat(all.next()).isNotNull();
    }
    assertThatThrownBy(all::next).isInstanceOf(NoSuchElementException.class);
    assertThat(store.entries().hasNext()).isFalse();
  }

  @Test
  void starts_no_thread() {
    Set<Thread> before = threads();
    EhcacheHeapStore<String> other = new EhcacheHeapStore<>();
    other.put("key", "entry");
    Set<Thread> after = threads();
    assertThat(before).containsAll(after);
  }

  /** Those of our thread group: the JVM starts some of its own when it likes. */
  private static Set<Thread> threads() {
    ThreadGroup ours = Thread.currentThread().getThreadGroup();
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getThreadGroup() == ours)
        .collect(Collectors.toSet());
  }
}
