package com.heliosdb.edge.cache.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.spi.RegionStore.Outcome;
import com.heliosdb.edge.cache.spi.RegionStore.Subscriber;
import com.heliosdb.edge.cache.spi.Version;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every region store does while nothing fails. A new store passes by extending this class, or
 * {@link BroadcastingRegionStoreContractTest} if it broadcasts. Each test has a region of its own.
 */
public abstract class RegionStoreContractTest {
  /** The cache of {@link #store} and {@link #other}. */
  protected static final String CACHE = "orders";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration STEP = Duration.ofMillis(5);

  /** The region of this test. */
  protected final String region = "contract-" + UUID.randomUUID();

  /** The store of one node. */
  protected RegionStore store;

  /** The store of the same cache on another node. */
  protected RegionStore other;

  private final List<RegionStore> opened = new ArrayList<>();

  /** Opens the store of a cache as a node of its own does, with room for 1 GiB. */
  protected abstract RegionStore open(String region, String cache) throws Exception;

  /** Puts bytes in place of a record, behind the back of the stores. */
  protected abstract void overwrite(
      String region, String cache, long generation, RegionKey key, byte[] bytes) throws Exception;

  /** How many records of this generation the service holds, read or not. */
  protected abstract long held(String region, String cache, long generation) throws Exception;

  /** The clock by which records expire, in milliseconds since the epoch. */
  protected long millis() {
    return System.currentTimeMillis();
  }

  /** Lets time pass while a test waits: moves a clock that stands still, else waits as long. */
  protected void pass(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }

  /** How often each of six threads writes in the tests of concurrency. */
  protected int writesPerThread() {
    return 100;
  }

  @BeforeEach
  void openTwoNodes() throws Exception {
    store = openTracked(region, CACHE);
    other = openTracked(region, CACHE);
  }

  @AfterEach
  void closeAll() throws IOException {
    for (RegionStore each : opened) {
      each.close();
    }
  }

  /** Opens a store that is closed after the test. */
  protected final RegionStore openTracked(String ofRegion, String cache) throws Exception {
    RegionStore each = open(ofRegion, cache);
    opened.add(each);
    return each;
  }

  @Test
  void knows_nothing_of_what_was_never_put() throws Exception {
    assertThat(done(store.get(0, key("a")))).isNull();
  }

  @Test
  void gives_back_what_was_put_on_every_node() throws Exception {
    RegionRecord record = new RegionRecord(version(7, 3), millis() + 3_600_000, bytes("value"));
    assertThat(done(store.putIfNewer(0, key("a"), record))).isEqualTo(Outcome.STORED);
    assertThat(done(store.get(0, key("a")))).isEqualTo(record);
    assertThat(done(other.get(0, key("a")))).isEqualTo(record);
    assertThat(done(other.get(0, key("b")))).isNull();
  }

  @Test
  void replaces_by_a_newer_one() throws Exception {
    put(store, "a", value(1, "a rather long first value"));
    put(other, "a", value(2, "2"));
    put(store, "a", value(3, "the third, longer again"));
    assertThat(done(other.get(0, key("a")))).isEqualTo(value(3, "the third, longer again"));
  }

  @Test
  void rejects_an_older_one_and_keeps_the_newer() throws Exception {
    put(store, "a", value(2, "newer"));
    assertThat(done(other.putIfNewer(0, key("a"), value(1, "older")))).isEqualTo(Outcome.REJECTED);
    assertThat(done(store.get(0, key("a")))).isEqualTo(value(2, "newer"));
  }

  @Test
  void rejects_the_second_of_two_writes_with_one_clock() throws Exception {
    RegionRecord first = new RegionRecord(version(5, 8), RegionRecord.NEVER, bytes("first"));
    put(store, "a", first);
    for (long node : new long[] {7, 9, -1}) {
      RegionRecord second = new RegionRecord(version(5, node), RegionRecord.NEVER, bytes("second"));
      assertThat(done(other.putIfNewer(0, key("a"), second))).isEqualTo(Outcome.REJECTED);
    }
    assertThat(done(store.get(0, key("a")))).isEqualTo(first);
  }

