package com.heliosdb.edge.cache.jcache;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one stripe on their way to the listeners. One thread at a time, the drainer, tells
 * listeners, in the order the changes were added; every listener sees the changes in that order.
 * Thread-safe; the lock is never held while a listener runs.
 *
 * <p>A thread that may not wait (it is inside a listener, or holds a claim) abandons its change to
 * the drainer there is. If it is the drainer itself, it goes on draining from inside the listener:
 * first the rest of the change that listener was told of, so that the order holds for the listeners
 * after it, too.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class ChangeQueue<K, V> {
  private final Supplier<? extends Cache<K, V>> cache;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // The following, and all changes in the queue, are guarded by lock.
  private final Queue<EntryChange<K, V>> changes = new ArrayDeque<>();
  private @Nullable Thread drainer;
  private int waiting;
  private int abandoned;

  ChangeQueue(Supplier<? extends Cache<K, V>> cache) {
    this.cache = cache;
  }

  /** Adds a change. */
  void add(EntryChange<K, V> change) {
    lock.lock();
    try {
      changes.add(change);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Delivers the changes up to this one.
   *
   * @param mayWait whether the calling thread can wait for another one that drains
   * @return what synchronous listeners threw for this change, as far as they have been told: if the
   *     thread cannot wait, others are told later, and what they throw is logged
   */
  @Nullable Throwable deliver(EntryChange<K, V> change, boolean mayWait) {
    lock.lock();
    try {
      // A thread that was woken may be the one the last drainer left the abandoned changes to.
      while (!change.isDone() || (drainer == null && waiting == 0 && abandoned > 0)) {
        if (drainer == null || drainer == Thread.currentThread()) {
          drain(change);
        } else if (mayWait) {
          waiting++;
          changed.awaitUninterruptibly();
          waiting--;
        } else {
          change.abandon();
          abandoned++;
          break;
        }
      }
      return change.failure();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Drains until this change is done; then, unless a waiting thread takes over, what others have
   * abandoned.
   */
  private void drain(EntryChange<K, V> change) {
    boolean outermost = drainer == null;
    drainer = Thread.currentThread();
    try {
      while (!change.isDone() || (outermost && waiting == 0 && abandoned > 0)) {
        tellNext();
      }
    } finally {
      if (outermost) {
        drainer = null;
        changed.signalAll();
      }
    }
  }

  private void tellNext() {
    EntryChange<K, V> head = Objects.requireNonNull(changes.peek());
    UserListener<K, V> listener = head.next();
    if (head.isUnderWay()) {
      changes.remove();
    }
    Throwable thrown;
    lock.unlock();
    try {
      thrown = listener.tell(head.eventFor(listener, cache.get()));
    } catch (Throwable e) {
      thrown = e;
    } finally {
      lock.lock();
    }
    boolean somebodyKnows = head.returned(thrown);
    if (head.isDone()) {
      if (head.isAbandoned()) {
        abandoned--;
      }
      changed.signalAll();
    }
    if (thrown != null && !somebodyKnows) {
      lock.unlock();
      try {
        listener.logFailure(thrown);
      } finally {
        lock.lock();
      }
    }
  }
}
