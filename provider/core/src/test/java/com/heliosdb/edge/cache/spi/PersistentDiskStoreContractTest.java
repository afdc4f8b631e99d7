package com.heliosdb.edge.cache.spi;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.spi.DiskStore.SliceState;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every disk store does whose records outlive a clean close. */
public abstract class PersistentDiskStoreContractTest extends DiskStoreContractTest {
  @Test
  void finds_everything_after_a_clean_close() throws IOException {
    for (long i = 0; i < 10_000; i++) {
      store.put(i << 40, i, kilobyte(i));
    }
    store.remove(5L << 40, 5);
    store.close();

    store = open(directory, SLICES * 2);
    assertThat(store.slices()).isEqualTo(SLICES);
    assertThat(openSlices(store)).containsOnly(SliceState.INTACT);
    assertThat(store.get(5L << 40, 5)).isNull();
    for (long i = 0; i < 10_000; i++) {
      if (i != 5) {
        assertThat(store.get(i << 40, i)).isEqualTo(kilobyte(i));
      }
    }
  }

  @Test
  void leaves_slices_that_were_never_opened_as_they_are() throws IOException {
    for (long i = 0; i < SLICES; i++) {
      store.put(i << 40, i, bytes("value " + i));
    }
    store.close();
    try (DiskStore opensOne = open(directory, SLICES)) {
      opensOne.openSlice(1);
      opensOne.remove(1L << 40, 1);
    }
    store = open(directory, SLICES);
    assertThat(openSlices(store)).containsOnly(SliceState.INTACT);
    assertThat(store.get(0, 0)).isEqualTo(bytes("value 0"));
    assertThat(store.get(1L << 40, 1)).isNull();
    assertThat(store.get(2L << 40, 2)).isEqualTo(bytes("value 2"));
  }

  @Test
  void survives_many_generations_of_change() throws IOException {
    Random random = new Random(3);
    Map<Long, byte[]> model = new HashMap<>();
    for (int generation = 0; generation < 10; generation++) {
      for (int i = 0; i < 500; i++) {
        long low = random.nextInt(1_000);
        if (random.nextInt(3) == 0) {
          store.remove(low << 40, low);
          model.remove(low);
        } else {
          byte[] value = new byte[random.nextInt(5_000)];
          random.nextBytes(value);
          store.put(low << 40, low, value);
          model.put(low, value);
        }
      }
      store.close();
      store = open(directory, SLICES);
      assertThat(openSlices(store)).containsOnly(SliceState.INTACT);
      for (long low = 0; low < 1_000; low++) {
        assertThat(store.get(low << 40, low)).isEqualTo(model.get(low));
      }
    }
  }

  private static byte[] kilobyte(long seed) {
    byte[] value = new byte[1_024];
    new Random(seed).nextBytes(value);
    return value;
  }
}