  @Test
  void orders_by_the_whole_clock_without_sign() throws Exception {
    List<Long> ascending =
        List.of(0L, 1L, 1L << 31, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, -2L, -1L);
    for (long clock : ascending) {
      put(store, "up", value(clock, "at " + clock));
    }
    put(store, "down", value(-1, "last"));
    for (long clock : ascending.subList(0, ascending.size() - 1)) {
      assertThat(done(store.putIfNewer(0, key("down"), value(clock, "x"))))
          .isEqualTo(Outcome.REJECTED);
    }
    assertThat(done(store.get(0, key("up")))).isEqualTo(value(-1, "at -1"));
    assertThat(done(store.get(0, key("down")))).isEqualTo(value(-1, "last"));
  }

  @Test
  void confirms_a_retry_of_the_very_same_version() throws Exception {
    put(store, "a", value(1, "once"));
    put(store, "a", value(1, "once"));
    put(other, "a", value(1, "once"));
    assertThat(done(store.get(0, key("a")))).isEqualTo(value(1, "once"));
    put(other, "a", value(2, "newer"));
    assertThat(done(store.putIfNewer(0, key("a"), value(1, "once")))).isEqualTo(Outcome.REJECTED);
    assertThat(done(store.get(0, key("a")))).isEqualTo(value(2, "newer"));
  }

  @Test
  void holds_a_tombstone_as_it_holds_a_value() throws Exception {
    RegionRecord removed = RegionRecord.tombstone(version(5, 1), millis() + 3_600_000);
    put(store, "a", value(4, "value"));
    put(store, "a", removed);
    assertThat(done(other.get(0, key("a")))).isEqualTo(removed);
    assertThat(done(other.putIfNewer(0, key("a"), value(4, "late")))).isEqualTo(Outcome.REJECTED);
    put(store, "a", removed);
    put(other, "a", value(6, "anew"));
    assertThat(done(store.get(0, key("a")))).isEqualTo(value(6, "anew"));
  }

  @Test
  void takes_a_tombstone_where_nothing_is() throws Exception {
    RegionRecord removed = RegionRecord.tombstone(version(5, 1), RegionRecord.NEVER);
    put(store, "a", removed);
    assertThat(done(other.get(0, key("a")))).isEqualTo(removed);
  }

  @Test
  void takes_values_from_empty_to_large() throws Exception {
    Random random = new Random(1);
    for (int size : new int[] {0, 1, 1_000, 65_537, 1 << 20}) {
      byte[] content = new byte[size];
      random.nextBytes(content);
      RegionRecord record = new RegionRecord(version(1, 1), RegionRecord.NEVER, content);
      put(store, "size " + size, record);
      RegionRecord read = done(other.get(0, key("size " + size)));
      assertThat(read.isTombstone()).isFalse();
      assertThat(read.value()).isEqualTo(content);
    }
  }

  @Test
  void takes_any_bytes_as_a_key() throws Exception {
    byte[] long1 = new byte[1 << 16];
    Arrays.fill(long1, (byte) 'k');
    byte[] long2 = long1.clone();
    long2[long2.length - 1] = 'l';
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    List<byte[]> keys =
        List.of(
            new byte[0],
            new byte[1],
            new byte[2],
            bytes("."),
            bytes(".."),
            bytes("../../etc"),
            bytes("/"),
            bytes("a/"),
            bytes("a/b"),
            bytes("a\\b"),
            bytes("a%2fb"),
            bytes("A"),
            bytes("a"),
            bytes("a "),
            bytes(" a"),
            bytes("a\r\nb: c"),
            bytes("\u00e4\u20ac\ud83d\ude00"),
            bytes("?a=b&c#d"),
            bytes("*"),
            all,
            long1,
            long2);
    for (int i = 0; i < keys.size(); i++) {
      assertThat(done(store.putIfNewer(0, key(keys.get(i)), value(1, "of key " + i))))
          .isEqualTo(Outcome.STORED);
    }
    for (int i = 0; i < keys.size(); i++) {
      assertThat(done(other.get(0, key(keys.get(i))))).isEqualTo(value(1, "of key " + i));
    }
  }

  @Test
  void forgets_what_has_expired() throws Exception {
    for (boolean removed : new boolean[] {false, true}) {
      long expires = millis() + 200;
      String name = removed ? "removed" : "a";
      RegionRecord record =
          new RegionRecord(version(9, 1), expires, removed ? null : bytes("short-lived"));
      put(store, name, record);
      RegionRecord read = done(other.get(0, key(name)));
      if (read == null) {
        assertThat(millis()).isGreaterThanOrEqualTo(expires);
      } else {
        assertThat(read).isEqualTo(record);
      }
      eventually(() -> done(other.get(0, key(name))) == null);
      assertThat(millis()).isGreaterThanOrEqualTo(expires);
      put(store, name, value(1, "older, but alone"));
      assertThat(done(other.get(0, key(name)))).isEqualTo(value(1, "older, but alone"));
    }
  }

