package com.heliosdb.edge.cache.azure;

import static com.heliosdb.edge.cache.azure.Stores.done;
import static com.heliosdb.edge.cache.azure.Stores.key;
import static com.heliosdb.edge.cache.azure.Stores.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.spi.RegionStore.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

class FaultyServiceTest {
  @RegisterExtension static final Azurite AZURITE = new Azurite();

  private static final int VALUE = 300_000;

  private FaultProxy proxy;
  private BlobRegionStore store;

  @BeforeEach
  void open(TestInfo test) throws Exception {
    proxy = new FaultProxy(AZURITE.server().port());
    store = open(test.getDisplayName(), Map.of("request-timeout", "2 s"));
    // The first requests of a JVM take longer than any later one.
    BlobRegionStore patient = open(test.getDisplayName(), Map.of("request-timeout", "30 s"));
    done(patient.putIfNewer(0, key(1), value(1, VALUE)));
    patient.close();
    warmUp();
  }

  private void warmUp() throws Exception {
    for (int i = 0; ; i++) {
      try {
        assertThat(done(store.get(0, key(1)))).isEqualTo(value(1, VALUE));
        return;
      } catch (TimeoutException e) {
        assertThat(i).isLessThan(20);
      }
    }
  }

  private BlobRegionStore open(String cache, Map<String, String> options) {
    AzureBlobOptions read = AZURITE.options(proxy.port(), options);
    return new BlobRegionStore(
        Connection.to(read),
        new BlobNames("", "faults", cache),
        1L << 30,
        read,
        InstantSource.system());
  }

  @AfterEach
  void close() throws IOException {
    store.close();
    proxy.close();
  }

  @Test
  void an_answer_that_hangs_in_its_middle_fails_and_gives_its_connection_up() throws Exception {
    proxy.hangAfter(VALUE / 2);
    assertThatThrownBy(() -> done(store.get(0, key(1))))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("2000 ms");
    assertThat(proxy.hungUp().await(60, TimeUnit.SECONDS)).isTrue();
    proxy.heal();
    assertThat(done(store.get(0, key(1)))).isEqualTo(value(1, VALUE));
  }

  @Test
  void an_answer_that_never_begins_fails() throws Exception {
    proxy.hangAfter(0);
    assertThatThrownBy(() -> done(store.get(0, key(1)))).isInstanceOf(TimeoutException.class);
    assertThatThrownBy(() -> done(store.putIfNewer(0, key(2), value(1, 10))))
        .isInstanceOf(TimeoutException.class);
    assertThatThrownBy(() -> done(store.check())).isInstanceOf(TimeoutException.class);
  }

  @Test
  void an_answer_that_is_cut_off_fails() throws Exception {
    proxy.cutAfter(VALUE / 2);
    assertThatThrownBy(() -> done(store.get(0, key(1)))).isInstanceOf(IOException.class);
    proxy.heal();
    assertThat(done(store.get(0, key(1)))).isEqualTo(value(1, VALUE));
  }

  @Test
  void a_busy_service_is_asked_once_and_the_failure_says_what_it_said() throws Exception {
    done(store.generation());
    proxy.answerBusy();
    proxy.forgetRequests();
    assertThatThrownBy(() -> done(store.get(0, key(1))))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("503", "ServerBusy", "retry after 30", "0815")
        .hasMessageNotContaining("127.0.0.1");
    assertThat(proxy.requests())
        .hasSizeBetween(1, 2)
        .allMatch(request -> request.startsWith("GET"));
    proxy.heal();
    assertThat(done(store.get(0, key(1)))).isEqualTo(value(1, VALUE));
  }

  @Test
  void a_service_at_its_usual_distance_is_no_fault() throws Exception {
    proxy.delay(Duration.ofMillis(55));
    assertThat(done(store.putIfNewer(0, key(3), value(1, 1000)))).isEqualTo(Outcome.STORED);
    assertThat(done(store.get(0, key(3)))).isEqualTo(value(1, 1000));
  }

  @Test
  void operations_fail_while_the_service_is_away_and_succeed_when_it_is_back() throws Exception {
    int port = proxy.port();
    proxy.close();
    assertThatThrownBy(() -> done(store.get(0, key(1)))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> done(store.check())).isInstanceOf(IOException.class);
    proxy = new FaultProxy(AZURITE.server().port(), port);
    assertThat(done(store.get(0, key(1)))).isEqualTo(value(1, VALUE));
  }

  @Test
  void no_caller_waits_and_closing_completes_what_is_under_way() throws Exception {
    proxy.hangAfter(0);
    List<CompletableFuture<?>> operations =
        IntStream.range(0, 50)
            .<CompletableFuture<?>>mapToObj(i -> store.get(0, key(i)).toCompletableFuture())
            .toList();
    store.close();
    for (CompletableFuture<?> each : operations) {
      assertThatThrownBy(() -> done(each)).isInstanceOf(Exception.class);
    }
  }
}
