package com.heliosdb.edge.cache.hazelcast;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Things that their first user opens and their last one closes, outside any lock. Of one key there
 * is one at a time: who wants it while it is being closed waits for that and opens another, for
 * what the old one holds, such as a port, is not free before. Thread-safe.
 */
final class Shares<K, T> {
  /** Makes a thing. */
  @FunctionalInterface
  interface Opener<K, T> {
    T open(K key) throws IOException;
  }

  private final Opener<K, T> opener;
  private final Consumer<T> closer;

  // Never held while anything is opened or closed.
  private final ReentrantLock lock = new ReentrantLock();

  /** What nobody uses is being closed. Guarded by the lock. */
  private final Map<K, Shared> shares = new HashMap<>();

  Shares(Opener<K, T> opener, Consumer<T> closer) {
    this.opener = opener;
    this.closer = closer;
  }

  /**
   * The thing of a key, opened if nobody has it open; to be given back by {@link #release}.
   *
   * @throws IOException if it cannot be opened; then there is nothing to give back
   */
  T acquire(K key) throws IOException {
    Shared before;
    Shared shared;
    lock.lock();
    try {
      before = shares.get(key);
      shared = before == null || before.users == 0 ? new Shared() : before;
      shares.put(key, shared);
      shared.users++;
    } finally {
      lock.unlock();
    }
    try {
      if (shared != before) {
        shared.open(key, before);
      }
      return shared.opened();
    } catch (IOException | RuntimeException e) {
      forget(key, shared);
      throw e;
    }
  }

  /** Gives back what was acquired; who does so last closes it. */
  void release(K key, T thing) {
    Shared last;
    lock.lock();
    try {
      last = shares.get(key);
      if (last == null || --last.users > 0) {
        return;
      }
    } finally {
      lock.unlock();
    }
    try {
      closer.accept(thing);
    } finally {
      last.closed.complete(null);
      forget(key, last);
    }
  }

  private void forget(K key, Shared shared) {
    lock.lock();
    try {
      shares.remove(key, shared);
    } finally {
      lock.unlock();
    }
  }

  /** A thing and how many use it. */
  private final class Shared {
    private final CompletableFuture<T> opening = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** Guarded by the lock of the shares. */
    private int users;

    /** Called once, by who made this. */
    void open(K key, @Nullable Shared before) {
      try {
        if (before != null) {
          before.closed.join();
        }
        opening.complete(opener.open(key));
      } catch (IOException | RuntimeException | Error e) {
        opening.completeExceptionally(e);
      }
    }

    T opened() throws IOException {
      try {
        return opening.join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
      }
    }
  }
}
