package com.heliosdb.edge.cache.tiering;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.config.TieringSettings;
import com.heliosdb.edge.cache.event.EntryLife;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.event.TierEvent;
import com.heliosdb.edge.cache.event.TierOperations;
import com.heliosdb.edge.cache.spi.Version;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TieringListenersTest {
  private static final TieringSettings SETTINGS = settings(TieringSettings.Policy.THRESHOLD, 2);

  private final List<String> moves = new ArrayList<>();
  private final TierOperations<String> operations =
      new TierOperations<>() {
        @Override
        public boolean promote(String key) {
          return moves.add("promote " + key);
        }

        @Override
        public boolean demote(String key) {
          return moves.add("demote " + key);
        }

        @Override
        public CompletionStage<Boolean> prefetch(String key) {
          return CompletableFuture.completedFuture(moves.add("prefetch " + key));
        }

        @Override
        public Optional<EntryLife> life(String key) {
          return Optional.empty();
        }
      };

  @SuppressWarnings("unchecked")
  private static final Cache<String, Integer> CACHE =
      (Cache<String, Integer>)
          Proxy.newProxyInstance(
              TieringListenersTest.class.getClassLoader(),
              new Class<?>[] {Cache.class},
              (proxy, method, arguments) -> {
                throw new UnsupportedOperationException("Tier listeners do not use the cache");
              });

  private TierEvent<String, Integer> event(
      TierEvent.Kind kind, Tier tier, int accesses, Duration idle) {
    return new TierEvent<>(
        CACHE, kind, tier, "a", accesses, idle, new Version(1, 0), "", operations);
  }

  private static CacheEntryListener<? super String, ? super Integer> make(
      CacheEntryListenerConfiguration<String, Integer> configuration) {
    return configuration.getCacheEntryListenerFactory().create();
  }

  @SuppressWarnings("unchecked")
  private static PromotionListener<String, Integer> promotion(TieringSettings settings) {
    return (PromotionListener<String, Integer>) make(PromotionListener.configuration(settings));
  }

  @SuppressWarnings("unchecked")
  private static DemotionListener<String, Integer> demotion(TieringSettings settings) {
    return (DemotionListener<String, Integer>) make(DemotionListener.configuration(settings));
  }

  @ParameterizedTest
  @CsvSource({"DISK, 4, 0", "DISK, 5, 1", "DISK, 6, 1", "HEAP, 9, 0"})
  void promotes_what_has_been_read_often_enough_on_disk(Tier tier, int accesses, int promotions) {
    PromotionListener<String, Integer> listener = promotion(SETTINGS);
    listener.onRead(event(TierEvent.Kind.READ, tier, accesses, Duration.ZERO));
    assertThat(moves).hasSize(promotions).allMatch("promote a"::equals);
  }

  @Test
  void demotes_the_candidate_of_a_full_heap() {
    DemotionListener<String, Integer> listener = demotion(SETTINGS);
    listener.onPressure(event(TierEvent.Kind.PRESSURE, Tier.HEAP, 100, Duration.ZERO));
    assertThat(moves).containsExactly("demote a");
  }

  @ParameterizedTest
  @CsvSource({
    // tier, accesses, idle seconds, demoted
    "HEAP, 100, 3599, false",
    "HEAP, 100, 3600, true",
    "HEAP, 1, 299, false",
    "HEAP, 1, 300, true",
    "HEAP, 2, 300, false",
    "DISK, 0, 9999, false"
  })
  void the_scan_demotes_what_is_idle_or_seldom_read(
      Tier tier, int accesses, long idleSeconds, boolean demoted) {
    DemotionListener<String, Integer> listener = demotion(SETTINGS);
    listener.onScan(event(TierEvent.Kind.SCAN, tier, accesses, Duration.ofSeconds(idleSeconds)));
    assertThat(moves).hasSize(demoted ? 1 : 0).allMatch("demote a"::equals);
  }

  @Test
  void the_adaptive_policy_has_the_heap_decide_at_every_read_on_disk() {
    PromotionListener<String, Integer> promotion =
        promotion(settings(TieringSettings.Policy.ADAPTIVE, 2));
    promotion.onRead(event(TierEvent.Kind.READ, Tier.DISK, 1, Duration.ZERO));
    assertThat(moves).containsExactly("promote a");
  }

  @Test
  void the_adaptive_policy_demotes_no_entry_for_few_accesses() {
    DemotionListener<String, Integer> demotion =
        demotion(settings(TieringSettings.Policy.ADAPTIVE, 2));
    demotion.onScan(event(TierEvent.Kind.SCAN, Tier.HEAP, 0, Duration.ofMinutes(59)));
    assertThat(moves).isEmpty();
    demotion.onScan(event(TierEvent.Kind.SCAN, Tier.HEAP, 0, Duration.ofMinutes(60)));
    assertThat(moves).containsExactly("demote a");
  }

  private static TieringSettings settings(TieringSettings.Policy policy, int minAccesses) {
    return new TieringSettings(
        policy, 5, Duration.ofHours(1), minAccesses, Duration.ofMinutes(5), 1, 0);
  }

  @Test
  void no_minimum_means_no_demotion_for_few_accesses() {
    TieringSettings lenient = settings(TieringSettings.Policy.THRESHOLD, 0);
    DemotionListener<String, Integer> listener = demotion(lenient);
    listener.onScan(event(TierEvent.Kind.SCAN, Tier.HEAP, 0, Duration.ofMinutes(59)));
    assertThat(moves).isEmpty();
  }

  @Test
  void configurations_of_equal_settings_are_equal_and_have_no_filter() {
    assertThat(PromotionListener.<String, Integer>configuration(SETTINGS))
        .isEqualTo(PromotionListener.configuration(SETTINGS))
        .extracting(CacheEntryListenerConfiguration::getCacheEntryEventFilterFactory)
        .isNull();
    assertThat(DemotionListener.<String, Integer>configuration(SETTINGS))
        .isEqualTo(DemotionListener.configuration(SETTINGS))
        .extracting(CacheEntryListenerConfiguration::getCacheEntryEventFilterFactory)
        .isNull();
  }
}
