package com.heliosdb.edge.cache.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.storage.blob.models.BlobStorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Says what went wrong in one sentence. The service's own answers quote addresses and what was
 * signed, so of them only status, code and request id are kept.
 */
final class Failures {
  private Failures() {}

  static Throwable of(Throwable failure, Duration timeout) {
    if (failure instanceof BlobStorageException answer) {
      return answered(answer);
    }
    if (failure instanceof TimeoutException) {
      return new TimeoutException(
          "Azure Blob took longer than %d ms".formatted(timeout.toMillis()));
    }
    return failure instanceof UncheckedIOException wrapped && wrapped.getCause() != null
        ? wrapped.getCause()
        : failure;
  }

  private static IOException answered(BlobStorageException answer) {
    String retryAfter = header(answer, HttpHeaderName.RETRY_AFTER);
    return new IOException(
        "Azure Blob answered %d %s%s (request %s)"
            .formatted(
                answer.getStatusCode(),
                answer.getErrorCode(),
                retryAfter == null ? "" : ", retry after " + retryAfter,
                header(answer, HttpHeaderName.fromString("x-ms-request-id"))));
  }

  private static @Nullable String header(BlobStorageException answer, HttpHeaderName name) {
    return answer.getResponse() == null ? null : answer.getResponse().getHeaderValue(name);
  }
}
