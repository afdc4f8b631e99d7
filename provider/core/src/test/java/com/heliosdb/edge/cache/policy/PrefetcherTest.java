package com.heliosdb.edge.cache.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.config.PrefetchSettings;
import com.heliosdb.edge.cache.config.PrefetchSettings.Mode;
import com.heliosdb.edge.cache.policy.Prefetcher.Life;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrefetcherTest {
  private static final long TTL = 60_000;
  private static final long TICK = 250;

  private final Map<String, Life> held = new HashMap<>();
  private final List<String> fetched = new ArrayList<>();
  private boolean failing;
  private long now;

  private static Prefetcher<String> prefetcher(Mode mode, double budget) {
    return new Prefetcher<>(
        new PrefetchSettings(mode, Duration.ofSeconds(60), 0.48, 0.3, budget, 1_000));
  }

  /** Lets time pass, and what is to be fetched be there at once. */
  private void advance(Prefetcher<String> prefetcher, long millis) {
    for (long end = now + millis; now < end; ) {
      now = Math.min(end, now + TICK);
      held.values().removeIf(life -> life.expiresMillis() <= now);
      for (String key : prefetcher.tick(now, held::get)) {
        fetched.add(key);
        if (failing) {
          prefetcher.failed(key, now);
        } else {
          prefetcher.succeeded();
          held.put(key, new Life(now, now + TTL));
        }
      }
    }
  }

  /** Asks for a key, which is loaded if it is not there. */
  private boolean ask(Prefetcher<String> prefetcher, String key) {
    boolean hit = held.containsKey(key);
    prefetcher.accessed(key, now, hit);
    held.putIfAbsent(key, new Life(now, now + TTL));
    return hit;
  }

  @Test
  void keys_are_predicted_within_a_window_the_soonest_first() {
    Prefetcher<String> prefetcher = prefetcher(Mode.WINDOW, 0);
    for (int i = 0; i < 3; i++) {
      prefetcher.accessed("slow", i * 50_000L, false);
      prefetcher.accessed("quick", 80_000 + i * 10_000L, false);
      prefetcher.accessed("seldom", i * 1_000_000L, false);
    }
    prefetcher.accessed("new", 100_000, false);

    assertThat(prefetcher.predictions(100_000, 60_000)).containsExactly("quick", "slow");
    assertThat(prefetcher.predictions(100_000, 10_000)).containsExactly("quick");
    assertThat(prefetcher.predictions(110_001, 10_000)).isEmpty();
  }

  @Test
  void a_steady_key_is_there_just_before_it_is_asked_for() {
    Prefetcher<String> prefetcher = prefetcher(Mode.CALIBRATED, 0);
    List<Boolean> hits = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      hits.add(ask(prefetcher, "steady"));
      advance(prefetcher, 180_000);
    }

    assertThat(hits.subList(0, 4)).containsOnly(false);
    assertThat(hits.subList(4, 12)).containsOnly(true);
    assertThat(prefetcher.counts().useful()).isEqualTo(8);
    assertThat(prefetcher.counts().rightPredictions()).isEqualTo(8);
    // Whether it is worth fetching at its expiry as well had to be learned.
    assertThat(fetched).hasSizeBetween(9, 14);
  }

  @Test
  void a_key_that_is_asked_for_again_and_again_is_fetched_anew_before_it_expires() {
    Prefetcher<String> prefetcher = prefetcher(Mode.CALIBRATED, 0);
    int misses = 0;
    for (int i = 0; i < 100; i++) {
      misses += ask(prefetcher, "busy") ? 0 : 1;
      advance(prefetcher, 13_000);
    }

    assertThat(misses).isLessThanOrEqualTo(2);
  }

  @Test
  void the_window_mode_looks_once_in_a_window() {
    Prefetcher<String> prefetcher = prefetcher(Mode.WINDOW, 0);
    List<Boolean> hits = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      hits.add(ask(prefetcher, "steady"));
      advance(prefetcher, 150_000);
    }

    assertThat(hits).contains(true);
    assertThat(prefetcher.counts().rightPredictions()).isPositive();
  }

  /** Keys that are asked for in three steady intervals, and never again. */
  private void askInVain(Prefetcher<String> prefetcher, int round) {
    for (int i = 0; i < 4; i++) {
      ask(prefetcher, "gone-" + round);
      advance(prefetcher, 150_000);
    }
    advance(prefetcher, 3 * TTL);
    ask(prefetcher, "gone-" + round);
  }

  @Test
  void what_proves_of_no_use_is_not_fetched_any_more() {
    Prefetcher<String> prefetcher = prefetcher(Mode.CALIBRATED, 0);
    for (int i = 0; i < 50; i++) {
      askInVain(prefetcher, i);
    }
    assertThat(fetched).isNotEmpty();
    fetched.clear();
    for (int i = 50; i < 60; i++) {
      askInVain(prefetcher, i);
    }

    assertThat(fetched).isEmpty();
  }

  @Test
  void it_stops_where_too_little_is_of_use_and_goes_on_when_predictions_prove_right() {
    // A threshold at which all that is considered is fetched.
    Prefetcher<String> prefetcher =
        new Prefetcher<>(
            new PrefetchSettings(Mode.CALIBRATED, Duration.ofSeconds(60), 0.01, 0.3, 0, 1_000));
    for (int i = 0; i < 50; i++) {
      askInVain(prefetcher, i);
    }
    assertThat(prefetcher.counts().stopped()).isTrue();
    fetched.clear();
    askInVain(prefetcher, 50);
    assertThat(fetched).isEmpty();

    for (int i = 0; i < 200; i++) {
      ask(prefetcher, "steady");
      advance(prefetcher, 20_000);
    }
    assertThat(prefetcher.counts().stopped()).isFalse();
    assertThat(fetched).contains("steady");
  }

  @Test
  void the_budget_bounds_useless_fetches() {
    Prefetcher<String> bounded = prefetcher(Mode.CALIBRATED, 0.01);
    long credit = 50;
    long asked = 0;
    for (int i = 0; i < 100; i++) {
      for (int j = 0; j < 5; j++) {
        for (int k = 0; k < 5; k++) {
          ask(bounded, "gone-" + i + "-" + k);
          asked++;
        }
        advance(bounded, 70_000);
      }
    }

    long useless = bounded.counts().fetches() - bounded.counts().useful();
    assertThat(useless).isPositive().isLessThanOrEqualTo(credit + asked / 100 + 5);
  }

  @Test
  void fetches_that_fail_are_counted_and_cannot_go_on_for_ever() {
    Prefetcher<String> prefetcher = prefetcher(Mode.CALIBRATED, 0);
    failing = true;
    for (int i = 0; i < 400; i++) {
      ask(prefetcher, "steady-" + i % 10);
      advance(prefetcher, 7_000);
    }

    assertThat(prefetcher.counts().failed()).isBetween(5L, 30L);
    assertThat(prefetcher.counts().useful()).isZero();
  }

  @Test
  void a_pause_costs_no_credits() {
    Prefetcher<String> bounded = prefetcher(Mode.CALIBRATED, 0.001);
    for (int i = 0; i < 4; i++) {
      askTogether(bounded, 40);
      advance(bounded, 150_000);
    }
    // All of them are due in the pause.
    askTogether(bounded, 40);
    bounded.failed("steady-0", now + 130_000);
    fetched.clear();
    advance(bounded, 131_000);
    assertThat(fetched).as("in the pause").isEmpty();
    advance(bounded, 19_000);
    askTogether(bounded, 40);
    advance(bounded, 150_000);

    // Of the fifty credits of the start hardly one was spent before.
    assertThat(fetched).hasSizeGreaterThan(30);
  }

  @Test
  void what_is_not_fetched_after_all_gives_its_credit_back() {
    Prefetcher<String> bounded = prefetcher(Mode.CALIBRATED, 0.001);
    for (int i = 0; i < 500; i++) {
      ask(bounded, "steady");
      for (int j = 0; j < 600; j++) {
        now += TICK;
        held.values().removeIf(life -> life.expiresMillis() <= now);
        bounded.tick(now, held::get).forEach(bounded::skipped);
      }
    }
    ask(bounded, "steady");
    advance(bounded, 150_000);

    assertThat(fetched).contains("steady");
    assertThat(bounded.counts().fetches()).isEqualTo(fetched.size());
  }

  @Test
  void a_decision_that_another_replaces_before_its_time_teaches_nothing() {
    PrefetchSettings settings =
        new PrefetchSettings(Mode.CALIBRATED, Duration.ofSeconds(60), 0.48, 0.3, 0, 1_000);
    CalibratedTrigger<String> trigger =
        new CalibratedTrigger<>(new Prefetcher<String>(settings), settings);
    Calibration calibration = new Calibration();
    KeyHistory<String> history = new KeyHistory<>("k", 0);
    double before = calibration.probability(1);
    history.open(60_000, 120_000, false);
    history.teach(calibration, 1);
    trigger.closeMissed(history, 100_000);
    assertThat(history.isOpen()).isFalse();
    assertThat(calibration.probability(1)).isEqualTo(before);

    history.open(60_000, 120_000, false);
    history.teach(calibration, 1);
    trigger.closeMissed(history, 120_000);
    assertThat(calibration.probability(1)).isLessThan(before);
  }

  private void askTogether(Prefetcher<String> prefetcher, int keys) {
    for (int i = 0; i < keys; i++) {
      ask(prefetcher, "steady-" + i);
    }
  }

  @Test
  void off_learns_and_fetches_nothing_by_itself() {
    Prefetcher<String> prefetcher = prefetcher(Mode.OFF, 0);
    for (int i = 0; i < 10; i++) {
      ask(prefetcher, "steady");
      advance(prefetcher, 90_000);
    }

    assertThat(fetched).isEmpty();
  }

  @Test
  void of_more_keys_than_the_table_holds_the_last_are_known() {
    Prefetcher<Integer> prefetcher =
        new Prefetcher<>(
            new PrefetchSettings(Mode.CALIBRATED, Duration.ofSeconds(60), 0.48, 0.3, 0.12, 1_000));
    int keys = Integer.getInteger("prefetch.keys", 100_000);
    for (int key = 0; key < keys; key++) {
      for (int i = 0; i < 3; i++) {
        prefetcher.accessed(key, key + i, false);
      }
    }

    assertThat(prefetcher.counts().keys()).isEqualTo(1_000);
    assertThat(prefetcher.predictions(keys, 1_000)).contains(keys - 1).doesNotContain(0);
    assertThat(prefetcher.queued()).isLessThanOrEqualTo(3 * 1_000);
  }
}
