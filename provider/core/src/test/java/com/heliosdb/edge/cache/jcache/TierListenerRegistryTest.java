package com.heliosdb.edge.cache.jcache;

import static com.heliosdb.edge.cache.jcache.Fakes.filtered;
import static com.heliosdb.edge.cache.jcache.Fakes.synchronous;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.event.EntryLife;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.event.TierAccessListener;
import com.heliosdb.edge.cache.event.TierEvent;
import com.heliosdb.edge.cache.event.TierEvent.Kind;
import com.heliosdb.edge.cache.event.TierMoveListener;
import com.heliosdb.edge.cache.event.TierOperations;
import com.heliosdb.edge.cache.event.TierPressureListener;
import com.heliosdb.edge.cache.event.TierReadListener;
import com.heliosdb.edge.cache.event.TierScanListener;
import com.heliosdb.edge.cache.jcache.Fakes.Recorder;
import com.heliosdb.edge.cache.spi.Version;
import java.io.Closeable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TierListenerRegistryTest {
  private static final TierOperations<Object> NO_OPERATIONS =
      new TierOperations<>() {
        @Override
        public boolean promote(Object key) {
          return false;
        }

        @Override
        public boolean demote(Object key) {
          return false;
        }

        @Override
        public CompletionStage<Boolean> prefetch(Object key) {
          return CompletableFuture.completedFuture(false);
        }

        @Override
        public Optional<EntryLife> life(Object key) {
          return Optional.empty();
        }
      };

  private final Cache<String, Integer> cache = Fakes.cache();
  private final TierListenerRegistry<String, Integer> registry =
      new TierListenerRegistry<>(() -> cache, 7);

  private static final class AllKinds
      implements TierReadListener<String, Integer>,
          TierPressureListener<String, Integer>,
          TierScanListener<String, Integer>,
          TierMoveListener<String, Integer>,
          TierAccessListener<String, Integer>,
          Closeable {
    final List<TierEvent<String, Integer>> events = new ArrayList<>();
    int closed;

    @Override
    public void onRead(TierEvent<String, Integer> event) {
      events.add(event);
    }

    @Override
    public void onAccess(TierEvent<String, Integer> event) {
      events.add(event);
    }

    @Override
    public void onPressure(TierEvent<String, Integer> event) {
      events.add(event);
    }

    @Override
    public void onScan(TierEvent<String, Integer> event) {
      events.add(event);
    }

    @Override
    public void onMove(TierEvent<String, Integer> event) {
      events.add(event);
    }

    @Override
    public void close() {
      closed++;
    }
  }

  private void publish(Kind kind) {
    registry.publish(kind, Tier.DISK, "a", 3, 1_500, 42, "because", NO_OPERATIONS);
  }

  @ParameterizedTest
  @EnumSource
  void events_carry_what_was_published(Kind kind) {
    AllKinds listener = new AllKinds();
    assertThat(registry.wants(kind)).isFalse();
    registry.register(synchronous(listener));
    assertThat(registry.wants(kind)).isTrue();
    publish(kind);
    assertThat(listener.events).hasSize(1);
    TierEvent<String, Integer> event = listener.events.get(0);
    assertThat(event.kind()).isEqualTo(kind);
    assertThat(event.tier()).isEqualTo(Tier.DISK);
    assertThat((Object) event.cache()).isSameAs(cache);
    assertThat(event.key()).isEqualTo("a");
    assertThat(event.accesses()).isEqualTo(3);
    assertThat(event.idle()).isEqualTo(Duration.ofMillis(1_500));
    assertThat(event.version()).isEqualTo(new Version(42, 7));
    assertThat(event.reason()).isEqualTo("because");
    assertThat((Object) event.operations()).isSameAs(NO_OPERATIONS);
  }

  @Test
  void a_listener_hears_only_its_kinds() {
    AtomicInteger moves = new AtomicInteger();
    TierMoveListener<String, Integer> listener = event -> moves.incrementAndGet();
    registry.register(synchronous(listener));
    assertThat(registry.wants(Kind.MOVED)).isTrue();
    assertThat(registry.wants(Kind.READ)).isFalse();
    publish(Kind.READ);
    publish(Kind.MOVED);
    assertThat(moves).hasValue(1);
  }

  @Test
  void what_a_listener_throws_is_counted_and_goes_no_further() {
    AllKinds other = new AllKinds();
    TierReadListener<String, Integer> failing =
        event -> {
          throw new IllegalStateException("on purpose");
        };
    TierReadListener<String, Integer> failingBadly =
        event -> {
          throw new AssertionError("on purpose");
        };
    registry.register(synchronous(failing));
    registry.register(synchronous(failingBadly));
    registry.register(synchronous(other));
    publish(Kind.READ);
    publish(Kind.READ);
    assertThat(other.events).hasSize(2);
    assertThat(registry.faults()).isEqualTo(4);
  }

  @Test
  void a_filter_is_refused() {
    assertThatThrownBy(() -> registry.register(filtered(new AllKinds(), event -> true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("filter");
  }

  @Test
  void a_listener_of_entries_is_shown_the_right_door() {
    assertThatThrownBy(() -> registry.register(synchronous(new Recorder())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TierReadListener")
        .hasMessageContaining("registerCacheEntryListener");
  }

  @Test
  void a_configuration_is_registered_only_once_and_may_come_back() {
    AllKinds listener = new AllKinds();
    CacheEntryListenerConfiguration<String, Integer> configuration = synchronous(listener);
    registry.register(configuration);
    assertThatThrownBy(() -> registry.register(configuration))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("registered already");
    registry.deregister(configuration);
    registry.deregister(configuration);
    publish(Kind.READ);
    assertThat(listener.events).isEmpty();
    assertThat(listener.closed).isZero();
    registry.register(configuration);
    publish(Kind.READ);
    assertThat(listener.events).hasSize(1);
  }

  @Test
  void closing_closes_listeners_once_and_ends_events() {
    AllKinds listener = new AllKinds();
    registry.register(synchronous(listener));
    registry.close();
    registry.close();
    publish(Kind.READ);
    assertThat(listener.closed).isEqualTo(1);
    assertThat(listener.events).isEmpty();
    assertThatThrownBy(() -> registry.register(synchronous(new AllKinds())))
        .isInstanceOf(IllegalStateException.class);
  }
}
