package com.heliosdb.edge.cache.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.spi.RegionKey;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BlobNamesTest {
  private static final RegionKey USER =
      new RegionKey(1, 2, "user:42".getBytes(StandardCharsets.UTF_8));

  @Test
  void a_name_tells_region_cache_generation_and_key() {
    assertThat(new BlobNames("team/one", "eu-west", "my users").record(255, USER))
        .isEqualTo(
            "team/one/eu-west/my_20users/00000000000000ff/user_42-00000000000000010000000000000002");
    assertThat(new BlobNames("", "eu", "users").generation()).isEqualTo("eu/users/_generation");
  }

  @Test
  void no_two_caches_share_a_name_and_none_holds_what_the_service_trips_over() {
    List<String> caches =
        List.of(
            "",
            "_",
            "a/",
            "a.",
            ".",
            "a",
            "A",
            "a_2F",
            "\u0000",
            "ä",
            "c".repeat(400) + 1,
            "c".repeat(400) + 2);
    Set<String> bases = new HashSet<>();
    for (String cache : caches) {
      String base = new BlobNames("", "eu", cache).base();
      assertThat(bases.add(base)).as(base).isTrue();
      assertThat(base).matches("eu/[A-Za-z0-9_-]+/").hasSizeLessThan(200);
    }
  }

  @Test
  void the_generation_is_read_from_names_of_records_only() {
    BlobNames names = new BlobNames("", "eu", "users");
    assertThat(names.generationOf(names.record(Long.MAX_VALUE, USER))).hasValue(Long.MAX_VALUE);
    assertThat(names.generationOf(names.generation())).isEmpty();
    assertThat(names.generationOf(names.sweep())).isEmpty();
    assertThat(names.generationOf(new BlobNames("", "eu", "users2").record(1, USER))).isEmpty();
    // That of a cache below, under another prefix.
    assertThat(names.generationOf(new BlobNames("eu", "users", "0000000000000001").record(1, USER)))
        .isEmpty();
  }

  @Test
  void what_cannot_be_read_of_a_key_is_left_out() {
    BlobNames names = new BlobNames("", "eu", "users");
    assertThat(names.record(0, new RegionKey(0, 0, new byte[] {0, 1, 'a', 0, 0, 'b', '/'})))
        .isEqualTo("eu/users/0000000000000000/a_b_-" + "0".repeat(32));
    assertThat(names.record(0, new RegionKey(0, 0, new byte[0])))
        .isEqualTo("eu/users/0000000000000000/-" + "0".repeat(32));
  }
}
