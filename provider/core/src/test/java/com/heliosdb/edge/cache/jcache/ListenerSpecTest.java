package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.jcache.CacheSpec.Copies;
import com.heliosdb.edge.cache.jcache.CacheSpec.Expiry;
import com.heliosdb.edge.cache.jcache.CacheSpec.Layout;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import javax.cache.event.CacheEntryListenerException;
import org.junit.jupiter.api.Timeout;

/** What the users' listeners may rely on. */
@Timeout(120)
class ListenerSpecTest {
  private static final int THREADS = 4;

  @CacheSpec
  void a_synchronous_listener_has_returned_when_the_change_does(SpecCache spec) {
    Heard heard = new Heard();
    EdgeCache<String, Object> cache = spec.create();
    cache.registerCacheEntryListener(heard.synchronously());
    for (Tier tier : spec.tiers()) {
      cache.put("k", spec.value("1"));
      assertThat(heard.take()).containsExactly("CREATED k null>1");
      spec.bring("k", tier);
      cache.put("k", spec.value("2"));
      assertThat(heard.take()).containsExactly("UPDATED k 1>2");
      spec.bring("k", tier);
      cache.remove("k");
      assertThat(heard.take()).containsExactly("REMOVED k 2>null");
    }
  }

  @CacheSpec(layouts = {Layout.HEAP, Layout.WARM})
  void an_asynchronous_listener_blocks_no_caller_and_keeps_the_order(SpecCache spec) {
    CountDownLatch mayGoOn = new CountDownLatch(1);
    CountDownLatch heardAll = new CountDownLatch(4);
    Heard heard =
        new Heard(
            event -> {
              Together.await(mayGoOn);
              heardAll.countDown();
            });
    EdgeCache<String, Object> cache = spec.create();
    cache.registerCacheEntryListener(heard.asynchronously());
    cache.put("k", spec.value("1"));
    cache.put("k", spec.value("2"));
    cache.remove("k");
    cache.put("k", spec.value("3"));
    assertThat(cache.get("k")).isEqualTo(spec.value("3"));
    mayGoOn.countDown();
    Together.await(heardAll);
    assertThat(heard.events())
        .containsExactly(
            "CREATED k null>1", "UPDATED k 1>2", "REMOVED k 2>null", "CREATED k null>3");
  }

  @CacheSpec
  void each_listener_hears_the_changes_of_a_key_in_the_order_they_were_made(SpecCache spec)
      throws Exception {
    Heard first = new Heard();
    Heard second = new Heard();
    EdgeCache<String, Object> cache = spec.create();
    cache.registerCacheEntryListener(first.synchronously());
    cache.registerCacheEntryListener(second.synchronously());
    Together.run(
        THREADS,
        thread -> {
          for (int i = 0; i < 50; i++) {
            if (i % 10 == 9) {
              cache.remove("k");
            } else {
              cache.put("k", spec.value(thread + "." + i));
              cache.get("k");
            }
          }
        });
    assertThat(first.events()).isEqualTo(second.events());
    // What one change left is what the next one found.
    String found = "null";
    for (String event : first.events()) {
      assertThat(event).contains(" k " + found + ">");
      found = event.substring(event.indexOf('>') + 1);
    }
    assertThat(String.valueOf(cache.get("k"))).isEqualTo(found);
  }

  @CacheSpec(expiry = {Expiry.CREATED, Expiry.TOUCHED, Expiry.USER})
  void expired_is_heard_once_however_many_meet_the_entry(SpecCache spec) throws Exception {
    Heard heard = new Heard();
    EdgeCache<String, Object> cache = spec.create();
    cache.registerCacheEntryListener(heard.synchronously());
    for (Tier tier : spec.tiers()) {
      cache.put("k", spec.value("1"));
      spec.bring("k", tier);
      heard.take();
      spec.advance(SpecCache.LIFE);
      Together.run(
          THREADS,
          thread -> {
            for (int i = 0; i < 20; i++) {
              assertThat(cache.get("k")).isNull();
              assertThat(cache.containsKey("k")).isFalse();
              cache.demoteColdEntries();
            }
          });
      assertThat(heard.take()).containsExactly("EXPIRED k 1>null");
    }
  }

  @CacheSpec(expiry = {Expiry.CREATED, Expiry.USER})
  void the_scan_tells_of_what_expired_without_being_asked_for(SpecCache spec) {
    Heard heard = new Heard();
    EdgeCache<String, Object> cache = spec.create();
    cache.registerCacheEntryListener(heard.synchronously());
    for (Tier tier : spec.tiers()) {
      cache.put("k", spec.value("1"));
      spec.bring("k", tier);
      heard.take();
      spec.advance(SpecCache.LIFE);
      cache.demoteColdEntries();
      assertThat(heard.take()).containsExactly("EXPIRED k 1>null");
      cache.demoteColdEntries();
      assertThat(heard.take()).isEmpty();
    }
  }

