package com.heliosdb.edge.cache.azure;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Gathers a body in memory unless it is too great: then it fails and gives the connection up. One
 * that is announced so is refused before any room is made for it; one that does not say how long it
 * is, as soon as more of it has come in. For one answer, whose parts come one after another.
 */
final class LimitedBody implements BodySubscriber<byte[]> {
  private static final long UNKNOWN = -1;

  private final BodySubscriber<byte[]> whole = BodySubscribers.ofByteArray();
  private final long announced;
  private final long mostBytes;
  private Flow.@Nullable Subscription subscription; // null before the first part, and when refused
  private long received;

  /**
   * Room for one body.
   *
   * @param mostBytes the greatest that is received
   */
  LimitedBody(ResponseInfo info, long mostBytes) {
    announced = info.headers().firstValueAsLong("content-length").orElse(UNKNOWN);
    this.mostBytes = mostBytes;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return whole.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription source) {
    subscription = source;
    if (announced > mostBytes) {
      refuse("an answer of " + announced + " bytes");
    } else {
      whole.onSubscribe(source);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> part) {
    for (ByteBuffer each : part) {
      received += each.remaining();
    }
    if (received > mostBytes) {
      refuse("an answer that does not say how long it is has " + received + " bytes so far");
    } else {
      whole.onNext(part);
    }
  }

  private void refuse(String what) {
    if (subscription != null) {
      subscription.cancel();
      subscription = null;
      whole.onError(new IOException(what + ", more than the " + mostBytes + " that are received"));
    }
  }

  @Override
  public void onError(Throwable failure) {
    whole.onError(failure);
  }

  @Override
  public void onComplete() {
    whole.onComplete();
  }
}
