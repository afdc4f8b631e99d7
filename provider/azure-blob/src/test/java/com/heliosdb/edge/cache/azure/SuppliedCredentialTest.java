package com.heliosdb.edge.cache.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import java.time.OffsetDateTime;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class SuppliedCredentialTest {
  private static final AtomicInteger MADE = new AtomicInteger();
  private static final AtomicReference<Thread> ASKED = new AtomicReference<>();

  /** Notes who asks. */
  public static final class Noting implements Supplier<TokenCredential> {
    @Override
    public TokenCredential get() {
      MADE.incrementAndGet();
      return request -> {
        ASKED.set(Thread.currentThread());
        return Mono.just(new AccessToken("token", OffsetDateTime.MAX));
      };
    }
  }

  /** Supplies what it should not. */
  public static final class Wrong implements Supplier<String> {
    @Override
    public String get() {
      return "no credential";
    }
  }

  @Test
  void the_credential_is_made_once_and_asked_on_a_thread_that_may_block() {
    SuppliedCredential credential = new SuppliedCredential(Noting.class);
    assertThat(MADE).hasValue(0);
    for (int i = 0; i < 2; i++) {
      assertThat(credential.getToken(new TokenRequestContext()).block().getToken())
          .isEqualTo("token");
    }
    assertThat(MADE).hasValue(1);
    assertThat(ASKED.get()).isNotSameAs(Thread.currentThread());
  }

  @Test
  void what_is_no_credential_is_named() {
    SuppliedCredential credential = new SuppliedCredential(Wrong.class);
    assertThatThrownBy(() -> credential.getToken(new TokenRequestContext()).block())
        .hasMessageContaining(Wrong.class.getName())
        .hasMessageContaining("java.lang.String");
  }
}
