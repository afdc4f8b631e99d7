package com.heliosdb.edge.cache.azure;

import static com.heliosdb.edge.cache.azure.Stores.done;
import static com.heliosdb.edge.cache.azure.Stores.expiring;
import static com.heliosdb.edge.cache.azure.Stores.key;
import static com.heliosdb.edge.cache.azure.Stores.tombstone;
import static com.heliosdb.edge.cache.azure.Stores.value;
import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore.Outcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What has expired is the same for a node whose clock is an hour off, either way. */
class WrongClockTest {
  @RegisterExtension static final Azurite AZURITE = new Azurite();

  private static final long MINUTE = Duration.ofMinutes(1).toMillis();
  private static final long HOUR = Duration.ofHours(1).toMillis();

  private final long now = System.currentTimeMillis();
  private BlobRegionStore ahead;
  private BlobRegionStore behind;
  private BlobRegionStore right;

  @BeforeEach
  void open(TestInfo test) {
    BlobNames names = new BlobNames("", "clocks", test.getDisplayName());
    ahead = openAt(names, HOUR);
    behind = openAt(names, -HOUR);
    right = openAt(names, 0);
  }

  private static BlobRegionStore openAt(BlobNames names, long offMillis) {
    AzureBlobOptions options =
        AZURITE.options(AZURITE.server().port(), Map.of("request-timeout", "30 s"));
    InstantSource clock =
        InstantSource.offset(InstantSource.system(), Duration.ofMillis(offMillis));
    return new BlobRegionStore(Connection.to(options), names, 1L << 30, options, clock);
  }

  @AfterEach
  void close() {
    ahead.close();
    behind.close();
    right.close();
  }

  @Test
  void a_node_ahead_reads_what_has_not_expired() throws Exception {
    RegionRecord live = expiring(1, 10, now + MINUTE);
    done(right.putIfNewer(0, key(1), live));
    assertThat(done(ahead.get(0, key(1)))).isEqualTo(live);
  }

  @Test
  void a_node_ahead_lets_no_older_write_in_over_a_tombstone() throws Exception {
    RegionRecord removal = tombstone(5, now + MINUTE);
    done(right.putIfNewer(0, key(1), removal));
    assertThat(done(ahead.putIfNewer(0, key(1), value(4, 10)))).isEqualTo(Outcome.REJECTED);
    // Read by now, so that its tag is known.
    assertThat(done(ahead.get(0, key(1)))).isEqualTo(removal);
    assertThat(done(ahead.putIfNewer(0, key(1), value(4, 10)))).isEqualTo(Outcome.REJECTED);
    done(ahead.putIfNewer(0, key(2), removal));
    assertThat(done(ahead.putIfNewer(0, key(2), value(4, 10)))).isEqualTo(Outcome.REJECTED);
    assertThat(done(right.get(0, key(1)))).isEqualTo(removal);
    assertThat(done(right.get(0, key(2)))).isEqualTo(removal);
  }

  @Test
  void a_node_behind_reads_nothing_that_has_expired() throws Exception {
    done(right.putIfNewer(0, key(1), expiring(1, 10, now - MINUTE)));
    done(right.putIfNewer(0, key(2), tombstone(1, now - MINUTE)));
    assertThat(done(behind.get(0, key(1)))).isNull();
    assertThat(done(behind.get(0, key(2)))).isNull();
  }

  @Test
  void a_node_behind_writes_in_place_of_what_has_expired() throws Exception {
    done(right.putIfNewer(0, key(1), tombstone(5, now - MINUTE)));
    assertThat(done(behind.putIfNewer(0, key(1), value(4, 10)))).isEqualTo(Outcome.STORED);
    // Written here, so that its tag is known.
    done(behind.putIfNewer(0, key(2), expiring(5, 10, now - MINUTE)));
    assertThat(done(behind.putIfNewer(0, key(2), value(4, 10)))).isEqualTo(Outcome.STORED);
    assertThat(done(right.get(0, key(1)))).isEqualTo(value(4, 10));
    assertThat(done(right.get(0, key(2)))).isEqualTo(value(4, 10));
  }
}
