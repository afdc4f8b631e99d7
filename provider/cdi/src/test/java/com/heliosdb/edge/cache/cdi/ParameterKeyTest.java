package com.heliosdb.edge.cache.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParameterKeyTest {
  /** {@code new ParameterKey("a", 1, RoundingMode.UP, new int[] {1, 2}, null)}. */
  private static final String STORED =
      "rO0ABXNyAChjb20uaGVsaW9zZGIuZWRnZS5jYWNoZS5jZGkuUGFyYW1ldGVyS2V5AAAAAAAAAAECAAFb"
          + "AApwYXJhbWV0ZXJzdAATW0xqYXZhL2xhbmcvT2JqZWN0O3hwdXIAE1tMamF2YS5sYW5nLk9iamVjdDuQ"
          + "zlifEHMpbAIAAHhwAAAABXQAAWFzcgARamF2YS5sYW5nLkludGVnZXIS4qCk94GHOAIAAUkABXZhbHVl"
          + "eHIAEGphdmEubGFuZy5OdW1iZXKGrJUdC5TgiwIAAHhwAAAAAX5yABZqYXZhLm1hdGguUm91bmRpbmdN"
          + "b2RlAAAAAAAAAAASAAB4cgAOamF2YS5sYW5nLkVudW0AAAAAAAAAABIAAHhwdAACVVB1cgACW0lNumAm"
          + "duqypQIAAHhwAAAAAgAAAAEAAAACcA==";

  private static ParameterKey sample() {
    return new ParameterKey("a", 1, RoundingMode.UP, new int[] {1, 2}, null);
  }

  @Test
  void keys_of_equal_parameters_are_equal() {
    assertThat(sample()).isEqualTo(sample()).hasSameHashCodeAs(sample());
    assertThat(new ParameterKey()).isEqualTo(new ParameterKey());
    assertThat(new ParameterKey(List.of(1))).isEqualTo(new ParameterKey(Arrays.asList(1)));
  }

  @Test
  void keys_of_other_parameters_are_not() {
    assertThat(new ParameterKey("a", 1))
        .isNotEqualTo(new ParameterKey("a", 2))
        .isNotEqualTo(new ParameterKey("a", 1L))
        .isNotEqualTo(new ParameterKey("a"))
        .isNotEqualTo(new ParameterKey(1, "a"))
        .isNotEqualTo("a");
    assertThat(new ParameterKey(0)).isNotEqualTo(new ParameterKey((Object) null));
    // Equal in hash code.
    assertThat(new ParameterKey("Aa")).isNotEqualTo(new ParameterKey("BB"));
  }

  @Test
  void the_hash_code_is_that_of_the_specification() {
    assertThat(sample().hashCode())
        .isEqualTo(
            Arrays.deepHashCode(new Object[] {"a", 1, RoundingMode.UP, new int[] {1, 2}, null}));
  }

  @Test
  void it_says_what_it_is_made_of() {
    assertThat(sample()).hasToString("ParameterKey[a, 1, UP, [1, 2], null]");
  }

  @Test
  void a_key_that_another_jvm_stored_is_equal_to_one_made_here() throws Exception {
    byte[] stored = Base64.getDecoder().decode(STORED);
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(stored))) {
      assertThat(in.readObject()).isEqualTo(sample()).hasSameHashCodeAs(sample());
    }
  }

  @Test
  void equal_keys_have_equal_bytes() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(sample());
    }
    assertThat(Base64.getEncoder().encodeToString(bytes.toByteArray())).isEqualTo(STORED);
  }
}
