package com.heliosdb.edge.cache.azure;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The credential that a class of the user's supplies, made and asked where it may block. It is
 * asked when a token is about to expire only. Thread-safe.
 */
final class SuppliedCredential implements TokenCredential {
  private final Class<?> supplier;
  private @Nullable TokenCredential credential; // guarded by this

  /**
   * Supplies nothing yet.
   *
   * @param supplier a {@code Supplier<TokenCredential>} with a public constructor without arguments
   */
  SuppliedCredential(Class<?> supplier) {
    this.supplier = supplier;
  }

  @Override
  public Mono<AccessToken> getToken(TokenRequestContext request) {
    return Mono.defer(() -> credential().getToken(request))
        .subscribeOn(Schedulers.boundedElastic());
  }

  private synchronized TokenCredential credential() {
    if (credential == null) {
      credential = make();
    }
    return credential;
  }

  private TokenCredential make() {
    try {
      Object made = ((Supplier<?>) supplier.getConstructor().newInstance()).get();
      if (made instanceof TokenCredential token) {
        return token;
      }
      throw new IllegalStateException(
          "%s must supply a TokenCredential, but supplied %s"
              .formatted(
                  supplier.getName(), made == null ? "null" : "a " + made.getClass().getName()));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no credential from " + supplier.getName(), e);
    }
  }
}
