package com.heliosdb.edge.cache.testing;

import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Another region store with faults on demand. Faults are planned for one operation each, by script
 * or by chance from a seed, and may be changed at any time, from any thread; of several plans for
 * an operation the first that strikes counts, and a call that meets none goes through. Messages are
 * met twice: when they are published and when they are received.
 */
public final class FaultyRegionStore implements RegionStore {
  /** What can be made to fail. */
  public enum Operation {
    GENERATION,
    START_GENERATION,
    GET,
    PUT,
    PUBLISH,
    /** The delivery of one message to one subscriber of this store. */
    RECEIVE,
    SUBSCRIBE,
    CHECK,
    CLOSE
  }

  /** What can happen. */
  public enum Fault {
    /** The operation fails, and the inner store is not asked. */
    FAIL,
    /** The operation fails after the inner store did as it was told. */
    FAIL_AFTERWARDS,
    /** The call itself throws; breaks the contract. */
    THROW,
    /** Nothing happens until {@link #release()}, then the operation goes through. */
    HANG,
    /** The inner store does as it is told, but its answer arrives at {@link #release()}. */
    HANG_AFTERWARDS,
    /** The inner store is asked a while later; see {@link #delay}. */
    DELAY,
    /** A get finds nothing, a put lies that it stored, a message is dropped. */
    LOSE,
    /** A get answers a value with one bit flipped. */
    CORRUPT,
    /** A message arrives twice. */
    DUPLICATE,
    /** A message arrives after the next one, or at {@link #release()}. */
    REORDER
  }

  private static final Set<Fault> OF_ALL =
      EnumSet.of(
          Fault.FAIL,
          Fault.FAIL_AFTERWARDS,
          Fault.THROW,
          Fault.HANG,
          Fault.HANG_AFTERWARDS,
          Fault.DELAY);

  private static final Map<Operation, Set<Fault>> POSSIBLE = new EnumMap<>(Operation.class);

  static {
    for (Operation operation : Operation.values()) {
      POSSIBLE.put(operation, EnumSet.copyOf(OF_ALL));
    }
    POSSIBLE.get(Operation.GET).addAll(EnumSet.of(Fault.LOSE, Fault.CORRUPT));
    POSSIBLE.get(Operation.PUT).add(Fault.LOSE);
    POSSIBLE.get(Operation.PUBLISH).addAll(EnumSet.of(Fault.LOSE, Fault.DUPLICATE, Fault.REORDER));
    POSSIBLE.put(
        Operation.RECEIVE,
        EnumSet.of(Fault.LOSE, Fault.DUPLICATE, Fault.REORDER, Fault.HANG, Fault.DELAY));
    POSSIBLE.put(Operation.SUBSCRIBE, EnumSet.of(Fault.FAIL));
    POSSIBLE.put(Operation.CLOSE, EnumSet.of(Fault.FAIL, Fault.FAIL_AFTERWARDS));
  }

  /** One planned fault; {@code strikes} is asked once for each call that gets so far. */
  private record Plan(Fault fault, Duration delay, BooleanSupplier strikes) {}

  private final RegionStore inner;
  private final BiConsumer<Duration, Runnable> later;

  // The following are guarded by plans.
  private final Map<Operation, List<Plan>> plans = new EnumMap<>(Operation.class);
  private final Map<Operation, Long> calls = new EnumMap<>(Operation.class);
  private final List<Runnable> held = new ArrayList<>();
  private long hanging;
  private Runnable overtakenPublish;

  private final Semaphore hung = new Semaphore(0);
  private final Set<FaultySubscriber> subscribers = ConcurrentHashMap.newKeySet();

