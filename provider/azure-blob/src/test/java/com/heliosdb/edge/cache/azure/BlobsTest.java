package com.heliosdb.edge.cache.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobsTest {
  @Test
  void the_second_of_an_answer_is_the_services() {
    HttpHeaders headers =
        new HttpHeaders().set(HttpHeaderName.DATE, "Thu, 26 Nov 2026 12:34:56 GMT");
    assertThat(Blobs.servedMillis(headers))
        .isEqualTo(Instant.parse("2026-11-26T12:34:56Z").toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "2026-11-26T12:34:56Z"})
  void an_answer_that_does_not_say_the_time_is_a_failure(String date) {
    HttpHeaders headers = new HttpHeaders().set(HttpHeaderName.DATE, date);
    assertThatThrownBy(() -> Blobs.servedMillis(headers))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("does not say what time it is, but '" + date + "'");
    assertThatThrownBy(() -> Blobs.servedMillis(new HttpHeaders()))
        .isInstanceOf(UncheckedIOException.class);
  }
}
