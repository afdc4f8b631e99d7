package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.EntryExplanation;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.event.TierEvent;
import com.heliosdb.edge.cache.event.TierMoveListener;
import com.heliosdb.edge.cache.event.TierReadListener;
import com.heliosdb.edge.cache.jcache.CacheSpec.Copies;
import com.heliosdb.edge.cache.jcache.CacheSpec.Expiry;
import com.heliosdb.edge.cache.jcache.CacheSpec.Layout;
import com.heliosdb.edge.cache.management.TierStatistics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryListener;
import org.junit.jupiter.api.Timeout;

/** Where entries are, what moves them, and the operations JSR-107 does not have. */
@Timeout(120)
class TieringSpecTest {
  private static final Duration SCAN = Duration.ofMinutes(5);

  private static void assertTier(EdgeCache<String, Object> cache, String key, Tier tier) {
    assertThat(cache.tierOf(key)).as(key).contains(tier);
  }

  // ---------------------------------------------------------------- promotion

  @CacheSpec(layouts = Layout.DISK)
  void an_entry_is_promoted_at_its_fifth_access_of_which_the_insert_is_the_first(SpecCache spec) {
    EdgeCache<String, Object> cache = spec.create();
    cache.put("k", spec.value("1"));
    for (int access = 2; access <= 4; access++) {
      assertThat(cache.get("k")).isEqualTo(spec.value("1"));
      assertTier(cache, "k", Tier.DISK);
    }
    assertThat(cache.get("k")).isEqualTo(spec.value("1"));
    assertTier(cache, "k", Tier.HEAP);
    assertThat(cache.tierStatistics().tiers().get(Tier.DISK).promotions()).isEqualTo(1);
  }

  @CacheSpec(layouts = Layout.DISK)
  void an_entry_that_was_demoted_needs_five_reads(SpecCache spec) {
    EdgeCache<String, Object> cache = spec.create();
    cache.put("k", spec.value("1"));
    spec.bring("k", Tier.HEAP);
    spec.demoteAll();
    for (int access = 1; access <= 4; access++) {
      cache.get("k");
      assertTier(cache, "k", Tier.DISK);
    }
    cache.get("k");
    assertTier(cache, "k", Tier.HEAP);
  }

  @CacheSpec(layouts = Layout.DISK)
  void an_update_on_disk_counts_from_one_again_and_one_on_the_heap_stays_there(SpecCache spec) {
    EdgeCache<String, Object> cache = spec.create();
    cache.put("k", spec.value("1"));
    cache.get("k");
    cache.get("k");
    cache.get("k");
    cache.put("k", spec.value("2"));
    cache.get("k");
    assertTier(cache, "k", Tier.DISK);
    spec.bring("k", Tier.HEAP);
    cache.put("k", spec.value("3"));
    assertTier(cache, "k", Tier.HEAP);
    assertThat(cache.get("k")).isEqualTo(spec.value("3"));
  }

  // ---------------------------------------------------------------- demotion

  @CacheSpec(layouts = Layout.WARM)
  void an_entry_nobody_reads_for_an_hour_leaves_the_heap(SpecCache spec) {
    EdgeCache<String, Object> cache =
        spec.create(spec.configuration().set("tiering.demotion-min-accesses", "0"));
    for (String key : List.of("idle", "read")) {
      cache.put(key, spec.value("1"));
      spec.bring(key, Tier.HEAP);
    }
    spec.advance(Duration.ofMinutes(55));
    assertTier(cache, "idle", Tier.HEAP);
    cache.get("read");
    spec.advance(SCAN);
    assertTier(cache, "idle", Tier.DISK);
    assertTier(cache, "read", Tier.HEAP);
    assertThat(cache.tierStatistics().tiers().get(Tier.HEAP).demotions()).isEqualTo(1);
    spec.advance(Duration.ofMinutes(55));
    assertTier(cache, "read", Tier.DISK);
    assertThat(cache.get("idle")).isEqualTo(spec.value("1"));
  }

