package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.codec.Codecs;
import com.heliosdb.edge.cache.config.RegionSettings;
import com.heliosdb.edge.cache.config.RegionSettings.OnFailure;
import com.heliosdb.edge.cache.expiry.TimeSource;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.stats.RegionCounters;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * L3: envelopes in a {@link RegionStore} that other nodes read and write too. Thread-safe. A read
 * waits no longer than the deadline, and a fault is a miss; what is written goes through {@link
 * RegionWrites}.
 *
 * <p>What cannot block a reader, messages of other nodes and what is to be made up for, is done by
 * one worker.
 */
final class RegionTier implements Region, RegionFeed.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(RegionTier.class);
  private static final Duration BETWEEN_NOTES = Duration.ofMinutes(1);
  private static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(5);

  private final RegionStore store;
  private final RegionCalls calls;
  private final RegionSettings settings;
  private final String cacheName;
  private final Codecs codecs;
  private final VersionFloor floor;
  private final RegionMemory memory;
  private final ExecutorService worker;
  private final TimeSource time;
  private final RegionCounters counters;
  private final Supplier<String> breaker;
  private final RegionFeed feed;
  private final BehindWrites behind;
  private final RegionGeneration generations;
  private final RegionWrites writes;
  private final MakingUp makingUp;
  private final Forewarning forewarning;
  private final RegionReads reads;
  private final AtomicBoolean returning = new AtomicBoolean();
  private final AtomicBoolean beating = new AtomicBoolean();
  private final List<TimeSource.Registration> schedules = new ArrayList<>();
  // Set by start(), before anything else is called.
  private @Nullable LocalCopies copies;

  // How often something may have been missed. Written by the worker and by start().
  private volatile long doubts = 1;

  // Whether what is on the heap has yet to be put in doubt. Written by the worker and by start().
  private volatile boolean heapInDoubt;

  // Something may have been missed for longer than removals are remembered.
  private volatile boolean longDoubt;
  private volatile long notedMillis;
  private volatile boolean closed;

  RegionTier(
      RegionStore store,
      RegionSettings settings,
      Duration patience,
      long node,
      String cacheName,
      Codecs codecs,
      VersionClock versions,
      VersionFloor floor,
      RegionMemory memory,
      ExecutorService worker,
      TimeSource time,
      RegionCounters counters,
      Supplier<String> breaker) {
    this.store = store;
    this.settings = settings;
    this.cacheName = cacheName;
    this.codecs = codecs;
    this.floor = floor;
    this.memory = memory;
    this.worker = worker;
    this.time = time;
    this.counters = counters;
    this.breaker = breaker;
    calls = new RegionCalls(cacheName, patience, time, counters, this::returned);
    feed = new RegionFeed(store, node, worker, time, counters, this);
    behind = new BehindWrites(cacheName, memory, codecs);
    generations =
        new RegionGeneration(store, calls, memory, versions, time, floor, this::generationBegan);
    writes =
        new RegionWrites(
            store,
            settings,
            node,
            cacheName,
            codecs,
            time,
            counters,
            calls,
            feed,
            behind,
            generations);
    makingUp =
        new MakingUp(writes, behind, generations, calls, worker, time, writes.mostUnderWay());
    forewarning = new Forewarning(writes, behind, feed);
    reads =
        new RegionReads(
            store,
            calls,
            codecs,
            floor,
            generations,
            behind,
            time,
            counters,
            () -> doubts,
            () -> closed);
  }

  @Override
  public boolean present() {
    return true;
  }

  @Override
  public String breaker() {
    return breaker.get();
  }

  @Override
  public RegionCounters counters() {
    return counters;
  }

  @Override
  public boolean aside() {
    return calls.aside();
  }

  @Override
  public void prepare(KeyRef key) {
    key.isEncodable(codecs);
  }

  private LocalCopies copies() {
    if (copies == null) {
      throw new IllegalStateException("not started");
    }
    return copies;
  }

  // ---------------------------------------------------------------- reads

  @Override
  public Question ask(KeyRef key) {
    return reads.ask(key);
  }

  @Override
  public RegionAnswer spare() {
    return reads.spare();
  }

  @Override
  public int mostUnderWay() {
    return writes.mostUnderWay();
  }

  @Override
  public boolean admits(KeyRef key, RegionAnswer answer) {
    return reads.admits(key, answer);
  }

  @Override
  public boolean holds(KeyRef key, RegionAnswer answer) {
    return reads.holds(key, answer);
  }

  @Override
  public boolean certain(RegionAnswer answer) {
    return reads.certain(answer);
  }

  @Override
  public long stamp() {
    return floor.stamp();
  }

  @Override
  public boolean isOvertaken(KeyRef key, long version, long stamp) {
    return outdates(version)
        || (key.isEncodable(codecs) && !floor.admits(key.hash(codecs), version, stamp));
  }

  @Override
  public boolean isUnmoved(KeyRef key, long stamp) {
    return !key.isEncodable(codecs) || floor.isUnmoved(key.hash(codecs), stamp);
  }

  @Override
  public void raise(KeyRef key, long version) {
    if (key.isEncodable(codecs)) {
      floor.raise(key.hash(codecs), version);
    }
  }

  @Override
  public boolean outdates(long version) {
    return version < generations.horizon();
  }

  @Override
  public boolean toleratesStale() {
    if (isTooStale()) {
      return false;
    }
    // It is served at the speed of the heap, for as long as it cannot be compared.
    copies().promoteSuspects();
    return true;
  }

  private boolean isTooStale() {
    return time.nanos() - calls.contactNanos() > settings.maxStale().toNanos();
  }

  @Override
  public boolean toleratesUnknown() {
    return !longDoubt;
  }

  @Override
  public void checked() {
    counters.suspectsChecked.increment();
  }

  // ---------------------------------------------------------------- writes

  @Override
  public Writing begin(List<RegionWrite> list) {
    return writes.begin(list);
  }

  // ---------------------------------------------------------------- the whole cache

  @Override
  public void clear(long generation) {
    generations.begin(generation);
    behind.forget();
  }

  @Override
  public @Nullable CacheException awaitClear() {
    try {
      generations.start();
      behind.settle(generations::isPending);
      return null;
    } catch (RegionFault e) {
      if (settings.onFailure() == OnFailure.FAIL) {
        return new CacheException(
            "This node was cleared, but the region of cache '"
                + cacheName
                + "' did not answer ("
                + e.getMessage()
                + "): other nodes may still have what was in it; clear again when it works",
            e);
      }
      behind.note();
      return null;
    }
  }

  /** The generation in force is a newer one. Called outside locks. */
  private void generationBegan(long horizon) {
    feed.tell(generations.current());
    submit(() -> copies().dropOlder(horizon));
  }

  // ---------------------------------------------------------------- what other nodes tell

  @Override
  public void invalidated(byte[] encodedKey, long version, long generation) {
    generations.observe(version);
    if (generation < generations.current()) {
      // Void by now, as everything it could invalidate.
      return;
    }
    try {
      copies().invalidate(encodedKey, version);
    } catch (IOException | RuntimeException e) {
      if (!closed) {
        // No key of this node, whose classes may be others.
        counters.tier.faults.increment();
        LOG.debug("An invalidation for cache '{}' has no key that is known here", cacheName, e);
      }
    }
  }

  @Override
  public void generation(long told) {
    if (told > generations.latest()) {
      generations.learn(told);
    }
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // by the worker, and before there is one
  public void doubt(long forNanos) {
    if (forNanos > settings.tombstoneTtl().toNanos()) {
      longDoubt = true;
    }
    doubts++;
    heapInDoubt = true;
    copies().distrust();
    settleDoubt();
  }

  /**
   * Puts what is on the heap in doubt where it can be compared with the region, or is too old to be
   * served without that. While the region is away the heap is left alone. What the region lacks
   * stays: it is compared when it is made up for, and may be the only copy.
   */
  private void settleDoubt() {
    boolean all = heapInDoubt;
    if ((!all && !copies().promotesSuspects()) || (!answers() && !isTooStale())) {
      return;
    }
    heapInDoubt = false;
    boolean tooStale = isTooStale();
    try {
      copies().clearHeapOfDoubt(all, key -> !tooStale && behind.contains(key));
    } catch (RuntimeException e) {
      if (!closed) {
        LOG.warn("Entries of cache '{}' in doubt could not all be marked", cacheName, e);
      }
    }
  }

  private boolean answers() {
    if (calls.aside()) {
      generations.askAgain();
    }
    return generations.inForce(doubts) && !calls.aside();
  }

  // ---------------------------------------------------------------- time

  private void tick() {
    if (beating.compareAndSet(false, true) && !submit(this::beat)) {
      beating.set(false);
    }
  }

  private boolean submit(Runnable task) {
    try {
      worker.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  private void beat() {
    beating.set(false);
    if (closed) {
      return;
    }
    if (store.broadcasts() && feed.connected() && !calls.aside()) {
      // A node that finds all it needs on its heap is in touch all the same.
      calls.touched();
    }
    feed.beat(generations.current());
    makeUp();
    settleDoubt();
    note();
  }

  /** The region answers again: what it lacks need not wait for the next sign of life. */
  private void returned() {
    if ((!behind.isEmpty() || generations.isPending()) && returning.compareAndSet(false, true)) {
      try {
        // A moment later: whoever has the answer may be in the middle of asking for more.
        time.after(Duration.ZERO, this::makeUpAfterReturn);
      } catch (RuntimeException e) {
        // The clock is closed: there is no later.
        returning.set(false);
      }
    }
  }

  private void makeUpAfterReturn() {
    returning.set(false);
    submit(this::makeUp);
  }

  @Override
  public void reachable() {
    behind.forgetOlder(generations.horizon());
    forewarning.begin();
    makeUp();
  }

  /** Brings the region up to date as far as it answers. */
  private void makeUp() {
    try {
      generations.start();
    } catch (RegionFault e) {
      return;
    }
    if (!closed && generations.inForce(doubts)) {
      makingUp.begin();
    }
  }

  /** Notes when the region was last in touch, for the next start. */
  private void note() {
    long now = time.millis();
    if (memory.isDurable() && now - notedMillis >= BETWEEN_NOTES.toMillis()) {
      notedMillis = now;
      noteContact(now);
    }
  }

  private void noteContact(long nowMillis) {
    long since = TimeUnit.NANOSECONDS.toMillis(time.nanos() - calls.contactNanos());
    try {
      memory.contactMillis(nowMillis - since);
    } catch (IOException e) {
      // Then a restart trusts the disk a little less.
      LOG.debug("The last contact of cache '{}' could not be noted", cacheName, e);
    }
  }

  // ---------------------------------------------------------------- the beginning and the end

  @Override
  public void start(LocalCopies of) {
    copies = of;
    writes.start(of);
    long away = time.millis() - memory.contactMillis();
    longDoubt = memory.generation() != 0 && away > settings.tombstoneTtl().toMillis();
    if (memory.contactMillis() != 0) {
      // What is served while the region is away has a bound that no restart moves.
      calls.lastTouched(Duration.ofMillis(Math.max(0, away)));
    }
    notedMillis = time.millis();
    if (behind.recall()) {
      generations.observe(behind.latest());
    } else {
      generations.restart();
    }
    try {
      feed.open();
    } catch (IOException | RuntimeException e) {
      throw new CacheException(
          "The region of cache '" + cacheName + "' cannot be listened to: " + e.getMessage(), e);
    }
    schedules.add(time.every(settings.heartbeat(), this::tick));
    if (!store.broadcasts()) {
      schedules.add(time.every(settings.maxStaleness(), () -> submit(() -> doubt(0))));
    }
    makeUp();
    calls.settle(worker);
  }

  @Override
  public void stop() {
    schedules.forEach(TimeSource.Registration::close);
    makeUpForGood();
    if (memory.isDurable()) {
      noteContact(time.millis());
    }
    try {
      feed.close(generations.current());
    } catch (IOException | RuntimeException e) {
      LOG.debug("The subscription of cache '{}' was not closed cleanly", cacheName, e);
    }
    closed = true;
    writes.close();
    calls.end(worker);
    behind.close();
  }

  /** What is left in the end, the next start makes up for; without a disk nobody remembers it. */
  private void makeUpForGood() {
    makeUp();
    makingUp.settle(PATIENCE_AT_THE_END);
    if (!behind.isEmpty() && !memory.isDurable()) {
      generations.restart();
      behind.forget();
      makeUp();
    }
  }

  @Override
  public void close() {
    closed = true;
    writes.close();
    try {
      store.close();
    } catch (IOException | RuntimeException e) {
      LOG.warn("The region store of cache '{}' was not closed cleanly", cacheName, e);
    }
  }

  @Override
  public void destroy() {
    try {
      generations.restart();
      generations.start();
      behind.forget();
      behind.settle(generations::isPending);
      memory.delete();
    } catch (RegionFault | IOException e) {
      behind.note();
      if (!memory.isDurable()) {
        throw new CacheException(
            "The region did not answer when cache '"
                + cacheName
                + "' was destroyed: what it holds may come back with a new cache of that name;"
                + " create and destroy it again when the region works",
            e);
      }
    } finally {
      close();
    }
  }
}
