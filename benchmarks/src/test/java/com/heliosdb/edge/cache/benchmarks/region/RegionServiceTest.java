package com.heliosdb.edge.cache.benchmarks.region;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.Version;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegionServiceTest {
  private static final RegionKey KEY = new RegionKey(1, 2, new byte[0]);

  @ParameterizedTest
  @CsvSource({
    "hazelcast, edge, bare",
    "azure-blob, edge, bare",
    "azure-blob, edge, bare-sdk-transport"
  })
  void clientsStoreAndFindTheSame(String name, String ours, String bare) throws Exception {
    try (RegionService service = RegionService.start(name);
        RegionClient store = service.client(ours);
        RegionClient client = service.client(bare)) {
      for (RegionClient each : new RegionClient[] {store, client}) {
        each.insert(KEY, record(1, "first"));
        each.update(KEY, record(2, "second"));
      }
      assertThat(store.get(KEY)).asString().isEqualTo("second");
      // The bare client looks not into the bytes.
      assertThat(client.get(KEY)).isEqualTo(record(2, "second").toBytes());
    }
  }

  private static RegionRecord record(long clock, String value) {
    return new RegionRecord(
        new Version(clock, 1), RegionRecord.NEVER, value.getBytes(StandardCharsets.UTF_8));
  }
}