  @CacheSpec(expiry = Expiry.CREATED)
  void an_expired_entry_that_is_overwritten_is_told_of_as_expired_and_created(SpecCache spec) {
    Heard heard = new Heard();
    EdgeCache<String, Object> cache = spec.create();
    cache.registerCacheEntryListener(heard.synchronously());
    for (Tier tier : spec.tiers()) {
      cache.put("k", spec.value("1"));
      spec.bring("k", tier);
      heard.take();
      spec.advance(SpecCache.LIFE);
      cache.put("k", spec.value("2"));
      assertThat(heard.take()).containsExactly("EXPIRED k 1>null", "CREATED k null>2");
      cache.remove("k");
    }
  }

  @CacheSpec(
      layouts = {Layout.DISK, Layout.WARM},
      expiry = Expiry.CREATED)
  void what_expired_while_the_cache_was_closed_is_not_there_at_the_next_start(SpecCache spec) {
    EdgeCache<String, Object> cache = spec.create();
    cache.put("early", spec.value("1"));
    cache.get("early");
    spec.advance(SpecCache.LIFE.dividedBy(2));
    cache.put("late", spec.value("2"));
    cache.get("late");
    spec.advance(SpecCache.LIFE.dividedBy(2).minusMillis(1));
    cache = spec.restart();
    Heard heard = new Heard();
    cache.registerCacheEntryListener(heard.synchronously());
    assertThat(cache.get("early")).isEqualTo(spec.value("1"));
    spec.advance(java.time.Duration.ofMillis(1));
    assertThat(cache.get("early")).isNull();
    cache.demoteColdEntries();
    assertThat(heard.take()).containsExactly("EXPIRED early 1>null");
    assertThat(cache.get("late")).isEqualTo(spec.value("2"));
  }

  @CacheSpec
  void what_a_listener_throws_reaches_the_caller_and_the_change_stays_and_counts(SpecCache spec)
      throws Exception {
    Heard after = new Heard();
    Heard failing =
        new Heard(
            event -> {
              throw new IllegalArgumentException("as planned");
            });
    EdgeCache<String, Object> cache = spec.create();
    cache.registerCacheEntryListener(failing.synchronously());
    cache.registerCacheEntryListener(after.synchronously());
    assertThatThrownBy(() -> cache.put("k", spec.value("1")))
        .isInstanceOf(CacheEntryListenerException.class)
        .hasRootCauseMessage("as planned");
    assertThat(cache.get("k")).isEqualTo(spec.value("1"));
    assertThat(after.events()).containsExactly("CREATED k null>1");
    assertThatThrownBy(() -> cache.remove("k")).isInstanceOf(CacheEntryListenerException.class);
    assertThat(cache.containsKey("k")).isFalse();
    assertThat(spec.statistics().getCachePuts()).isEqualTo(1);
    assertThat(spec.statistics().getCacheRemovals()).isEqualTo(1);
  }

  @CacheSpec(copies = Copies.IMMUTABLE)
  void an_error_of_a_listener_reaches_the_caller_when_all_have_heard(SpecCache spec)
      throws Exception {
    Heard after = new Heard();
    Heard failing =
        new Heard(
            event -> {
              throw new AssertionError("as planned");
            });
    EdgeCache<String, Object> cache = spec.create();
    cache.registerCacheEntryListener(failing.synchronously());
    cache.registerCacheEntryListener(after.synchronously());
    assertThatThrownBy(() -> cache.put("k", spec.value("1"))).hasStackTraceContaining("as planned");
    assertThat(after.events()).containsExactly("CREATED k null>1");
    assertThat(spec.statistics().getCachePuts()).isEqualTo(1);
  }

  @CacheSpec(expiry = {Expiry.CREATED, Expiry.TOUCHED})
  void a_miss_counts_though_the_listener_of_the_expired_entry_throws(SpecCache spec)
      throws Exception {
    EdgeCache<String, Object> cache = spec.create();
    cache.put("k", spec.value("1"));
    cache.registerCacheEntryListener(
        new Heard(
                event -> {
                  throw new IllegalArgumentException("as planned");
                })
            .synchronously());
    spec.advance(SpecCache.LIFE);
    assertThatThrownBy(() -> cache.get("k")).isInstanceOf(CacheEntryListenerException.class);
    assertThat(spec.statistics().getCacheMisses()).isEqualTo(1);
    assertThat(cache.get("k")).isNull();
  }

  @CacheSpec(copies = Copies.IMMUTABLE)
  void a_listener_may_use_the_cache(SpecCache spec) throws Exception {
    AtomicReference<EdgeCache<String, Object>> self = new AtomicReference<>();
    Heard heard =
        new Heard(
            event -> {
              if (!event.getKey().startsWith("seen ")) {
                self.get().put("seen " + event.getKey(), event.getKey());
                assertThat(self.get().get("seen " + event.getKey())).isEqualTo(event.getKey());
              }
            });
    EdgeCacheConfiguration<String, Object> configuration = spec.configuration();
    configuration.addCacheEntryListenerConfiguration(heard.synchronously());
    EdgeCache<String, Object> cache = spec.create(configuration);
    self.set(cache);
    Together.run(
        THREADS,
        thread -> {
          for (int i = 0; i < 50; i++) {
            cache.put("key" + i % 5, "by " + thread);
          }
        });
    assertThat(spec.content().keySet())
        .containsAll(List.of("key0", "key4", "seen key0", "seen key4"))
        .hasSize(10);
  }
}
