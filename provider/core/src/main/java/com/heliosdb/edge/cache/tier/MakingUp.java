package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.expiry.TimeSource;
import com.heliosdb.edge.cache.spi.RegionStore.Outcome;
import com.heliosdb.edge.cache.spi.Version;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Gives the region what it lacks, in passes over the keys behind. Thread-safe.
 *
 * <p>Several writes are under way at a time, and whichever is answered makes room for the next, so
 * that a slow one holds up no other. How many there are the region decides: one more for each that
 * it takes, half as many for each that it does not answer. What is not answered ends the pass too.
 * If the region took anything in it, the next pass begins at once; if not, when it is asked for.
 *
 * <p>The worker does this in short steps, of which none waits for a write: it hears other nodes in
 * between.
 */
final class MakingUp {
  private final RegionWrites writes;
  private final BehindWrites behind;
  private final RegionGeneration generations;
  private final RegionCalls calls;
  private final Executor worker;
  private final TimeSource time;
  private final int most;

  // Passes are made for as long as it is not null; completed when there is no more to do now.
  private final AtomicReference<@Nullable CompletableFuture<Void>> run = new AtomicReference<>();
  private final Queue<Attempt> answered = new ConcurrentLinkedQueue<>();
  // Reasons for a step since the last one began: there is at most one at a time.
  private final AtomicInteger reasons = new AtomicInteger();

  // The rest is used by steps only.
  private final Set<Attempt> underWay = new LinkedHashSet<>();
  private @Nullable Pass pass;
  private int allowed = 1;
  // Writes since the generation was last asked for that were rejected: maybe for a new one.
  private int rejections;

  /**
   * Makes up for what is behind.
   *
   * @param most writes under way at a time; at least 1
   */
  MakingUp(
      RegionWrites writes,
      BehindWrites behind,
      RegionGeneration generations,
      RegionCalls calls,
      Executor worker,
      TimeSource time,
      int most) {
    this.writes = writes;
    this.behind = behind;
    this.generations = generations;
    this.calls = calls;
    this.worker = worker;
    this.time = time;
    this.most = most;
  }

  /** One way through the keys behind. */
  private static final class Pass {
    final Iterator<Map.Entry<KeyRef, Version>> keys;
    boolean over;
    // Whether another one is worth while.
    boolean again;

    Pass(Iterator<Map.Entry<KeyRef, Version>> keys) {
      this.keys = keys;
    }
  }

  /** One write under way. */
  private final class Attempt {
    final RegionWrite write;
    final Version version;
    final long generation;
    final long startNanos = time.nanos();
    final CompletableFuture<Outcome> answer = new CompletableFuture<>();

    Attempt(RegionWrite write, Version version, long generation) {
      this.write = write;
      this.version = version;
      this.generation = generation;
    }

    void answered(@Nullable Outcome outcome, @Nullable Throwable failure) {
      boolean first =
          outcome == null
              ? answer.completeExceptionally(
                  failure == null
                      ? new IllegalStateException("no outcome")
                      : RegionFault.causeOf(failure))
              : answer.complete(outcome);
      if (first) {
        answered.add(this);
        wake();
      }
    }

    void giveUp() {
      answered(null, new TimeoutException("given up"));
    }
  }

  /** Sees to it that a pass is under way. */
  void begin() {
    if (run.get() == null) {
      run.compareAndSet(null, new CompletableFuture<>());
    }
    wake();
  }

  /** Waits until there is no more to do, or not now, but no longer than that. */
  void settle(Duration longest) {
    CompletableFuture<Void> current = run.get();
    if (current != null) {
      calls.settle(current, longest);
    }
  }

  private void wake() {
    if (reasons.getAndIncrement() == 0) {
      submit();
    }
  }

  private void submit() {
    try {
      worker.execute(this::steps);
    } catch (RejectedExecutionException e) {
      // Too much at once, or the end: whoever asks next has it go on.
      reasons.set(0);
    }
  }

  private void steps() {
    int known = reasons.get();
    try {
      step();
    } finally {
      if (reasons.addAndGet(-known) != 0) {
        submit();
      }
    }
  }

  private void step() {
    if (run.get() == null) {
      return;
    }
    Pass current = pass;
    if (current == null) {
      behind.forgetOlder(generations.horizon());
      current = new Pass(behind.iterator());
      pass = current;
    }
    giveUpOnLate();
    for (Attempt next = answered.poll(); next != null; next = answered.poll()) {
      underWay.remove(next);
      settle(current, next);
    }
    fill(current);
    if (rejections >= most || (rejections > 0 && isOver(current))) {
      rejections = 0;
      generations.askAgain();
    }
    if (isOver(current)) {
      pass = null;
      end(current.again);
    }
  }

  private boolean isOver(Pass current) {
    return current.over && underWay.isEmpty();
  }

  private void end(boolean again) {
    if (behind.isEmpty()) {
      behind.settle(generations::isPending);
    } else if (again) {
      wake();
      return;
    }
    CompletableFuture<Void> ended = run.getAndSet(null);
    if (ended != null) {
      ended.complete(null);
    }
  }

  /** A store has deadlines; what it forgets to answer must not take up room for ever. */
  private void giveUpOnLate() {
    long now = time.nanos();
    for (Attempt each : underWay) {
      if (!calls.isLate(now - each.startNanos)) {
        return;
      }
      each.giveUp();
    }
  }

  private void fill(Pass current) {
    while (!current.over && underWay.size() < allowed) {
      // Before the version, which is of no later generation then.
      long generation = generations.current();
      if (!current.keys.hasNext()) {
        current.over = true;
        return;
      }
      Map.Entry<KeyRef, Version> next = current.keys.next();
      Version version = next.getValue();
      if (generation != generations.current()) {
        current.again = true;
      } else if (version.clock() >= generations.horizon() && writes.mayMakeUpFor(version)) {
        attempt(current, writes.lacking(next.getKey(), version.clock()), version, generation);
      }
    }
  }

  private void attempt(Pass current, RegionWrite write, Version version, long generation) {
    CompletionStage<Outcome> stage = writes.begin(write, version.node(), generation);
    if (stage == null) {
      current.over = true;
      return;
    }
    Attempt made = new Attempt(write, version, generation);
    underWay.add(made);
    stage.whenComplete(made::answered);
  }

  private void settle(Pass current, Attempt made) {
    try {
      if (!writes.taken(made.write, calls.await("write", made.answer))) {
        rejections++;
      }
      current.again = true;
      allowed = Math.min(most, allowed + 1);
    } catch (RegionFault e) {
      if (!e.isAnswer()) {
        current.over = true;
        allowed = Math.max(1, allowed / 2);
      } else if (made.write.record() != null) {
        // Refused for what it is, it must at least not keep others from reading what is older.
        RegionWrite gone = new RegionWrite(made.write.key(), made.write.version(), null, false);
        attempt(current, gone, made.version, made.generation);
      }
    }
  }
}
