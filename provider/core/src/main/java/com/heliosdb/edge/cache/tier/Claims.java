package com.heliosdb.edge.cache.tier;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * The claims of one cache: keys reserved while a loader, writer, entry processor or expiry policy
 * runs for them. Other writers of such a key wait, plain reads do not. Claims are taken and looked
 * up under the stripe lock of their key and awaited outside it.
 *
 * <p>Before a thread waits it follows owner → awaited claim over all caches of the JVM; where its
 * wait would close a cycle, and where it would wait for itself, it fails with a message that names
 * the keys.
 *
 * <p>While the gate is shut a thread that holds no claim anywhere waits a second before it takes
 * one here, so that whoever waits for all claims to end comes to that. A thread inside user code
 * passes: others may wait for what it holds.
 */
final class Claims {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  // Who waits for which claim, over all caches; changed and walked under WAITS.
  private static final ReentrantLock WAITS = new ReentrantLock();
  private static final Map<Thread, Claim> AWAITED = new HashMap<>();
  // The number of claims each thread holds, and of loads without one that it runs; entries are
  // removed at zero.
  private static final Map<Thread, Integer> HELD = new ConcurrentHashMap<>();

  private final String cacheName;
  private final Stripes stripes;
  private final AtomicInteger count = new AtomicInteger();
  private final Duration patience;
  private final ReentrantLock gate = new ReentrantLock();
  private final Condition opened = gate.newCondition();
  // Who has shut the gate; changed under its lock.
  private final AtomicInteger shut = new AtomicInteger();
  // Guarded by the lock of the stripe; null until a key of the stripe is claimed.
  private final @Nullable Map<Object, Claim>[] byStripe = newMaps();

  Claims(String cacheName, Stripes stripes) {
    this(cacheName, stripes, PATIENCE);
  }

  Claims(String cacheName, Stripes stripes, Duration patience) {
    this.patience = patience;
    this.cacheName = cacheName;
    this.stripes = stripes;
  }

  @SuppressWarnings({
    "unchecked",
    "rawtypes"
  }) // arrays of a generic type cannot be created otherwise
  private static @Nullable Map<Object, Claim>[] newMaps() {
    return new Map[Stripes.COUNT];
  }

  /** Whether the calling thread is inside user code of any cache, with a claim or without. */
  static boolean heldByCurrentThread() {
    return !HELD.isEmpty() && HELD.containsKey(Thread.currentThread());
  }

  /** The calling thread goes into user code without a claim. */
  static void enterUserCode() {
    HELD.merge(Thread.currentThread(), 1, Integer::sum);
  }

  /** The calling thread leaves what it entered. */
  static void leaveUserCode() {
    HELD.computeIfPresent(Thread.currentThread(), (thread, held) -> held == 1 ? null : held - 1);
  }

  /** Reserves the key, waiting for whoever holds it. */
  Claim take(KeyRef key) {
    passGate();
    ReentrantLock lock = stripes.lock(key.stripe());
    for (; ; ) {
      Claim other;
      lock.lock();
      try {
        other = holder(key);
        if (other == null) {
          return put(key);
        }
      } finally {
        lock.unlock();
      }
      await(other);
    }
  }

  /**
   * Reserves all keys: all of them or, while another thread holds one, none, so that no order
   * matters.
   */
  List<Claim> takeAll(Collection<KeyRef> keys) {
    for (; ; ) {
      passGate();
      List<Claim> taken = new ArrayList<>(keys.size());
      Claim other = null;
      for (KeyRef key : keys) {
        other = takeOrHolder(key, taken);
        if (other != null) {
          break;
        }
      }
      if (other == null) {
        return taken;
      }
      taken.forEach(this::release);
      await(other);
    }
  }

  /** Keeps threads that hold no claim from taking one, until opened as often as shut. */
  void shutGate() {
    gate.lock();
    try {
      shut.incrementAndGet();
    } finally {
      gate.unlock();
    }
  }

  void openGate() {
    gate.lock();
    try {
      shut.decrementAndGet();
      opened.signalAll();
    } finally {
      gate.unlock();
    }
  }

