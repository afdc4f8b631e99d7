package com.heliosdb.edge.cache.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * The HTTP client of the JDK, as the SDK asks for it: whole bodies in memory, HTTP/1.1, no time
 * limit but that of the connect. A request that nobody waits for any more is ended and its
 * connection with it. Thread-safe.
 *
 * <p>The SDK's own adapter logs a warning for each request with a body.
 */
final class JdkTransport implements HttpClient {
  private static final Set<String> SET_BY_THE_JDK = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  static {
    SET_BY_THE_JDK.addAll(Set.of("connection", "content-length", "expect", "host", "upgrade"));
  }

  private final java.net.http.HttpClient client;
  private final long mostBytes;

  /**
   * A client without connections.
   *
   * @param mostBytes the greatest body that is received
   */
  JdkTransport(Executor executor, Duration connectTimeout, long mostBytes) {
    this.mostBytes = mostBytes;
    client =
        java.net.http.HttpClient.newBuilder()
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .executor(executor)
            .connectTimeout(connectTimeout)
            .build();
  }

  @Override
  public Mono<HttpResponse> send(HttpRequest request) {
    return Mono.create(sink -> send(request, sink));
  }

  // Both outcomes go to the sink.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void send(HttpRequest request, MonoSink<HttpResponse> sink) {
    AtomicBoolean ended = new AtomicBoolean();
    BodyHandler<byte[]> whole = info -> new LimitedBody(info, mostBytes);
    CompletableFuture<java.net.http.HttpResponse<byte[]>> answer =
        client.sendAsync(translated(request), whole);
    sink.onCancel(
        () -> {
          ended.set(true);
          answer.cancel(true);
        });
    answer.whenComplete(
        (response, failure) -> {
          if (ended.get()) {
            return;
          }
          if (failure == null) {
            sink.success(new WholeResponse(request, response));
          } else {
            sink.error(unwrapped(failure));
          }
        });
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private static java.net.http.HttpRequest translated(HttpRequest request) {
    java.net.http.HttpRequest.Builder translated =
        java.net.http.HttpRequest.newBuilder(URI.create(request.getUrl().toString()))
            .method(request.getHttpMethod().toString(), body(request.getBodyAsBinaryData()));
    request.getHeaders().stream()
        .filter(header -> !SET_BY_THE_JDK.contains(header.getName()))
        .forEach(
            header ->
                header
                    .getValuesList()
                    .forEach(value -> translated.header(header.getName(), value)));
    return translated.build();
  }

  private static BodyPublisher body(@Nullable BinaryData body) {
    return body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body.toBytes());
  }
}
