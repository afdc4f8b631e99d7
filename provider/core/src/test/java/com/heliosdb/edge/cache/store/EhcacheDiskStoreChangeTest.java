package com.heliosdb.edge.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.spi.DiskStore.SliceState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What closing costs, and that whatever changed is sealed anew. */
class EhcacheDiskStoreChangeTest {
  private static final int RECORDS = 10_000;
  private static final int RECORD_BYTES = 1_000;

  @TempDir Path directory;
  private EhcacheDiskStore store;

  @BeforeEach
  void fill() throws IOException {
    reopen();
    for (long i = 0; i < RECORDS; i++) {
      store.put(i, i, value(i, RECORD_BYTES));
    }
    store.close();
    assertThat((long) store.blocksSummed()).isEqualTo(DataFile.blocksIn(dataBytes()));
    assertThat(reopen()).isEqualTo(SliceState.INTACT);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void closing_sums_only_the_tables_when_nothing_changed() throws IOException {
    for (long i = 0; i < RECORDS; i++) {
      assertThat(store.get(i, i)).isEqualTo(value(i, RECORD_BYTES));
    }
    store.close();
    assertThat(store.blocksSummed()).isPositive();
    assertThat((long) store.blocksSummed()).isLessThan(DataFile.blocksIn(dataBytes()) / 10);
    assertThat(reopen()).isEqualTo(SliceState.INTACT);
  }

  @Test
  void closing_sums_little_when_little_changed() throws IOException {
    store.put(17, 17, value(1, RECORD_BYTES));
    store.remove(18, 18);
    store.close();
    assertThat((long) store.blocksSummed()).isLessThan(DataFile.blocksIn(dataBytes()) / 10);
    assertThat(reopen()).isEqualTo(SliceState.INTACT);
    assertThat(store.get(17, 17)).isEqualTo(value(1, RECORD_BYTES));
    assertThat(store.get(18, 18)).isNull();
    assertThat(store.get(19, 19)).isEqualTo(value(19, RECORD_BYTES));
  }

  @Test
  void tables_that_grow_and_shrink_are_sealed() throws IOException {
    for (int round = 0; round < 3; round++) {
      for (long i = 0; i < 20_000; i++) {
        store.put(-i - 1, i, value(i, 10));
      }
      store.close();
      assertThat(reopen()).isEqualTo(SliceState.INTACT);
      for (long i = 0; i < 20_000; i++) {
        assertThat(store.get(-i - 1, i)).isEqualTo(value(i, 10));
        store.remove(-i - 1, i);
      }
      store.close();
      assertThat(reopen()).isEqualTo(SliceState.INTACT);
    }
    assertThat(store.get(19, 19)).isEqualTo(value(19, RECORD_BYTES));
  }

  @Test
  void a_cleared_store_is_sealed_empty() throws IOException {
    store.clear();
    store.close();
    assertThat(reopen()).isEqualTo(SliceState.INTACT);
    assertThat(store.get(1, 1)).isNull();
    assertThat(dataBytes()).isLessThan(RECORDS * RECORD_BYTES / 10);
  }

  @Test
  void less_capacity_than_before_discards_nothing() throws IOException {
    store.close();
    store = EhcacheDiskStore.open(directory, 1, 1, DataFile.Opener.DEFAULT);
    assertThat(store.openSlice(0)).isEqualTo(SliceState.INTACT);
    assertThat(store.get(19, 19)).isEqualTo(value(19, RECORD_BYTES));
  }

  @Test
  void the_file_stays_within_its_factor_of_the_payload(@TempDir Path other) throws IOException {
    long capacityBytes = 8 << 20;
    try (EhcacheDiskStore worst =
        EhcacheDiskStore.open(other, capacityBytes, 1, DataFile.Opener.DEFAULT)) {
      worst.openSlice(0);
      // One byte more than fits a power of two with its header.
      int recordBytes = 128 - 28 + 1;
      long records = capacityBytes / recordBytes;
      for (long i = 0; i < records; i++) {
        worst.put(i, i, value(i, recordBytes));
      }
      for (long i = 0; i < records; i++) {
        assertThat(worst.get(i, i)).isNotNull();
      }
      assertThat(Files.size(data(other)))
          .isLessThanOrEqualTo(capacityBytes * SliceShape.POOL_FACTOR);
    }
  }

  private SliceState reopen() throws IOException {
    store = EhcacheDiskStore.open(directory, 64 << 20, 1, DataFile.Opener.DEFAULT);
    return store.openSlice(0);
  }

  private long dataBytes() throws IOException {
    return Files.size(data(directory));
  }

  private static Path data(Path directory) {
    return directory.resolve("slice-0").resolve("data");
  }

  private static byte[] value(long seed, int bytes) {
    byte[] value = new byte[bytes];
    new Random(seed).nextBytes(value);
    return value;
  }
}