  @CacheSpec(layouts = Layout.WARM)
  void an_entry_of_few_accesses_leaves_the_heap_when_a_scan_meets_it_again(SpecCache spec) {
    EdgeCache<String, Object> cache = spec.create();
    for (String key : List.of("seldom", "often")) {
      cache.put(key, spec.value("1"));
      spec.bring(key, Tier.HEAP);
    }
    for (int i = 0; i < 40; i++) {
      cache.get("often");
    }
    spec.advance(SCAN);
    assertTier(cache, "seldom", Tier.HEAP);
    spec.advance(SCAN);
    assertTier(cache, "seldom", Tier.DISK);
    assertTier(cache, "often", Tier.HEAP);
  }

  @CacheSpec(layouts = Layout.TIGHT)
  void under_pressure_entries_leave_the_heap_and_stay_on_disk(SpecCache spec) {
    EdgeCache<String, Object> cache = spec.create();
    for (int i = 0; i < 6; i++) {
      cache.put("key" + i, spec.value("v" + i));
      cache.get("key" + i);
    }
    TierStatistics heap = cache.tierStatistics().tiers().get(Tier.HEAP);
    assertThat(heap.entries()).isEqualTo(2);
    assertThat(heap.demotions()).isEqualTo(4);
    assertThat(heap.evictions()).isZero();
    for (int i = 0; i < 6; i++) {
      assertThat(cache.get("key" + i)).isEqualTo(spec.value("v" + i));
    }
  }

  @CacheSpec
  void a_scan_tells_how_many_entries_left_the_heap(SpecCache spec) {
    EdgeCache<String, Object> cache =
        spec.create(spec.configuration().setDemotionIdle(Duration.ofMillis(1)));
    cache.put("a", spec.value("1"));
    cache.put("b", spec.value("1"));
    if (spec.layout.onDisk()) {
      spec.bring("a", Tier.HEAP);
      spec.bring("b", Tier.HEAP);
    }
    spec.clock().advance(Duration.ofSeconds(2));
    assertThat(cache.demoteColdEntries()).isEqualTo(spec.layout.onDisk() ? 2 : 0);
    assertThat(cache.demoteColdEntries()).isZero();
  }

  // ---------------------------------------------------------------- looking in

  @CacheSpec(expiry = {Expiry.ETERNAL, Expiry.TOUCHED})
  void looking_where_an_entry_is_is_no_access(SpecCache spec) {
    EdgeCache<String, Object> cache = spec.create();
    for (Tier tier : spec.tiers()) {
      cache.put("k", spec.value("1"));
      spec.bring("k", tier);
      spec.advance(Duration.ofSeconds(30));
      int before = cache.explain("k").accesses();
      for (int i = 0; i < 10; i++) {
        assertTier(cache, "k", tier);
        EntryExplanation explanation = cache.explain("k");
        assertThat(explanation.tier()).contains(tier);
        assertThat(explanation.accesses()).isEqualTo(before);
        assertThat(explanation.age()).isEqualTo(Duration.ofSeconds(30));
        assertThat(explanation.lastMove()).isNotBlank();
        assertThat(explanation.timeToExpiry().isPresent()).isEqualTo(spec.expiry == Expiry.TOUCHED);
      }
      spec.advance(Duration.ofSeconds(30));
      assertThat(cache.tierOf("k").isPresent()).isEqualTo(spec.expiry == Expiry.ETERNAL);
      assertThat(cache.explain("k").tier().isPresent()).isEqualTo(spec.expiry == Expiry.ETERNAL);
      cache.remove("k");
      assertThat(cache.tierOf("k")).isEmpty();
    }
  }

  // ---------------------------------------------------------------- a time of its own

