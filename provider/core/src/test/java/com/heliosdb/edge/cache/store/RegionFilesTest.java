package com.heliosdb.edge.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore.Outcome;
import com.heliosdb.edge.cache.spi.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sweep leaves, one sweep at a time. */
class RegionFilesTest {
  private static final int CAPACITY = 100_000;
  private static final int VALUE_BYTES = 1_000 - RegionRecord.OVERHEAD;

  @TempDir Path directory;
  private RegionFiles files;

  private void open(int capacityBytes, LongSupplier millis) {
    files = new RegionFiles(directory, capacityBytes, millis, () -> false);
  }

  @AfterEach
  void close() throws IOException {
    files.close();
  }

  @Test
  void a_sweep_removes_no_more_values_than_it_must() throws Exception {
    open(CAPACITY, () -> 0);
    put(300, value(1));
    files.sweep();
    assertThat(valuesAmong(300)).isBetween(94, 95);
  }

  @Test
  void a_sweep_below_the_capacity_removes_nothing() throws Exception {
    open(CAPACITY, () -> 0);
    put(100, value(1));
    files.sweep();
    assertThat(valuesAmong(100)).isEqualTo(100);
  }

  @Test
  void a_sweep_removes_no_tombstone_for_lack_of_room() throws Exception {
    open(CAPACITY, () -> 0);
    for (int i = 0; i < 300; i++) {
      files.putIfNewer(0, key(300 + i), tombstone(2));
    }
    put(300, value(2));
    files.sweep();
    // The tombstones take their room: 300 times 34 of the bytes.
    assertThat(valuesAmong(300)).isBetween(84, 85);
    for (int i = 0; i < 300; i++) {
      assertThat(files.putIfNewer(0, key(300 + i), value(1))).isEqualTo(Outcome.REJECTED);
    }
  }

  @Test
  void a_sweep_leaves_what_was_written_after_it_had_looked() throws Exception {
    RegionFiles other = new RegionFiles(directory, CAPACITY, () -> 0, () -> false);
    int[] looks = {0};
    open(
        1,
        () -> {
          // The second look comes before the removal, and without a lock.
          if (++looks[0] == 2) {
            write(other, tombstone(2));
          }
          return 0;
        });
    write(other, value(1));
    files.sweep();
    assertThat(looks[0]).isEqualTo(3);
    assertThat(other.putIfNewer(0, key(1), value(1))).isEqualTo(Outcome.REJECTED);
    other.close();
  }

  private static void write(RegionFiles files, RegionRecord record) {
    try {
      assertThat(files.putIfNewer(0, key(1), record)).isEqualTo(Outcome.STORED);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Writes a record under each of the first keys. */
  private void put(int keys, RegionRecord record) throws IOException {
    for (int i = 0; i < keys; i++) {
      files.putIfNewer(0, key(i), record);
    }
  }

  private int valuesAmong(int keys) throws IOException {
    int found = 0;
    for (int i = 0; i < keys; i++) {
      found += files.get(0, key(i)) == null ? 0 : 1;
    }
    return found;
  }

  private static RegionRecord value(long clock) {
    return new RegionRecord(new Version(clock, 1), RegionRecord.NEVER, new byte[VALUE_BYTES]);
  }

  private static RegionRecord tombstone(long clock) {
    return RegionRecord.tombstone(new Version(clock, 1), RegionRecord.NEVER);
  }

  private static RegionKey key(int number) {
    long spread = number * 0x9E3779B97F4A7C15L;
    return new RegionKey(spread, ~spread, new byte[0]);
  }
}
