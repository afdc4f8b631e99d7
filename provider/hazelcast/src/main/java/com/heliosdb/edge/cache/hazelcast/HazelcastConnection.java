package com.heliosdb.edge.cache.hazelcast;

import com.hazelcast.cache.HazelcastCacheManager;
import com.hazelcast.cache.ICache;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.CacheConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleListener;
import com.hazelcast.ringbuffer.Ringbuffer;
import com.heliosdb.edge.cache.hazelcast.HazelcastOptions.Link;
import java.io.IOException;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * One Hazelcast instance, shared by the stores with equal links. Thread-safe.
 *
 * <p>What Hazelcast offers as blocking calls only (making and destroying its objects, finding the
 * end of a ring buffer) is done on threads of our own, so that a cluster that hangs holds up nobody
 * else: one for caches, which makes each once however many stores ask, and two for ring buffers.
 */
final class HazelcastConnection {
  /** What happened to the cluster as seen from here. */
  enum Disturbance {
    /** A member came or went: the ring buffer may have lost its newest messages. */
    MEMBERSHIP,
    /** We were away, or the cluster was: anything may be lost. */
    RECONNECTED
  }

  /** Is told of disturbances; quick. */
  interface Listener {
    void disturbed(Disturbance what);
  }

  private static final Shares<Link, HazelcastConnection> OPEN =
      new Shares<>(HazelcastConnection::new, HazelcastConnection::shutDown);

  private final Link link;
  private final Set<Listener> listeners = new CopyOnWriteArraySet<>();
  private final CompletableFuture<Void> firstContact = new CompletableFuture<>();
  private final ScheduledThreadPoolExecutor cacheWorker = worker(1);
  private final ScheduledThreadPoolExecutor ringWorker = worker(2);
  private final Instances.Started started;

  /** What the workers are to complete; at the end those of tasks that never ran are among them. */
  private final ConcurrentMap<Callable<?>, CompletableFuture<?>> waiting =
      new ConcurrentHashMap<>();

  /**
   * Goes on when an answer is there: on a client's own thread, but not on a member's, which may ask
   * nothing further.
   */
  private final Executor answers;

  private final @Nullable UUID lifecycleListener;
  private final UUID membershipListener;