  @CacheSpec(expiry = {Expiry.ETERNAL, Expiry.CREATED, Expiry.TOUCHED, Expiry.USER})
  void a_time_to_live_of_its_own_outranks_the_policy_and_is_not_moved_by_reads(SpecCache spec) {
    EdgeCache<String, Object> cache = spec.create();
    for (Tier tier : spec.tiers()) {
      cache.put("k", spec.value("1"), Duration.ofMinutes(3));
      cache.put("eternal", spec.value("1"), null);
      spec.bring("eternal", tier);
      spec.bring("k", tier);
      spec.advance(Duration.ofMinutes(3).minusMillis(1));
      assertThat(cache.get("k")).isEqualTo(spec.value("1"));
      spec.advance(Duration.ofMillis(1));
      assertThat(cache.get("k")).isNull();
      spec.advance(Duration.ofMinutes(10));
      assertThat(cache.get("eternal")).isEqualTo(spec.value("1"));
    }
  }

  @CacheSpec(
      layouts = {Layout.DISK, Layout.WARM},
      expiry = {Expiry.ETERNAL, Expiry.TOUCHED})
  void a_time_to_live_of_its_own_survives_a_restart(SpecCache spec) {
    EdgeCache<String, Object> cache = spec.create();
    for (String key : List.of("on disk", "on the heap")) {
      cache.put(key, spec.value("1"), Duration.ofMinutes(3));
    }
    spec.bring("on the heap", Tier.HEAP);
    spec.advance(Duration.ofMinutes(2));
    cache = spec.restart();
    spec.advance(Duration.ofMinutes(1).minusMillis(1));
    assertThat(cache.get("on disk")).isEqualTo(spec.value("1"));
    assertThat(cache.get("on the heap")).isEqualTo(spec.value("1"));
    spec.advance(Duration.ofMillis(1));
    assertThat(spec.content()).isEmpty();
  }

  @CacheSpec
  void without_time_to_live_nothing_is_stored_and_what_was_is_removed(SpecCache spec) {
    EdgeCache<String, Object> cache = spec.create();
    for (Tier tier : spec.tiers()) {
      for (Duration none : List.of(Duration.ZERO, Duration.ofMinutes(-1))) {
        cache.put("k", spec.value("1"), none);
        assertThat(cache.containsKey("k")).isFalse();
        cache.put("k", spec.value("1"));
        spec.bring("k", tier);
        cache.put("k", spec.value("2"), none);
        assertThat(cache.get("k")).isNull();
        assertThat(spec.content()).isEmpty();
      }
    }
  }

  @CacheSpec(layouts = {Layout.HEAP, Layout.DISK})
  void a_time_to_live_too_long_for_the_clock_is_for_ever(SpecCache spec) {
    EdgeCache<String, Object> cache = spec.create();
    cache.put("k", spec.value("1"), Duration.ofSeconds(Long.MAX_VALUE));
    spec.advance(Duration.ofMinutes(10));
    assertThat(cache.get("k")).isEqualTo(spec.value("1"));
    assertThat(cache.explain("k").timeToExpiry()).isEmpty();
  }

  @CacheSpec(layouts = Layout.HEAP, copies = Copies.IMMUTABLE)
  void every_operation_refuses_null_keys_and_a_closed_cache(SpecCache spec) {
    EdgeCache<String, Object> cache = spec.create();
    List<Runnable> operations =
        List.of(
            () -> cache.put(null, "v", Duration.ZERO),
            () -> cache.tierOf(null),
            () -> cache.explain(null),
            () -> cache.registerTierListener(null));
    assertThat(operations)
        .allSatisfy(
            operation ->
                assertThatThrownBy(operation::run).isInstanceOf(NullPointerException.class));
    cache.close();
    assertThat(operations)
        .allSatisfy(
            operation ->
                assertThatThrownBy(operation::run).isInstanceOf(IllegalStateException.class));
    assertThatThrownBy(cache::demoteColdEntries).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(cache::tierStatistics).isInstanceOf(IllegalStateException.class);
  }

