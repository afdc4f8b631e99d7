package com.heliosdb.edge.cache.azure;

import static com.heliosdb.edge.cache.azure.Stores.done;
import static com.heliosdb.edge.cache.azure.Stores.expiring;
import static com.heliosdb.edge.cache.azure.Stores.key;
import static com.heliosdb.edge.cache.azure.Stores.tombstone;
import static com.heliosdb.edge.cache.azure.Stores.value;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.heliosdb.edge.cache.azure.Sweeper.Swept;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;

class SweeperTest {
  @RegisterExtension static final Azurite AZURITE = new Azurite();

  private static final long CAPACITY = 100_000;
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();
  private static final long HOUR = Duration.ofHours(1).toMillis();

  private final Stores.Clock clock = new Stores.Clock();
  private final List<BlobRegionStore> opened = new ArrayList<>();
  private BlobNames names;
  private FaultProxy proxy;
  private BlobRegionStore store;
  private BlobRegionStore other;

  @BeforeEach
  void open(TestInfo test) throws IOException {
    names = new BlobNames("", "sweeps", test.getDisplayName());
    proxy = new FaultProxy(AZURITE.server().port());
    store = openAt(proxy.port());
    other = openAt(AZURITE.server().port());
  }

  private BlobRegionStore openAt(int port) {
    AzureBlobOptions options = AZURITE.options(port, Map.of("request-timeout", "30 s"));
    BlobRegionStore each =
        new BlobRegionStore(Connection.to(options), names, CAPACITY, options, clock);
    opened.add(each);
    return each;
  }

  @AfterEach
  void close() throws IOException {
    opened.forEach(BlobRegionStore::close);
    proxy.close();
  }

  private long blobs() {
    return AZURITE
        .container()
        .listBlobs(new ListBlobsOptions().setPrefix(names.base()), null)
        .stream()
        .filter(blob -> names.generationOf(blob.getName()).isPresent())
        .count();
  }

  @Test
  void what_has_expired_goes_and_the_rest_stays() throws Exception {
    long past = clock.millis() - 2 * MINUTE;
    done(store.putIfNewer(0, key(1), expiring(1, 10, past)));
    done(store.putIfNewer(0, key(2), tombstone(1, past)));
    done(store.putIfNewer(0, key(3), expiring(1, 10, past + HOUR)));
    done(store.putIfNewer(0, key(4), value(1, 10)));
    assertThat(store.sweep().block()).isEqualTo(new Swept(4, 2 * (10L + RegionRecord.OVERHEAD), 2));
    assertThat(blobs()).isEqualTo(2);
    assertThat(done(store.get(0, key(3)))).isNotNull();
    assertThat(done(store.get(0, key(4)))).isEqualTo(value(1, 10));
  }

  @Test
  void what_expired_just_now_stays_for_nodes_whose_clocks_are_behind() throws Exception {
    done(store.putIfNewer(0, key(1), tombstone(1, clock.millis() - 1)));
    assertThat(store.sweep().block().deleted()).isZero();
    assertThat(blobs()).isEqualTo(1);
  }

  @Test
  void a_node_whose_clock_is_ahead_deletes_nothing_that_has_not_expired() throws Exception {
    done(other.putIfNewer(0, key(1), expiring(1, 10, clock.millis() + MINUTE)));
    done(other.putIfNewer(0, key(2), tombstone(1, clock.millis() + MINUTE)));
    clock.move(HOUR);
    assertThat(store.sweep().block().deleted()).isZero();
    assertThat(blobs()).isEqualTo(2);
  }

  @Test
  void a_node_whose_clock_is_behind_deletes_what_has_expired() throws Exception {
    done(other.putIfNewer(0, key(1), expiring(1, 10, clock.millis() - 2 * MINUTE)));
    clock.move(-HOUR);
    assertThat(store.sweep().block().deleted()).isEqualTo(1);
    assertThat(blobs()).isZero();
  }

  @Test
  void a_write_between_list_and_deletion_stays() throws Exception {
    long past = clock.millis() - HOUR;
    for (int i = 0; i < 20; i++) {
      done(other.putIfNewer(0, key(i), expiring(1, 10, past)));
    }
    proxy.onRequest(
        request -> {
          for (int i = 0; i < 20; i++) {
            if (request.startsWith("DELETE") && request.endsWith(key(i).hex())) {
              writeAnew(i);
            }
          }
        });
    assertThat(store.sweep().block()).isEqualTo(new Swept(20, 0, 0));
    for (int i = 0; i < 20; i++) {
      assertThat(done(other.get(0, key(i)))).isEqualTo(value(2, 20));
    }
  }

