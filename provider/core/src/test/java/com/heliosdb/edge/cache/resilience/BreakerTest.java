package com.heliosdb.edge.cache.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.testing.CapturedLog;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private static final Duration OPEN_FOR = Duration.ofSeconds(2);

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger opened = new AtomicInteger();
  private final Breaker breaker =
      new Breaker("store", 0.5, 2, OPEN_FOR, nanos::get, opened::incrementAndGet);
  private final CapturedLog log = new CapturedLog();

  @AfterEach
  void endCapture() {
    log.close();
  }

  @Test
  void says_once_that_the_service_is_left_alone_and_once_that_it_is_back() {
    for (int i = 0; i < 10; i++) {
      fail();
      assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
      assertThat(breaker.mayCall()).isFalse();
    }
    succeed();

    assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
    assertThat(opened).as("openings").hasValue(10);
    assertThat(log.messages()).hasSize(2);
    assertThat(log.messages().get(0)).contains("is left alone").doesNotContain("times");
    assertThat(log.messages().get(1)).contains("is back");
  }

  @Test
  void says_so_once_a_minute_of_a_service_that_comes_and_goes() {
    for (int i = 0; i < 10; i++) {
      fail();
      succeed();
    }
    assertThat(log.messages()).hasSize(2);

    pass(Duration.ofMinutes(1));
    fail();
    succeed();

    assertThat(log.messages()).hasSize(4);
    assertThat(log.messages().get(2)).contains("it did so 10 times since this was last said");
    assertThat(log.messages().get(3)).contains("is back");
  }

  @Test
  void says_it_late_of_a_service_that_stays_away() {
    fail();
    succeed();
    fail();
    assertThat(log.messages()).hasSize(2);

    pass(Duration.ofMinutes(1));
    fail();
    fail();

    assertThat(log.messages()).hasSize(3);
    assertThat(log.messages().get(2)).contains("is left alone");
  }

  /** Fails as often as calls are let through, until the breaker opens. */
  private void fail() {
    pass(OPEN_FOR.plusMillis(1));
    while (breaker.mayCall()) {
      breaker.failed(new IOException("no"));
    }
  }

  /** Succeeds until the breaker closes. */
  private void succeed() {
    pass(OPEN_FOR.plusMillis(1));
    do {
      assertThat(breaker.mayCall()).isTrue();
      breaker.succeeded();
    } while (breaker.state() != Breaker.State.CLOSED);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