  @Test
  void never_reads_what_had_expired_before_it_was_put() throws Exception {
    put(store, "a", new RegionRecord(version(9, 1), millis() - 1, bytes("late")));
    assertThat(done(store.get(0, key("a")))).isNull();
    put(store, "b", new RegionRecord(version(9, 1), Long.MIN_VALUE, bytes("very late")));
    assertThat(done(store.get(0, key("b")))).isNull();
    put(other, "a", value(8, "older, but alone"));
    assertThat(done(store.get(0, key("a")))).isEqualTo(value(8, "older, but alone"));
  }

  @Test
  void takes_bytes_that_are_no_record_for_nothing() throws Exception {
    byte[] whole = value(9, "value").toBytes();
    byte[] flipped = whole.clone();
    flipped[10] ^= 1;
    List<byte[]> damaged =
        List.of(
            bytes("no record at all, but as long as one would be"),
            Arrays.copyOf(whole, RegionRecord.OVERHEAD - 1),
            flipped);
    for (int i = 0; i < damaged.size(); i++) {
      put(store, "key " + i, value(5, "value"));
      overwrite(region, CACHE, 0, key("key " + i), damaged.get(i));
      assertThat(done(store.get(0, key("key " + i)))).isNull();
      put(other, "key " + i, value(1, "healed"));
      assertThat(done(store.get(0, key("key " + i)))).isEqualTo(value(1, "healed"));
    }
  }

  @Test
  void keeps_caches_of_any_names_apart() throws Exception {
    String long1 = "c".repeat(300) + "1";
    String long2 = "c".repeat(300) + "2";
    List<String> names =
        List.of(
            "",
            "a",
            "A",
            "a/b",
            "a",
            "a%2fb",
            ".",
            "..",
            "../a",
            "a b",
            " a",
            "a ",
            "\u00e4",
            "\u0000",
            "a\n",
            "*",
            "a-b",
            "a_b",
            "a:b",
            "a\\b",
            "\ud83d\ude00",
            long1,
            long2);
    List<String> distinct = names.stream().distinct().toList();
    List<RegionStore> stores = new ArrayList<>();
    for (String name : distinct) {
      stores.add(openTracked(region, name));
    }
    for (int i = 0; i < stores.size(); i++) {
      put(stores.get(i), "key", value(1, "of cache " + i));
    }
    for (int i = 0; i < stores.size(); i++) {
      assertThat(done(stores.get(i).get(0, key("key")))).isEqualTo(value(1, "of cache " + i));
    }
    done(stores.get(0).startGeneration(5));
    for (int i = 1; i < stores.size(); i++) {
      assertThat(done(stores.get(i).generation())).isZero();
    }
  }

  @Test
  void keeps_regions_apart() throws Exception {
    RegionStore elsewhere = openTracked(region + "-2", CACHE);
    put(store, "a", value(1, "here"));
    assertThat(done(elsewhere.get(0, key("a")))).isNull();
    done(store.startGeneration(3));
    assertThat(done(elsewhere.generation())).isZero();
  }

