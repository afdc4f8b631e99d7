package com.heliosdb.edge.cache.benchmarks.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LruKeysTest {
  @Test
  void forgetsTheLeastRecentlyUsed() {
    LruKeys keys = new LruKeys(4, 2);
    assertThat(keys.use(0)).isFalse();
    assertThat(keys.use(1)).isFalse();
    assertThat(keys.use(0)).isTrue();
    assertThat(keys.use(2)).isFalse();
    assertThat(keys.use(0)).isTrue();
    assertThat(keys.use(1)).isFalse();
    assertThat(keys.use(2)).isFalse();
  }
}