  private void writeAnew(int number) {
    try {
      assertThat(done(other.putIfNewer(0, key(number), value(2, 20)))).isEqualTo(Outcome.STORED);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void what_the_capacity_has_no_room_for_goes_but_no_tombstone() throws Exception {
    for (int i = 0; i < 60; i++) {
      done(store.putIfNewer(0, key(i), value(1, 2000 - RegionRecord.OVERHEAD)));
    }
    for (int i = 60; i < 70; i++) {
      done(store.putIfNewer(0, key(i), tombstone(1, RegionRecord.NEVER)));
    }
    long tombstones = 10L * RegionRecord.OVERHEAD;
    Swept swept = store.sweep().block();
    assertThat(swept.bytes()).isEqualTo(120_000 + tombstones);
    // Down to nine tenths of it: 45 values are too many by the tombstones.
    assertThat(swept.deleted()).isEqualTo(16);
    assertThat(blobs()).isEqualTo(54);
    for (int i = 60; i < 70; i++) {
      assertThat(done(store.get(0, key(i)))).isNotNull();
    }
  }

  @Test
  void what_fits_stays() throws Exception {
    for (int i = 0; i < 50; i++) {
      done(store.putIfNewer(0, key(i), value(1, 2000 - RegionRecord.OVERHEAD)));
    }
    assertThat(store.sweep().block()).isEqualTo(new Swept(50, CAPACITY, 0));
  }

  @Test
  void late_writes_to_an_older_generation_and_nothing_foreign_go() throws Exception {
    BlobRegionStore starting = openAt(AZURITE.server().port());
    done(starting.startGeneration(7));
    // Or what it removes in the background could be what is late.
    starting.close();
    done(store.putIfNewer(7, key(1), value(1, 10)));
    String late = names.record(3, key(2));
    String foreign = names.base() + "notes/read-me";
    AZURITE.container().getBlobClient(late).upload(BinaryData.fromString("late"));
    AZURITE.container().getBlobClient(foreign).upload(BinaryData.fromString("mine"));
    assertThat(store.sweep().block().deleted()).isEqualTo(1);
    assertThat(AZURITE.container().getBlobClient(late).exists()).isFalse();
    assertThat(AZURITE.container().getBlobClient(foreign).exists()).isTrue();
    assertThat(done(store.get(7, key(1)))).isEqualTo(value(1, 10));
    assertThat(done(other.generation())).isEqualTo(7);
  }

  @Test
  void one_node_sweeps_and_no_other_before_the_interval_is_over() throws Exception {
    done(store.putIfNewer(0, key(1), value(1, 10)));
    assertThat(store.sweep().block()).isNotNull();
    assertThat(other.sweep().block()).isNull();
    assertThat(store.sweep().block()).isNull();
    clock.move(HOUR + 1);
    assertThat(other.sweep().block()).isNotNull();
  }

  @Test
  void a_clock_that_went_wrong_keeps_nobody_from_sweeping() {
    clock.move(1_000 * HOUR);
    assertThat(store.sweep().block()).isNotNull();
    clock.move(-1_000 * HOUR);
    assertThat(other.sweep().block()).isNotNull();
    assertThat(store.sweep().block()).isNull();
  }

  @Test
  void of_two_nodes_whose_time_has_come_one_sweeps() throws Exception {
    done(store.putIfNewer(0, key(1), expiring(1, 10, 0)));
    proxy.onRequest(
        request -> {
          if (request.startsWith("PUT") && request.endsWith("_sweep")) {
            proxy.onRequest(again -> {});
            // It is faster.
            assertThat(other.sweep().block()).isNotNull();
          }
        });
    assertThat(store.sweep().block()).isNull();
  }

  @Test
  void nothing_is_swept_where_nothing_is() {
    assertThat(store.sweep().block()).isEqualTo(new Swept(0, 0, 0));
  }

  @Test
  void more_than_a_page_is_swept() throws Exception {
    for (int i = 0; i < 25; i++) {
      done(store.putIfNewer(0, key(i), expiring(1, 10, i % 5 == 0 ? RegionRecord.NEVER : 1)));
    }
    AzureBlobOptions options = AZURITE.options(proxy.port(), Map.of("request-timeout", "30 s"));
    Connection connection = Connection.to(options);
    Sweeper sweeper =
        new Sweeper(connection, new Blobs(connection.container()), names, CAPACITY, 10);
    assertThat(sweeper.sweep(0, Mono.empty()).block())
        .isEqualTo(new Swept(25, 5 * (10L + RegionRecord.OVERHEAD), 20));
    connection.release();
  }
}