  @Test
  void keeps_the_greatest_generation_ever_started() throws Exception {
    assertThat(done(store.generation())).isZero();
    assertThat(done(store.startGeneration(5))).isEqualTo(5);
    assertThat(done(other.generation())).isEqualTo(5);
    assertThat(done(other.startGeneration(3))).isEqualTo(5);
    assertThat(done(other.startGeneration(5))).isEqualTo(5);
    assertThat(done(store.generation())).isEqualTo(5);
    assertThat(done(other.startGeneration(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
    assertThat(done(store.generation())).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void reads_nothing_of_an_older_generation_on_any_node() throws Exception {
    put(store, "a", value(9, "old"));
    assertThat(done(other.get(0, key("a")))).isNotNull();
    done(store.startGeneration(7));
    assertThat(done(store.get(7, key("a")))).isNull();
    assertThat(done(other.get(7, key("a")))).isNull();
    assertThat(done(other.get(0, key("a")))).isNull();
    assertThat(done(other.putIfNewer(7, key("a"), value(1, "new")))).isEqualTo(Outcome.STORED);
    assertThat(done(store.get(7, key("a")))).isEqualTo(value(1, "new"));
  }

  @Test
  void never_reads_what_was_written_for_a_generation_not_in_force() throws Exception {
    done(store.startGeneration(7));
    done(other.putIfNewer(0, key("a"), value(9, "of a writer that is behind")));
    assertThat(done(other.get(0, key("a")))).isNull();
    assertThat(done(store.get(7, key("a")))).isNull();
    done(other.putIfNewer(8, key("b"), value(9, "of a writer that is ahead")));
    assertThat(done(store.get(8, key("b")))).isNull();
    assertThat(done(store.get(7, key("b")))).isNull();
    done(store.startGeneration(9));
    assertThat(done(store.get(8, key("b")))).isNull();
    assertThat(done(store.get(9, key("b")))).isNull();
  }

  @Test
  void removes_the_records_of_older_generations_in_the_end() throws Exception {
    for (int i = 0; i < 30; i++) {
      put(store, "key " + i, value(1, "value"));
    }
    assertThat(held(region, CACHE, 0)).isEqualTo(30);
    done(other.startGeneration(4));
    done(other.putIfNewer(4, key("key 1"), value(1, "new")));
    eventually(() -> held(region, CACHE, 0) == 0);
    assertThat(held(region, CACHE, 4)).isEqualTo(1);
  }

  @Test
  void agrees_on_one_of_many_generations_started_at_once() throws Exception {
    atOnce(
        6,
        thread -> {
          RegionStore node = thread % 2 == 0 ? store : other;
          Random random = new Random(thread);
          for (int i = 0; i < 10; i++) {
            long wanted = 1L + random.nextInt(50);
            assertThat(done(node.startGeneration(wanted))).isBetween(wanted, 100L);
          }
          assertThat(done(node.startGeneration(94L + thread))).isBetween(94L + thread, 99L);
          return null;
        });
    assertThat(done(store.generation())).isEqualTo(99);
    assertThat(done(other.generation())).isEqualTo(99);
  }

  @Test
  void lets_the_greatest_clock_win_however_many_nodes_write() throws Exception {
    List<RegionWrites> keys = List.of(new RegionWrites(), new RegionWrites(), new RegionWrites());
    atOnce(
        6,
        thread -> {
          RegionStore node = thread % 2 == 0 ? store : other;
          Random random = new Random(thread);
          for (int i = 0; i < writesPerThread(); i++) {
            int k = random.nextInt(keys.size());
            // Mostly rising, so that writes succeed, with ties and late ones among them.
            Version version = version((long) i + random.nextInt(20), thread);
            boolean removes = random.nextInt(4) == 0;
            RegionRecord record =
                removes
                    ? RegionRecord.tombstone(version, RegionRecord.NEVER)
                    : new RegionRecord(version, RegionRecord.NEVER, bytes("by " + thread));
            keys.get(k)
                .write(version, () -> done(node.putIfNewer(0, key("contended " + k), record)));
          }
          return null;
        });
    for (int k = 0; k < keys.size(); k++) {
      keys.get(k).check(done(store.get(0, key("contended " + k))).version());
      assertThat(done(other.get(0, key("contended " + k))))
          .isEqualTo(done(store.get(0, key("contended " + k))));
    }
  }

  @Test
  void never_goes_back_for_a_reader() throws Exception {
    AtomicBoolean written = new AtomicBoolean();
    atOnce(
        4,
        thread -> {
          RegionStore node = thread % 2 == 0 ? store : other;
          if (thread < 2) {
            try {
              for (int i = 1; i <= writesPerThread(); i++) {
                done(node.putIfNewer(0, key("a"), value(2L * i + thread, "value " + i)));
              }
            } finally {
              written.set(true);
            }
            return null;
          }
          long seen = -1;
          boolean last;
          do {
            last = written.get();
            RegionRecord read = done(node.get(0, key("a")));
            long clock = read == null ? -1 : read.version().clock();
            assertThat(clock).isGreaterThanOrEqualTo(seen);
            seen = clock;
          } while (!last);
          assertThat(seen).isPositive();
          return null;
        });
  }

  @Test
  void can_be_reached() {
    assertThatCode(() -> done(store.check())).doesNotThrowAnyException();
  }

  @Test
  void works_for_an_interrupted_thread_and_leaves_it_interrupted() throws Exception {
    put(store, "a", value(1, "before"));
    Thread.currentThread().interrupt();
    CompletionStage<RegionRecord> read = store.get(0, key("a"));
    CompletionStage<Outcome> write = store.putIfNewer(0, key("a"), value(2, "after"));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(done(read)).isIn(value(1, "before"), value(2, "after"));
    assertThat(done(write)).isEqualTo(Outcome.STORED);
    assertThat(done(other.get(0, key("a")))).isEqualTo(value(2, "after"));
  }

  @Test
  void publishes_if_it_broadcasts_and_else_fails() throws Exception {
    CompletionStage<Void> published = store.publish(bytes("message"));
    if (store.broadcasts()) {
      assertThat(done(published)).isNull();
    } else {
      assertThatThrownBy(() -> done(published)).isInstanceOf(IOException.class);
    }
    assertThat(other.broadcasts()).isEqualTo(store.broadcasts());
  }

  @Test
  void ends_a_subscription_more_than_once() throws Exception {
    Closeable subscription = store.subscribe(new Deaf());
    subscription.close();
    assertThatCode(subscription::close).doesNotThrowAnyException();
  }

  @Test
  void fails_by_its_stages_once_it_is_closed() throws Exception {
    put(store, "a", value(1, "value"));
    store.close();
    store.close();
    List<CompletionStage<?>> after =
        List.of(
            store.generation(),
            store.startGeneration(1),
            store.get(0, key("a")),
            store.putIfNewer(0, key("a"), value(2, "late")),
            store.publish(bytes("late")),
            store.check());
    for (CompletionStage<?> each : after) {
      assertThatThrownBy(() -> done(each)).isInstanceOf(Exception.class);
    }
    assertThatThrownBy(() -> store.subscribe(new Deaf())).isInstanceOf(IOException.class);
    assertThat(done(other.get(0, key("a")))).isEqualTo(value(1, "value"));
    assertThat(done(other.generation())).isZero();
    put(other, "a", value(2, "by the other node"));
  }

  @Test
  void keeps_what_was_put_when_every_node_closes() throws Exception {
    put(store, "a", value(1, "value"));
    done(store.startGeneration(2));
    done(store.putIfNewer(2, key("a"), value(2, "kept")));
    store.close();
    other.close();
    RegionStore later = openTracked(region, CACHE);
    assertThat(done(later.generation())).isEqualTo(2);
    assertThat(done(later.get(2, key("a")))).isEqualTo(value(2, "kept"));
  }

  /** The result of an operation, or the exception that it failed with. */
  protected static <T> T done(CompletionStage<T> stage) throws Exception {
    try {
      return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception failure ? failure : e;
    }
  }

  /** Puts a record that must be stored, in generation 0. */
  protected static void put(RegionStore store, String key, RegionRecord record) throws Exception {
    assertThat(done(store.putIfNewer(0, key(key), record))).isEqualTo(Outcome.STORED);
  }

  /** Waits until a condition holds. */
  protected final void eventually(Callable<Boolean> condition) throws Exception {
    long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() - deadlineNanos > 0) {
        throw new TimeoutException("it did not come about within " + PATIENCE);
      }
      pass(STEP);
    }
  }

  /** What one of several threads does. */
  @FunctionalInterface
  protected interface Part {
    /** Does it. */
    Void run(int thread) throws Exception;
  }

  /** Does something on several threads at once; fails if one of them does. */
  protected static void atOnce(int threads, Part part) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Void>> parts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int thread = i;
        parts.add(executor.submit(() -> part.run(thread)));
      }
      for (Future<Void> each : parts) {
        each.get(5, TimeUnit.MINUTES);
      }
    } finally {
      executor.shutdownNow();
      assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** A value that never expires, written by node 1. */
  protected static RegionRecord value(long clock, String value) {
    return new RegionRecord(version(clock, 1), RegionRecord.NEVER, bytes(value));
  }

  /** A version. */
  protected static Version version(long clock, long node) {
    return new Version(clock, node);
  }

  /** A key with a hash as good as the real one. */
  protected static RegionKey key(String encoded) {
    return key(bytes(encoded));
  }

  /** A key with a hash as good as the real one. */
  protected static RegionKey key(byte[] encoded) {
    try {
      ByteBuffer hash = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(encoded));
      return new RegionKey(hash.getLong(), hash.getLong(), encoded);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** A text in UTF-8. */
  protected static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A subscriber that does nothing. */
  private static final class Deaf implements Subscriber {
    @Override
    public void received(byte[] message) {}

    @Override
    public void interrupted() {}
  }
}