  /** Wraps a store; delays take real time. */
  public FaultyRegionStore(RegionStore inner) {
    this(
        inner,
        (delay, task) ->
            CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS).execute(task));
  }

  /**
   * Wraps a store; without a plan every call goes through.
   *
   * @param later runs a task after a delay
   */
  public FaultyRegionStore(RegionStore inner, BiConsumer<Duration, Runnable> later) {
    this.inner = inner;
    this.later = later;
  }

  /** From now on each call of this operation meets the fault. */
  public void plan(Operation operation, Fault fault) {
    plan(operation, fault, 0, Long.MAX_VALUE);
  }

  /**
   * The next {@code skip} calls go through, the {@code strikes} calls after them meet the fault.
   */
  public void plan(Operation operation, Fault fault, long skip, long strikes) {
    add(operation, new Plan(fault, Duration.ZERO, counted(skip, strikes)));
  }

  /** Calls of this operation meet the fault by chance, the same ones for the same seed. */
  public void planRandomly(Operation operation, Fault fault, double probability, long seed) {
    Random random = new Random(seed);
    add(operation, new Plan(fault, Duration.ZERO, () -> random.nextDouble() < probability));
  }

  /** The inner store is asked, or a message delivered, a while after each call. */
  public void delay(Operation operation, Duration delay) {
    add(operation, new Plan(Fault.DELAY, delay, () -> true));
  }

  /** Each call of each operation that can meet this fault meets it. */
  public void planAll(Fault fault) {
    for (Operation operation : Operation.values()) {
      if (POSSIBLE.get(operation).contains(fault)) {
        plan(operation, fault);
      }
    }
  }

  private static BooleanSupplier counted(long skip, long strikes) {
    long[] left = {skip, strikes};
    return () -> left[0]-- <= 0 && left[1]-- > 0;
  }

  private void add(Operation operation, Plan plan) {
    if (!POSSIBLE.get(operation).contains(plan.fault)) {
      throw new IllegalArgumentException(operation + " cannot meet " + plan.fault);
    }
    synchronized (plans) {
      plans.computeIfAbsent(operation, x -> new ArrayList<>()).add(plan);
    }
  }

  /** Calls of this operation go through again. */
  public void heal(Operation operation) {
    synchronized (plans) {
      plans.remove(operation);
    }
  }

  /** All calls go through again; what hangs is released. */
  public void heal() {
    synchronized (plans) {
      plans.clear();
    }
    release();
  }

  /** Lets what hangs go on, in order; later calls hang anew as long as that is planned. */
  public void release() {
    List<Runnable> released;
    synchronized (plans) {
      released = new ArrayList<>(held);
      held.clear();
      hanging = 0;
      if (overtakenPublish != null) {
        released.add(overtakenPublish);
        overtakenPublish = null;
      }
    }
    released.forEach(Runnable::run);
    subscribers.forEach(FaultySubscriber::releaseOvertaken);
  }

  /** The calls and messages that hang now. */
  public long hanging() {
    synchronized (plans) {
      return hanging;
    }
  }

  /** Waits until a call hangs; each call that hangs ends one wait. */
  public void awaitHanging() throws InterruptedException {
    hung.acquire();
  }

  /** The calls of this operation so far, faulty or not. */
  public long calls(Operation operation) {
    synchronized (plans) {
      return calls.getOrDefault(operation, 0L);
    }
  }

  /** Tells the subscribers of this store that they may have missed something. */
  public void interrupt() {
    subscribers.forEach(FaultySubscriber::interrupted);
  }

  @Override
  public CompletionStage<Long> generation() {
    return run(Operation.GENERATION, inner::generation);
  }

  @Override
  public CompletionStage<Long> startGeneration(long generation) {
    return run(Operation.START_GENERATION, () -> inner.startGeneration(generation));
  }

  @Override
  public CompletionStage<RegionRecord> get(long generation, RegionKey key) {
    Plan plan = meet(Operation.GET);
    if (strikes(plan, Fault.LOSE)) {
      return CompletableFuture.completedFuture(null);
    }
    CompletionStage<RegionRecord> result =
        run(Operation.GET, plan, () -> inner.get(generation, key));
    return strikes(plan, Fault.CORRUPT) ? result.thenApply(FaultyRegionStore::corrupt) : result;
  }

  @Override
  public CompletionStage<Outcome> putIfNewer(long generation, RegionKey key, RegionRecord record) {
    Plan plan = meet(Operation.PUT);
    return strikes(plan, Fault.LOSE)
        ? CompletableFuture.completedFuture(Outcome.STORED)
        : run(Operation.PUT, plan, () -> inner.putIfNewer(generation, key, record));
  }

  @Override
  public boolean broadcasts() {
    return inner.broadcasts();
  }

  @Override
  public CompletionStage<Void> publish(byte[] message) {
    Plan plan = meet(Operation.PUBLISH);
    if (strikes(plan, Fault.LOSE)) {
      return CompletableFuture.completedFuture(null);
    }
    if (strikes(plan, Fault.REORDER)) {
      Runnable before = overtaken(() -> inner.publish(message));
      runIfAny(before);
      return CompletableFuture.completedFuture(null);
    }
    CompletionStage<Void> result = run(Operation.PUBLISH, plan, () -> inner.publish(message));
    if (strikes(plan, Fault.DUPLICATE)) {
      result = result.thenCompose(x -> inner.publish(message));
    }
    runIfAny(overtaken(null));
    return result;
  }

  private Runnable overtaken(Runnable next) {
    synchronized (plans) {
      Runnable before = overtakenPublish;
      overtakenPublish = next;
      return before;
    }
  }

  @Override
  public Closeable subscribe(Subscriber subscriber) throws IOException {
    if (strikes(meet(Operation.SUBSCRIBE), Fault.FAIL)) {
      throw new IOException("planned fault: " + Operation.SUBSCRIBE);
    }
    FaultySubscriber faulty = new FaultySubscriber(subscriber);
    subscribers.add(faulty);
    Closeable subscription = inner.subscribe(faulty);
    return () -> {
      faulty.ended = true;
      subscribers.remove(faulty);
      subscription.close();
    };
  }

  @Override
  public CompletionStage<Void> check() {
    return run(Operation.CHECK, inner::check);
  }

  @Override
  public boolean linearizable() {
    return inner.linearizable();
  }

  @Override
  public void close() throws IOException {
    Plan plan = meet(Operation.CLOSE);
    if (!strikes(plan, Fault.FAIL)) {
      inner.close();
    }
    if (plan != null) {
      throw new IOException("planned fault: " + Operation.CLOSE);
    }
  }

  private <T> CompletionStage<T> run(Operation operation, Supplier<CompletionStage<T>> call) {
    return run(operation, meet(operation), call);
  }

  /** Does a call as planned, but for the faults that only one operation can meet. */
  private <T> CompletionStage<T> run(
      Operation operation, Plan plan, Supplier<CompletionStage<T>> call) {
    if (plan == null) {
      return call.get();
    }
    IOException fault = new IOException("planned fault: " + operation);
    CompletableFuture<T> result = new CompletableFuture<>();
    switch (plan.fault) {
      case FAIL -> result.completeExceptionally(fault);
      case FAIL_AFTERWARDS ->
          call.get().whenComplete((x, e) -> result.completeExceptionally(fault));
      case THROW -> throw new IllegalStateException(fault);
      case HANG -> hold(() -> pass(call.get(), result));
      case HANG_AFTERWARDS -> {
        CompletionStage<T> done = call.get();
        hold(() -> pass(done, result));
      }
      case DELAY -> later.accept(plan.delay, () -> pass(call.get(), result));
      default -> pass(call.get(), result);
    }
    return result;
  }

  private void hold(Runnable rest) {
    synchronized (plans) {
      held.add(rest);
      hanging++;
    }
    hung.release();
  }

  private static <T> void pass(CompletionStage<T> from, CompletableFuture<T> to) {
    from.whenComplete(
        (result, failure) -> {
          if (failure == null) {
            to.complete(result);
          } else {
            to.completeExceptionally(failure);
          }
        });
  }

  /** The plan this call meets, or null. */
  private Plan meet(Operation operation) {
    synchronized (plans) {
      calls.merge(operation, 1L, Long::sum);
      for (Plan plan : plans.getOrDefault(operation, List.of())) {
        if (plan.strikes.getAsBoolean()) {
          return plan;
        }
      }
      return null;
    }
  }

  private static boolean strikes(Plan plan, Fault fault) {
    return plan != null && plan.fault == fault;
  }

  private static void runIfAny(Runnable task) {
    if (task != null) {
      task.run();
    }
  }

  private static RegionRecord corrupt(RegionRecord record) {
    if (record == null || record.isTombstone() || record.value().length == 0) {
      return record;
    }
    byte[] value = record.value().clone();
    value[value.length / 2] ^= 0x10;
    return new RegionRecord(record.version(), record.expiresMillis(), value);
  }

  private final class FaultySubscriber implements Subscriber {
    private final Subscriber subscriber;
    // Guarded by this.
    private byte[] overtaken;
    volatile boolean ended;

    FaultySubscriber(Subscriber subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void received(byte[] message) {
      Plan plan = meet(Operation.RECEIVE);
      if (strikes(plan, Fault.LOSE)) {
        return;
      }
      if (strikes(plan, Fault.HANG)) {
        hold(() -> deliver(message));
      } else if (strikes(plan, Fault.DELAY)) {
        later.accept(plan.delay, () -> deliver(message));
      } else if (strikes(plan, Fault.REORDER)) {
        deliverIfAny(overtake(message));
      } else {
        deliver(message);
        if (strikes(plan, Fault.DUPLICATE)) {
          deliver(message);
        }
        releaseOvertaken();
      }
    }

    void releaseOvertaken() {
      deliverIfAny(overtake(null));
    }

    private synchronized byte[] overtake(byte[] next) {
      byte[] before = overtaken;
      overtaken = next;
      return before;
    }

    private void deliverIfAny(byte[] message) {
      if (message != null) {
        deliver(message);
      }
    }

    private void deliver(byte[] message) {
      if (!ended) {
        subscriber.received(message);
      }
    }

    @Override
    public void interrupted() {
      if (!ended) {
        subscriber.interrupted();
      }
    }
  }
}
