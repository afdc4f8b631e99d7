package com.heliosdb.edge.cache.benchmarks.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.expiry.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
  private final VirtualTime time = new VirtualTime(1_000);
  private final List<String> done = new ArrayList<>();

  @Test
  void doesWhatFellDueAtItsTime() {
    time.every(Duration.ofMillis(20), () -> done.add("slow " + time.millis()));
    time.every(Duration.ofMillis(15), () -> done.add("quick " + time.millis()));
    time.moveTo(1_040);
    assertThat(done).containsExactly("quick 1015", "slow 1020", "quick 1030", "slow 1040");
    assertThat(time.millis()).isEqualTo(1_040);
    assertThat(time.nanos()).isEqualTo(1_040_000_000L);
  }

  @Test
  void endsASchedule() {
    TimeSource.Registration schedule = time.every(Duration.ofMillis(10), () -> done.add("ran"));
    time.moveTo(1_010);
    schedule.close();
    time.moveTo(2_000);
    assertThat(done).containsExactly("ran");
  }

  @Test
  void doesNotRunBackwards() {
    time.moveTo(900);
    assertThat(time.millis()).isEqualTo(1_000);
  }
}
