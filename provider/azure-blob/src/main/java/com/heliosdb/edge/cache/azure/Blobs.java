package com.heliosdb.edge.cache.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.rest.PagedResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.DateTimeRfc1123;
import com.azure.core.util.FluxUtil;
import com.azure.storage.blob.BlobAsyncClient;
import com.azure.storage.blob.BlobContainerAsyncClient;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.DownloadRetryOptions;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The requests that a store makes, each one request unless the container is missing. Thread-safe;
 * blocks nobody. No request is repeated, and none has a time limit: whole operations have.
 */
final class Blobs {
  /** The greatest blob that is read or written, in bytes. */
  static final int MOST_BYTES = 256 << 20;

  private static final String ANY = "*";
  private static final int NOT_MODIFIED = 304;
  private static final int NOT_FOUND = 404;
  private static final int PRECONDITION_FAILED = 412;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  /**
   * What a blob holds, or the beginning of it.
   *
   * @param headers those of the answer that brought it
   */
  // Handed from one hand to the next: compared and printed by nobody.
  @SuppressWarnings("ArrayRecordComponent")
  record Content(byte[] bytes, HttpHeaders headers) {
    /** The tag that this content alone has. */
    String etag() {
      return headers.getValue(HttpHeaderName.ETAG);
    }

    /** When the service gave it, as {@link Blobs#servedMillis(HttpHeaders)}. */
    long servedMillis() {
      return Blobs.servedMillis(headers);
    }
  }

  private final BlobContainerAsyncClient container;

  Blobs(BlobContainerAsyncClient container) {
    this.container = container;
  }

  /** A blob; empty if there is none. Fails if it is greater than any that is written here. */
  Mono<Content> read(String name) {
    return download(name, null).onErrorResume(Blobs::isMissing, e -> Mono.empty());
  }

  /** The first bytes of a blob, fewer if it is shorter; empty if there is none. */
  Mono<Content> readHead(String name, int bytes) {
    return download(name, new BlobRange(0, (long) bytes))
        .onErrorResume(e -> hasStatus(e, RANGE_NOT_SATISFIABLE), e -> nothingIn(name))
        .onErrorResume(Blobs::isMissing, e -> Mono.empty());
  }

  private Mono<Content> download(String name, @Nullable BlobRange range) {
    return blob(name)
        .downloadStreamWithResponse(
            range, new DownloadRetryOptions().setMaxRetryRequests(0), null, false)
        .flatMap(
            response ->
                FluxUtil.collectBytesInByteBufferStream(response.getValue())
                    .map(bytes -> new Content(bytes, response.getHeaders())));
  }

  private Mono<Content> nothingIn(String name) {
    return blob(name)
        .getPropertiesWithResponse(null)
        .map(response -> new Content(new byte[0], response.getHeaders()));
  }

  /**
   * When the service gave an answer, by its own clock: the second that was, in milliseconds since
   * the epoch. Nodes whose clocks are wrong agree on it.
   */
  static long servedMillis(HttpHeaders headers) {
    String date = headers.getValue(HttpHeaderName.DATE);
    try {
      return new DateTimeRfc1123(String.valueOf(date)).getDateTime().toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      throw new UncheckedIOException(
          new IOException("the service does not say what time it is, but '" + date + "'", e));
    }
  }

  /** Writes a blob unless one is there; the new content's tag, or empty if one was. */
  Mono<String> create(String name, byte[] bytes, Map<String, String> metadata) {
    return write(name, bytes, metadata, new BlobRequestConditions().setIfNoneMatch(ANY));
  }

  /**
   * Writes a blob in place of certain content; the new tag, or empty if other or none was there.
   */
  Mono<String> replace(String name, String etag, byte[] bytes, Map<String, String> metadata) {
    return write(name, bytes, metadata, new BlobRequestConditions().setIfMatch(etag));
  }

  private Mono<String> write(
      String name, byte[] bytes, Map<String, String> metadata, BlobRequestConditions conditions) {
    if (bytes.length > MOST_BYTES) {
      return Mono.error(
          new IOException(
              "the blob %s would have %d bytes, more than the %d that are written"
                  .formatted(name, bytes.length, MOST_BYTES)));
    }
    Mono<String> upload =
        Mono.defer(
            () ->
                blob(name)
                    .getBlockBlobAsyncClient()
                    .uploadWithResponse(
                        new BlockBlobSimpleUploadOptions(BinaryData.fromBytes(bytes))
                            .setMetadata(metadata)
                            .setRequestConditions(conditions))
                    .map(response -> response.getValue().getETag()));
    return upload
        .onErrorResume(
            e -> hasCode(e, BlobErrorCode.CONTAINER_NOT_FOUND),
            e -> container.createIfNotExists().then(upload))
        .onErrorResume(Blobs::isConflict, e -> Mono.empty());
  }

  /** Deletes a blob if it still has certain content; whether it had. */
  Mono<Boolean> delete(String name, String etag) {
    return blob(name)
        .deleteWithResponse(null, new BlobRequestConditions().setIfMatch(etag))
        .map(response -> true)
        .onErrorResume(
            e -> isMissing(e) || hasStatus(e, PRECONDITION_FAILED), e -> Mono.just(false));
  }

  /**
   * One page of the blobs with a prefix, in the order of their names, with metadata; empty if there
   * is no container.
   *
   * @param token the continuation of the page before, null for the first
   */
  Mono<PagedResponse<BlobItem>> list(String prefix, int pageSize, @Nullable String token) {
    ListBlobsOptions options =
        new ListBlobsOptions()
            .setPrefix(prefix)
            .setMaxResultsPerPage(pageSize)
            .setDetails(new BlobListDetails().setRetrieveMetadata(true));
    return container
        .listBlobs(options, token)
        .byPage()
        .next()
        .onErrorResume(Blobs::isMissing, e -> Mono.empty());
  }

  private BlobAsyncClient blob(String name) {
    return container.getBlobAsyncClient(name);
  }

  private static boolean isMissing(Throwable failure) {
    return hasStatus(failure, NOT_FOUND);
  }

  private static boolean isConflict(Throwable failure) {
    return hasStatus(failure, PRECONDITION_FAILED)
        || hasStatus(failure, NOT_MODIFIED)
        || hasCode(failure, BlobErrorCode.BLOB_NOT_FOUND)
        || hasCode(failure, BlobErrorCode.BLOB_ALREADY_EXISTS);
  }

  private static boolean hasStatus(Throwable failure, int status) {
    return failure instanceof BlobStorageException answer && answer.getStatusCode() == status;
  }

  private static boolean hasCode(Throwable failure, BlobErrorCode code) {
    return failure instanceof BlobStorageException answer && code.equals(answer.getErrorCode());
  }
}
