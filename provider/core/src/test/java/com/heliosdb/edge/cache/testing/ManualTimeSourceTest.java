package com.heliosdb.edge.cache.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.expiry.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ManualTimeSourceTest {
  private final ManualTimeSource time = new ManualTimeSource(1_000);

  @Test
  void stands_still_until_moved() {
    assertThat(time.millis()).isEqualTo(1_000);
    time.advance(Duration.ofMillis(7));
    assertThat(time.millis()).isEqualTo(1_007);
    assertThat(time.nanos()).isEqualTo(7_000_000);
  }

  @Test
  void tasks_run_in_order_at_their_own_times() {
    List<String> runs = new ArrayList<>();
    time.every(Duration.ofMillis(3), () -> runs.add("a" + time.millis()));
    time.every(Duration.ofMillis(2), () -> runs.add("b" + time.millis()));
    time.advanceMillis(6);
    assertThat(runs).containsExactly("b1002", "a1003", "b1004", "a1006", "b1006");
  }

  @Test
  void a_task_that_throws_stays_scheduled() {
    AtomicInteger runs = new AtomicInteger();
    time.every(
        Duration.ofMillis(1),
        () -> {
          runs.incrementAndGet();
          throw new IllegalStateException("on purpose");
        });
    time.advanceMillis(2);
    assertThat(runs).hasValue(2);
  }

  @Test
  void a_task_can_end_its_own_schedule() {
    AtomicInteger runs = new AtomicInteger();
    AtomicReference<TimeSource.Registration> registration = new AtomicReference<>();
    registration.set(
        time.every(
            Duration.ofMillis(1),
            () -> {
              runs.incrementAndGet();
              registration.get().close();
            }));
    time.advanceMillis(5);
    assertThat(runs).hasValue(1);
    assertThat(time.schedules()).isZero();
  }

  @Test
  void closing_ends_all_schedules() {
    AtomicInteger runs = new AtomicInteger();
    time.every(Duration.ofMillis(1), runs::incrementAndGet);
    time.close();
    time.advanceMillis(5);
    assertThat(runs).hasValue(0);
    assertThat(time.isClosed()).isTrue();
    assertThatThrownBy(() -> time.every(Duration.ofMillis(1), () -> {}))
        .isInstanceOf(IllegalStateException.class);
  }
}
