package com.heliosdb.edge.cache.jcache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The caches of a manager by name. A name is free, being created, open, or being ended; only one
 * thread at a time moves it, others wait. Thread-safe; no lock is held while a cache is created,
 * closed or destroyed, and looking one up takes none.
 */
final class NamedCaches {
  private static final Logger log = LoggerFactory.getLogger(NamedCaches.class);

  private final String owner;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Written under lock.
  private final Map<String, Slot> slots = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** What a name stands for. Written under lock. */
  private static final class Slot {
    final String name;
    // Null while the cache is being created.
    volatile @Nullable EdgeCacheFront<?, ?> cache;
    // Who creates or ends the cache; null while it is open.
    volatile @Nullable Thread busy;
    boolean destroying;

    Slot(String name) {
      this.name = name;
    }

    @Nullable EdgeCacheFront<?, ?> open() {
      EdgeCacheFront<?, ?> found = cache;
      return found == null || busy != null || found.isClosed() ? null : found;
    }
  }

  /**
   * Creates an empty registry.
   *
   * @param owner who messages speak of
   */
  NamedCaches(String owner) {
    this.owner = owner;
  }

  boolean isClosed() {
    return closed;
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException(owner + " is closed");
    }
  }

  /** The open cache of this name, if there is one. */
  @Nullable EdgeCacheFront<?, ?> get(String name) {
    Slot slot = slots.get(name);
    return slot == null ? null : slot.open();
  }

  /** The names of open caches now; never changes. */
  List<String> names() {
    return slots.values().stream()
        .filter(slot -> slot.open() != null)
        .map(slot -> slot.name)
        .toList();
  }

  /**
   * Creates a cache. Waits for one of the same name that another thread is creating or ending.
   *
   * @throws CacheException if there is one already
   * @throws IllegalStateException if the manager was closed before the cache was open
   */
  <C extends EdgeCacheFront<?, ?>> C create(String name, Supplier<C> creation) {
    Slot slot = reserve(name);
    boolean published = false;
    try {
      C cache = creation.get();
      published = publish(slot, cache);
      if (!published) {
        cache.close();
        requireOpen();
      }
      return cache;
    } finally {
      if (!published) {
        free(slot);
      }
    }
  }

  private Slot reserve(String name) {
    lock.lock();
    try {
      Slot present = awaitSettled(name);
      requireOpen();
      if (present != null) {
        throw new CacheException(
            "%s has a cache '%s' already: get it by getCache, or destroy it first"
                .formatted(owner, name));
      }
      Slot slot = new Slot(name);
      slot.busy = Thread.currentThread();
      slots.put(name, slot);
      return slot;
    } finally {
      lock.unlock();
    }
  }

  private boolean publish(Slot slot, EdgeCacheFront<?, ?> cache) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      slot.cache = cache;
      slot.busy = null;
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Destroys the open cache of this name, if there is one. */
  void destroy(String name) {
    EdgeCacheFront<?, ?> cache;
    Slot slot;
    lock.lock();
    try {
      slot = awaitSettled(name);
      requireOpen();
      cache = slot == null ? null : slot.open();
      if (slot == null || cache == null) {
        return;
      }
      slot.busy = Thread.currentThread();
      slot.destroying = true;
    } finally {
      lock.unlock();
    }
    try {
      cache.destroy();
    } finally {
      free(slot);
    }
  }

  /** Notes who closes a cache, so that user code called by that thread does not wait for itself. */
  void isClosing(EdgeCacheFront<?, ?> cache) {
    lock.lock();
    try {
      Slot slot = slots.get(cache.getName());
      if (slot != null && slot.cache == cache && slot.busy == null) {
        slot.busy = Thread.currentThread();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Frees the name of a cache that has closed itself. */
  void release(String name) {
    lock.lock();
    try {
      Slot slot = slots.get(name);
      EdgeCacheFront<?, ?> cache = slot == null ? null : slot.cache;
      // By then the name may belong to a new cache, which is open.
      if (slot != null && cache != null && cache.isClosed() && !slot.destroying) {
        free(slot);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Closes all caches and admits no more.
   *
   * @return whether they were open until now
   */
  boolean close() {
    List<Slot> open = new ArrayList<>();
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      closed = true;
      for (Slot slot : slots.values()) {
        if (slot.open() != null) {
          slot.busy = Thread.currentThread();
          open.add(slot);
        }
      }
    } finally {
      lock.unlock();
    }
    open.forEach(this::close);
    return true;
  }

  private void close(Slot slot) {
    try {
      Objects.requireNonNull(slot.cache).close();
    } catch (RuntimeException | Error e) {
      // The specification has it ignored; the other caches are closed all the same.
      log.warn("Cache '{}' failed to close", slot.name, e);
    } finally {
      free(slot);
    }
  }

  /** Waits for the caches other threads are creating or ending. */
  void awaitOthers() {
    lock.lock();
    try {
      while (slots.values().stream().anyMatch(slot -> slot.busy != Thread.currentThread())) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether this thread is creating or ending a cache. */
  boolean isBusyIn(Thread thread) {
    return slots.values().stream().anyMatch(slot -> slot.busy == thread);
  }

  /** Waits until the name is free, open, or moved by the calling thread itself. */
  private @Nullable Slot awaitSettled(String name) {
    while (true) {
      Slot slot = slots.get(name);
      if (slot == null || slot.open() != null || slot.busy == Thread.currentThread()) {
        return slot;
      }
      changed.awaitUninterruptibly();
    }
  }

  private void free(Slot slot) {
    lock.lock();
    try {
      slots.remove(slot.name, slot);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
