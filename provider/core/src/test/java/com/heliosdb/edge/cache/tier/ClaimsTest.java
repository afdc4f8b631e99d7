package com.heliosdb.edge.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClaimsTest {
  private final Claims claims = new Claims("c", new Stripes(), Duration.ofHours(1));

  @Test
  void a_shut_gate_keeps_new_claims_out_until_it_is_opened() throws Exception {
    claims.shutGate();
    FutureTask<Claim> taking = new FutureTask<>(() -> claims.take(new KeyRef("k")));
    Thread taker = new Thread(taking, "taker");
    taker.start();
    awaitWaiting(taker);
    assertThat(taking.isDone()).isFalse();
    claims.openGate();
    claims.release(taking.get(10, TimeUnit.SECONDS));
    taker.join();
  }

  @Test
  void a_gate_shut_twice_is_open_after_the_second_opening() throws Exception {
    claims.shutGate();
    claims.shutGate();
    claims.openGate();
    FutureTask<Claim> taking = new FutureTask<>(() -> claims.take(new KeyRef("k")));
    Thread taker = new Thread(taking, "taker");
    taker.start();
    awaitWaiting(taker);
    claims.openGate();
    claims.release(taking.get(10, TimeUnit.SECONDS));
    taker.join();
  }

  @Test
  void a_thread_in_user_code_passes_since_others_may_wait_for_what_it_holds() {
    Claim held = claims.take(new KeyRef("held"));
    claims.shutGate();
    Claim more = claims.take(new KeyRef("more"));
    claims.openGate();
    claims.release(more);
    claims.release(held);
    assertThat(Claims.heldByCurrentThread()).isFalse();
  }

  @Test
  void the_gate_holds_nobody_up_for_ever_since_user_code_may_wait_for_him() {
    Claims impatient = new Claims("c", new Stripes(), Duration.ofMillis(1));
    impatient.shutGate();
    impatient.release(impatient.take(new KeyRef("k")));
    impatient.openGate();
    assertThat(Claims.heldByCurrentThread()).isFalse();
  }

  @Test
  void whoever_is_interrupted_at_the_gate_holds_nothing() throws Exception {
    claims.shutGate();
    FutureTask<Claim> taking = new FutureTask<>(() -> claims.take(new KeyRef("k")));
    Thread taker = new Thread(taking, "taker");
    taker.start();
    awaitWaiting(taker);
    taker.interrupt();
    taker.join();
    assertThat(taking)
        .failsWithin(10, TimeUnit.SECONDS)
        .withThrowableThat()
        .withMessageContaining("Interrupted while cache 'c' is cleared");
    claims.openGate();
    claims.release(claims.take(new KeyRef("k")));
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
  }
}
