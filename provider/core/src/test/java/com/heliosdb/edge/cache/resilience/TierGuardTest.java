package com.heliosdb.edge.cache.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.testing.CapturedLog;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TierGuardTest {
  private final AtomicLong nanos = new AtomicLong();
  private final LongAdder faults = new LongAdder();
  private final TierGuard guard = new TierGuard("region tier", faults, nanos::get);
  private final CapturedLog log = new CapturedLog();

  @AfterEach
  void endCapture() {
    log.close();
  }

  @Test
  void says_once_that_it_steps_aside_and_once_that_it_is_back() {
    for (int i = 0; i < 100; i++) {
      fail();
      pass(Duration.ofSeconds(10));
    }
    assertThat(guard.aside()).isTrue();
    guard.back();
    guard.back();

    assertThat(guard.aside()).isFalse();
    assertThat(faults.sum()).isEqualTo(100);
    assertThat(log.messages()).hasSize(2);
    assertThat(log.messages().get(0)).contains("steps aside").doesNotContain("times");
    assertThat(log.messages().get(1)).contains("is back; 99 more faults");
  }

  @Test
  void says_so_once_a_minute_of_a_tier_that_comes_and_goes() {
    for (int i = 0; i < 50; i++) {
      fail();
      pass(Duration.ofSeconds(1));
      guard.back();
    }
    assertThat(log.messages()).hasSize(2);

    pass(Duration.ofSeconds(10));
    fail();
    guard.back();

    assertThat(log.messages()).hasSize(4);
    assertThat(log.messages().get(2)).contains("it did so 50 times since this was last said");
    assertThat(log.messages().get(3)).contains("is back");
  }

  @Test
  void says_it_late_of_a_departure_that_lasts() {
    fail();
    guard.back();
    pass(Duration.ofSeconds(1));
    fail();
    assertThat(log.messages()).hasSize(2);

    pass(Duration.ofSeconds(59));
    fail();
    fail();
    guard.back();

    assertThat(log.messages()).hasSize(4);
    assertThat(log.messages().get(2)).contains("steps aside");
    assertThat(log.messages().get(3)).contains("is back");
  }

  private void fail() {
    guard.fault("read", new IOException("planned"));
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