  // ---------------------------------------------------------------- tier listeners

  private static CacheEntryListenerConfiguration<String, Object> configuration(
      CacheEntryListener<String, Object> listener) {
    return new MutableCacheEntryListenerConfiguration<>(() -> listener, null, false, true);
  }

  private static final class Moves implements TierMoveListener<String, Object> {
    final List<String> moves = new CopyOnWriteArrayList<>();

    @Override
    public void onMove(TierEvent<String, Object> event) {
      moves.add(event.key() + " to " + event.tier() + ": " + event.reason());
    }
  }

  @CacheSpec(layouts = Layout.WARM)
  void a_listener_joins_the_products_own_and_is_no_part_of_the_configuration(SpecCache spec) {
    Moves moves = new Moves();
    CacheEntryListenerConfiguration<String, Object> joined = configuration(moves);
    EdgeCache<String, Object> cache = spec.create();
    cache.registerTierListener(joined);
    assertThatThrownBy(() -> cache.registerTierListener(joined))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(listeners(cache)).isEmpty();
    cache.put("k", spec.value("1"));
    cache.get("k");
    spec.demoteAll();
    assertThat(moves.moves).containsExactly("k to HEAP: promoted", "k to DISK: demoted");
    cache.deregisterTierListener(joined);
    cache.get("k");
    assertTier(cache, "k", Tier.HEAP);
    assertThat(moves.moves).hasSize(2);
  }

  @SuppressWarnings("unchecked") // the configuration is of the cache's types
  private static Iterable<?> listeners(Cache<String, Object> cache) {
    return cache
        .getConfiguration(CompleteConfiguration.class)
        .getCacheEntryListenerConfigurations();
  }

  private record AtOnce() implements TierReadListener<String, Object> {
    @Override
    public void onRead(TierEvent<String, Object> event) {
      event.operations().promote(event.key());
    }
  }

  @CacheSpec(layouts = Layout.DISK)
  void listeners_of_the_user_replace_the_products_own(SpecCache spec) {
    EdgeCacheConfiguration<String, Object> replaced = spec.configuration();
    replaced.setDefaultTierListeners(false).setPromotionThreshold(200);
    replaced.addTierListener(configuration(new AtOnce()));
    EdgeCache<String, Object> cache = spec.create(replaced);
    cache.put("k", spec.value("1"));
    assertTier(cache, "k", Tier.DISK);
    cache.get("k");
    assertTier(cache, "k", Tier.HEAP);
    spec.advance(Duration.ofHours(2));
    assertTier(cache, "k", Tier.HEAP);
  }

  @CacheSpec(layouts = Layout.WARM)
  void what_a_tier_listener_throws_reaches_nobody(SpecCache spec) {
    EdgeCache<String, Object> cache = spec.create();
    cache.registerTierListener(
        configuration(
            (TierMoveListener<String, Object>)
                event -> {
                  throw new IllegalStateException("as planned");
                }));
    cache.put("k", spec.value("1"));
    assertThat(cache.get("k")).isEqualTo(spec.value("1"));
    assertTier(cache, "k", Tier.HEAP);
  }

  @CacheSpec(layouts = {Layout.HEAP, Layout.DISK})
  void a_filter_and_what_is_no_tier_listener_are_refused(SpecCache spec) {
    EdgeCache<String, Object> cache = spec.create();
    CacheEntryListenerConfiguration<String, Object> filtered =
        new MutableCacheEntryListenerConfiguration<>(Moves::new, () -> event -> true, false, true);
    assertThatThrownBy(() -> cache.registerTierListener(filtered))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("filter");
    EdgeCacheConfiguration<String, Object> configuration = spec.configuration();
    assertThatThrownBy(() -> configuration.addTierListener(filtered))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("filter");
    assertThatThrownBy(() -> cache.registerTierListener(new Heard().synchronously()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