  /**
   * Lets whoever waits for all claims go first, for a while only: user code that holds a claim may
   * itself wait for this thread.
   */
  private void passGate() {
    if (shut.get() == 0 || heldByCurrentThread()) {
      return;
    }
    gate.lock();
    try {
      long left = patience.toNanos();
      while (shut.get() > 0 && left > 0) {
        left = opened.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CacheException("Interrupted while cache '" + cacheName + "' is cleared", e);
    } finally {
      gate.unlock();
    }
  }

  private @Nullable Claim takeOrHolder(KeyRef key, List<Claim> taken) {
    ReentrantLock lock = stripes.lock(key.stripe());
    lock.lock();
    try {
      Claim other = holder(key);
      if (other == null) {
        taken.add(put(key));
      }
      return other;
    } finally {
      lock.unlock();
    }
  }

  /** Whoever holds the key, or null. Called under its stripe lock. */
  @Nullable Claim holder(KeyRef key) {
    return holder(key.key, key.stripe());
  }

  /** The same for a key of this stripe. */
  @Nullable Claim holder(Object key, int stripe) {
    if (count.get() == 0) {
      return null;
    }
    Map<Object, Claim> claims = byStripe[stripe];
    return claims == null ? null : claims.get(key);
  }

  /** Some claim of this stripe by another thread, or null. Called under its lock. */
  @Nullable Claim foreign(int stripe) {
    Map<Object, Claim> claims = count.get() == 0 ? null : byStripe[stripe];
    if (claims != null) {
      for (Claim claim : claims.values()) {
        if (claim.owner != Thread.currentThread()) {
          return claim;
        }
      }
    }
    return null;
  }

  void release(Claim claim) {
    int stripe = Stripes.of(Stripes.spread(claim.key.hashCode()));
    ReentrantLock lock = stripes.lock(stripe);
    lock.lock();
    try {
      Map<Object, Claim> claims = byStripe[stripe];
      if (claims != null) {
        claims.remove(claim.key);
        if (claims.isEmpty()) {
          byStripe[stripe] = null;
        }
      }
      count.decrementAndGet();
    } finally {
      lock.unlock();
    }
    HELD.computeIfPresent(claim.owner, (thread, held) -> held == 1 ? null : held - 1);
    claim.released.countDown();
  }

  /**
   * Waits until the claim is released.
   *
   * @throws CacheException if that would never happen, or the thread is interrupted
   */
  void await(Claim claim) {
    Thread self = Thread.currentThread();
    WAITS.lock();
    try {
      refuseCycle(claim, self);
      AWAITED.put(self, claim);
    } finally {
      WAITS.unlock();
    }
    try {
      claim.released.await();
    } catch (InterruptedException e) {
      self.interrupt();
      throw new CacheException("Interrupted while waiting for key " + claim, e);
    } finally {
      WAITS.lock();
      try {
        AWAITED.remove(self);
      } finally {
        WAITS.unlock();
      }
    }
  }

  private static void refuseCycle(Claim wanted, Thread self) {
    LinkedHashSet<Claim> path = new LinkedHashSet<>();
    // A claim released meanwhile holds up nobody, even if its waiter has not woken yet.
    for (Claim claim = wanted;
        claim != null && claim.released.getCount() > 0 && path.add(claim);
        claim = AWAITED.get(claim.owner)) {
      if (claim.owner == self) {
        throw new CacheException(
            path.size() == 1
                ? "The user code running for key "
                    + claim
                    + " changes or loads the same key through the cache; use the entry it was given instead"
                : "Waiting would never end: user code of several threads waits in a circle for the keys "
                    + path
                    + "; do not change or load other keys of the cache from a loader, writer or processor");
      }
    }
  }

  private Claim put(KeyRef key) {
    Claim claim = new Claim(key.key, cacheName);
    Map<Object, Claim> claims = byStripe[key.stripe()];
    if (claims == null) {
      claims = new HashMap<>();
      byStripe[key.stripe()] = claims;
    }
    claims.put(key.key, claim);
    count.incrementAndGet();
    HELD.merge(claim.owner, 1, Integer::sum);
    return claim;
  }
}