  private HazelcastConnection(Link link) throws IOException {
    this.link = link;
    Lifecycle lifecycle = new Lifecycle();
    started = Instances.start(link, lifecycle);
    answers = started.client() ? Runnable::run : pool();
    HazelcastInstance instance = started.instance();
    lifecycleListener =
        started.ours() ? null : instance.getLifecycleService().addLifecycleListener(lifecycle);
    membershipListener = instance.getCluster().addMembershipListener(new Membership());
    if (!started.connects()) {
      firstContact.complete(null);
    }
    var unused = firstContact.orTimeout(link.timeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * The connection for a link, opened if nobody has it open; to be given back by {@link #release}.
   *
   * @throws IOException if the instance cannot be started, whatever the cluster does
   */
  static HazelcastConnection acquire(Link link) throws IOException {
    return OPEN.acquire(link);
  }

  /** Gives it back; who does so last shuts the instance down. */
  void release() {
    OPEN.release(link, this);
  }

  private void shutDown() {
    cacheWorker.shutdownNow();
    ringWorker.shutdownNow();
    waiting.values().forEach(HazelcastConnection::abandon);
    HazelcastInstance instance = started.instance();
    if (started.ours()) {
      instance.shutdown();
    } else if (lifecycleListener != null && instance.getLifecycleService().isRunning()) {
      instance.getLifecycleService().removeLifecycleListener(lifecycleListener);
      instance.getCluster().removeMembershipListener(membershipListener);
    }
    boolean interrupted = false;
    try {
      long millis = link.timeout().toMillis();
      cacheWorker.awaitTermination(millis, TimeUnit.MILLISECONDS);
      ringWorker.awaitTermination(millis, TimeUnit.MILLISECONDS);
      if (answers instanceof ExecutorService pool) {
        pool.shutdown();
        pool.awaitTermination(millis, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Starts a call of Hazelcast's that does not block. */
  <T> CompletableFuture<T> call(Supplier<? extends CompletionStage<T>> call) {
    return Futures.of(answers, call);
  }

  void listen(Listener listener) {
    listeners.add(listener);
  }

  void ignore(Listener listener) {
    listeners.remove(listener);
  }

  /** Makes a cache with this configuration unless the cluster has it. */
  CompletableFuture<ICache<byte[], byte[]>> cache(CacheConfig<byte[], byte[]> config) {
    return on(
        cacheWorker,
        () -> {
          HazelcastCacheManager manager = started.caches();
          // What is known here may be gone in the cluster; making it anew keeps what is there.
          manager.removeCache(config.getName(), false);
          return unwrapped(manager.createCache(config.getName(), config));
        });
  }

  @SuppressWarnings("unchecked")
  private static ICache<byte[], byte[]> unwrapped(Cache<byte[], byte[]> cache) {
    return (ICache<byte[], byte[]>) cache.unwrap(ICache.class);
  }

  /** Removes a cache and all it holds from the cluster, if it is there. */
  CompletableFuture<Void> destroy(String cache) {
    return on(
        cacheWorker,
        () -> {
          HazelcastCacheManager manager = started.caches();
          if (manager.getCache(cache) != null) {
            manager.destroyCache(cache);
          }
          return null;
        });
  }

  CompletableFuture<Ringbuffer<byte[]>> ring(String name) {
    return on(ringWorker, () -> started.instance().getRingbuffer(name));
  }

  /** The sequence that the next message in a ring buffer will have. */
  CompletableFuture<Long> end(Ringbuffer<byte[]> ring) {
    return on(ringWorker, () -> ring.tailSequence() + 1);
  }

  /** Does something quick after a while, unless the connection is closed by then. */
  void later(long millis, Runnable task) {
    try {
      var unused = ringWorker.schedule(task, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // Closed: there is no later.
    }
  }

  /**
   * In a client that has not been connected yet, waits for that for as long as the timeout says.
   */
  private <T> CompletableFuture<T> on(ExecutorService worker, Callable<T> blocking) {
    CompletableFuture<T> result =
        firstContact.handleAsync((connected, late) -> result(blocking), worker);
    waiting.put(blocking, result);
    var unused = result.whenComplete((value, failure) -> waiting.remove(blocking));
    if (worker.isShutdown()) {
      // The end may have come before this one was among those that wait.
      abandon(result);
    }
    return result;
  }

  private static void abandon(CompletableFuture<?> result) {
    result.completeExceptionally(closed());
  }

  static IOException closed() {
    return new IOException("The region store is closed");
  }

  private static <T> T result(Callable<T> blocking) {
    try {
      return blocking.call();
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  private void disturbed(Disturbance what) {
    for (Listener listener : listeners) {
      listener.disturbed(what);
    }
  }

  /** What comes after the pool has ended still gets its answer. */
  private static ExecutorService pool() {
    int threads = Runtime.getRuntime().availableProcessors();
    return new ThreadPoolExecutor(
        threads,
        threads,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        HazelcastConnection::thread,
        (late, pool) -> late.run());
  }

  private static ScheduledThreadPoolExecutor worker(int threads) {
    ScheduledThreadPoolExecutor worker =
        new ScheduledThreadPoolExecutor(threads, HazelcastConnection::thread);
    worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return worker;
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "edge-cache-hazelcast");
    thread.setDaemon(true);
    return thread;
  }

  private final class Lifecycle implements LifecycleListener {
    @Override
    public void stateChanged(LifecycleEvent event) {
      switch (event.getState()) {
        case CLIENT_CONNECTED, MERGED, MERGE_FAILED -> {
          firstContact.complete(null);
          disturbed(Disturbance.RECONNECTED);
        }
        default -> {
          // Nothing is known to be lost yet.
        }
      }
    }
  }

  private final class Membership implements MembershipListener {
    @Override
    public void memberAdded(MembershipEvent event) {
      disturbed(Disturbance.MEMBERSHIP);
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
      disturbed(Disturbance.MEMBERSHIP);
    }
  }
}
