package com.heliosdb.edge.cache.hazelcast;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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

  /** What nobody uses is being closed. Guarded by itself. */
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
    synchronized (shares) {
      before = shares.get(key);
      shared = before == null || before.users == 0 ? new Shared() : before;
      shares.put(key, shared);
      shared.users++;
    }
    try {
      if (shared != before) {
        shared.open(key, before);
      }
      return shared.opened();
    } catch (IOException | RuntimeException e) {
      synchronized (shares) {
        shares.remove(key, shared);
      }
      throw e;
    }
  }

  /** Gives back what was acquired; who does so last closes it. */
  void release(K key, T thing) {
    Shared last;
    synchronized (shares) {
      last = shares.get(key);
      if (last == null || --last.users > 0) {
        return;
      }
    }
    try {
      closer.accept(thing);
    } finally {
      last.closed.complete(null);
      synchronized (shares) {
        shares.remove(key, last);
      }
    }
  }

  /** A thing and how many use it. */
  private final class Shared {
    private final CompletableFuture<T> opening = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** Guarded by {@link Shares#shares}. */
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
