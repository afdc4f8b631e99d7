package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Fault;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Operation;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import javax.cache.expiry.CreatedExpiryPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an operation on one key asks the region, through the guarded store of a cache. */
@Timeout(60)
class RegionSingleTest extends RegionNodes {
  private void assertQuestions(int expected) {
    assertThat(questions.byKey).isEqualTo(Map.of("k", expected));
  }

  // ---------------------------------------------------------------- in doubt

  /** The node holds an entry that the other one has removed, and has reason to doubt it. */
  private void holdWhatWasRemovedInSecret() {
    other.cache.put("k", "one");
    assertThat(node.cache.get("k")).isEqualTo("one");
    store.plan(Operation.RECEIVE, Fault.LOSE);
    other.cache.remove("k");
    store.heal();
    castDoubt();
    questions.forget();
  }

  @Test
  void what_was_removed_elsewhere_in_secret_is_asked_for_once() {
    open(this::disk);
    holdWhatWasRemovedInSecret();

    assertThat(node.cache.get("k")).isNull();
    assertQuestions(1);
  }

  @Test
  void it_is_asked_for_once_before_it_is_loaded() {
    open(
        configuration -> {
          disk(configuration);
          readThrough(configuration);
        });
    holdWhatWasRemovedInSecret();

    assertThat(node.cache.get("k")).isEqualTo("loaded 1");
    assertQuestions(1);
  }

  private void checkThatItIsAskedForOnce(Predicate<String> finds) {
    open(this::disk);
    holdWhatWasRemovedInSecret();

    assertThat(finds.test("k")).isFalse();
    assertQuestions(1);
  }

  @Test
  void it_is_asked_for_once_by_those_who_only_look() {
    checkThatItIsAskedForOnce(key -> node.cache.containsKey(key));
  }

  @Test
  void it_is_asked_for_once_by_a_removal() {
    checkThatItIsAskedForOnce(key -> node.cache.remove(key));
  }

  @Test
  void it_is_asked_for_once_by_a_replacement() {
    checkThatItIsAskedForOnce(key -> node.cache.replace(key, "two"));
  }

  @Test
  void it_is_asked_for_once_by_a_processor() {
    checkThatItIsAskedForOnce(key -> node.cache.invoke(key, (entry, arguments) -> entry.exists()));
  }

  // ---------------------------------------------------------------- loading under a claim

  private record Reading(CompletableFuture<Object> holder, CompletableFuture<Object> read) {}

  /** A read that found nothing and waits to load, while a processor has the key. */
  private Reading readWhileClaimed(CountDownLatch over) throws Exception {
    CountDownLatch claimed = new CountDownLatch(1);
    CompletableFuture<Object> holder =
        CompletableFuture.supplyAsync(
            () ->
                node.cache.invoke(
                    "k",
                    (entry, arguments) -> {
                      claimed.countDown();
                      Together.await(over);
                      return "held";
                    }));
    Together.await(claimed);
    questions.forget();
    AtomicReference<Thread> reader = new AtomicReference<>();
    CompletableFuture<Object> read =
        CompletableFuture.supplyAsync(
            () -> {
              reader.set(Thread.currentThread());
              return node.cache.get("k");
            });
    // The read has asked, was told that there is nothing, and waits.
    while (questions.all() == 0
        || reader.get() == null
        || reader.get().getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    return new Reading(holder, read);
  }

  /** The read has asked once more, and loads nothing. */
  private void assertTheirs(Reading reading) throws Exception {
    assertThat(soon(reading.read)).isEqualTo("theirs");
    assertThat(soon(reading.holder)).isEqualTo("held");
    assertThat(loads).hasValue(0);
    assertQuestions(2);
  }

  private void checkWhatIsPutElsewhereMeanwhile() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    Reading reading = readWhileClaimed(over);
    other.cache.put("k", "theirs");
    awaitNews();
    over.countDown();

    assertTheirs(reading);
  }

  @Test
  void what_another_node_puts_while_the_claim_is_waited_for_is_not_loaded_again() throws Exception {
    openReadThrough();
    checkWhatIsPutElsewhereMeanwhile();
  }

  @Test
  void the_same_when_it_is_loaded_on_another_thread() throws Exception {
    open(
        configuration -> {
          readThrough(configuration);
          configuration.set("loading.load-timeout", "1 m");
        });
    checkWhatIsPutElsewhereMeanwhile();
  }

  @Test
  void without_news_it_is_loaded_after_one_question() throws Exception {
    openReadThrough();
    CountDownLatch over = new CountDownLatch(1);
    Reading reading = readWhileClaimed(over);
    over.countDown();

    assertThat(soon(reading.read)).isEqualTo("loaded 1");
    assertThat(soon(reading.holder)).isEqualTo("held");
    assertQuestions(1);
  }

  @Test
  void what_may_have_been_missed_while_the_claim_is_waited_for_is_asked_for_again()
      throws Exception {
    openReadThrough();
    CountDownLatch over = new CountDownLatch(1);
    Reading reading = readWhileClaimed(over);
    store.plan(Operation.RECEIVE, Fault.LOSE);
    other.cache.put("k", "theirs");
    castDoubt();
    over.countDown();

    assertTheirs(reading);
  }

  @Test
  void a_region_that_does_not_answer_is_not_asked_again_before_the_load() throws Exception {
    openReadThrough();
    store.plan(Operation.GET, Fault.HANG);
    CompletableFuture<Object> read = CompletableFuture.supplyAsync(() -> node.cache.get("k"));
    store.awaitHanging();
    node.time.advance(DEADLINE);

    assertThat(soon(read)).isEqualTo("loaded 1");
    assertQuestions(1);
    store.heal();
  }

  @Test
  void stale_values_cost_no_further_question() {
    open(
        configuration -> {
          readThrough(configuration);
          expiringSoon(configuration);
        });
    node.cache.put("k", "one");
    node.time.advance(Duration.ofMinutes(1));
    questions.forget();
    origin.onLoad =
        key -> {
          throw new IllegalStateException("as planned");
        };

    assertThat(node.cache.get("k")).isEqualTo("one");
    assertThat(questions.all()).isEqualTo(1);
  }

  private static void expiringSoon(EdgeCacheConfiguration<String, Object> configuration) {
    configuration.set("loading.stale-if-error", "1 h");
    configuration.setExpiryPolicyFactory(
        CreatedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ONE_MINUTE));
  }
}
