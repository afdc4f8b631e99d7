package com.heliosdb.edge.cache.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ScoresTest {
  private static final Offset<Double> ROUNDED = Offset.offset(0.02);
  private static final int ENTRIES = 1_000;

  private final AgingRule plain = new AgingRule(2, false, false, 0);

  @Test
  void the_weight_of_an_access_halves_in_its_half_life() {
    Scores scores = scores(plain);
    int score = scores.raised(scores.fresh(1), 3);
    assertThat(scores.worth(score, 1)).isCloseTo(2, ROUNDED);
    turn(scores, 2 * ENTRIES);
    assertThat(scores.worth(score, 1)).isCloseTo(1, ROUNDED);
    turn(scores, 4 * ENTRIES);
    assertThat(scores.worth(score, 1)).isCloseTo(-1, ROUNDED);
  }

  @Test
  void an_access_adds_to_what_is_left() {
    Scores scores = scores(plain);
    int score = scores.fresh(1);
    turn(scores, 2 * ENTRIES);
    assertThat(scores.worth(scores.raised(score, 1), 1)).isCloseTo(Scores.log2(1.5), ROUNDED);
  }

  @Test
  void accesses_some_time_ago_have_aged_since() {
    Scores scores = scores(plain);
    int score = scores.fresh(1);
    turn(scores, 4 * ENTRIES);
    // A quarter of the first is left; of three more, two turnovers ago, a half.
    assertThat(scores.worth(scores.raised(score, 3, 2), 1))
        .isCloseTo(Scores.log2(0.25 + 1.5), ROUNDED);
  }

  @Test
  void scores_stay_comparable_when_the_rule_changes() {
    Scores scores = scores(plain);
    int often = scores.raised(scores.fresh(1), 7);
    turn(scores, 4 * ENTRIES);
    int lately = scores.fresh(2);
    assertThat(scores.worth(often, 1)).isGreaterThan(scores.worth(lately, 1));
    scores.follow(new AgingRule(0.5, false, false, 0));
    assertThat(scores.worth(often, 1)).isLessThan(scores.worth(lately, 1));
  }

  @Test
  void a_stored_score_keeps_its_age_under_another_clock() {
    Scores before = scores(plain);
    turn(before, 777 * ENTRIES);
    int score = before.raised(before.fresh(1), 3);
    turn(before, 2 * ENTRIES);
    Scores after = scores(plain);
    turn(after, 13 * ENTRIES);
    assertThat(after.worth(after.ofStored(before.toStored(score)), 1)).isCloseTo(1, ROUNDED);
    assertThat(after.worth(after.ofStored(Scores.storedOf(4)), 1)).isCloseTo(2, ROUNDED);
  }

  @Test
  void what_was_seen_before_counts_only_where_the_rule_says_so() {
    Scores scores = scores(new AgingRule(3, true, false, 0.9));
    assertThat(scores.worth(scores.fresh(8), 1)).isCloseTo(3, ROUNDED);
    assertThat(scores.worth(scores.fresh(1), 1)).isCloseTo(-0.3, ROUNDED);
    scores.follow(plain);
    assertThat(scores.worth(scores.fresh(8), 1)).isCloseTo(0, ROUNDED);
  }

  @Test
  void the_worth_is_divided_by_the_size_to_the_exponent() {
    Scores scores = new Scores(plain, hash -> hash, 0.5, null);
    scores.turn(ENTRIES);
    assertThat(scores.worth(scores.fresh(1), 16)).isCloseTo(-2, ROUNDED);
    assertThat(scores.worth(scores.fresh(1), 0)).isCloseTo(0, ROUNDED);
  }

  @Test
  void a_key_that_comes_back_has_what_is_left_of_its_score() {
    Remembered remembered = new Remembered();
    Scores scores = new Scores(plain, hash -> hash, 0, remembered);
    scores.turn(ENTRIES);
    scores.left(7, scores.raised(scores.fresh(7), 3));
    turn(scores, 2 * ENTRIES);
    assertThat(scores.worth(scores.returned(7, 7), 1)).isCloseTo(Scores.log2(3), ROUNDED);
    assertThat(scores.worth(scores.returned(8, 8), 1)).isCloseTo(0, ROUNDED);
  }

  private static Scores scores(AgingRule rule) {
    Scores scores = new Scores(rule, hash -> hash, 0, null);
    scores.turn(ENTRIES);
    return scores;
  }

  private static void turn(Scores scores, int times) {
    for (int i = 0; i < times; i++) {
      scores.turn(ENTRIES);
    }
  }
}
