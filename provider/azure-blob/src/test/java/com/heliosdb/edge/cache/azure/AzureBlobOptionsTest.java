package com.heliosdb.edge.cache.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.TokenCredential;
import com.heliosdb.edge.cache.config.InvalidSettingException;
import com.heliosdb.edge.cache.config.StoreOptions;
import com.heliosdb.edge.cache.spi.RegionStoreProvider;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class AzureBlobOptionsTest {
  private static final String ENDPOINT = "https://account.blob.core.windows.net";
  private static final String SECRET = "c2VjcmV0";

  /** As a user writes it. */
  public static final class Credentials implements Supplier<TokenCredential> {
    @Override
    public TokenCredential get() {
      return request -> Mono.never();
    }
  }

  private static AzureBlobOptions read(Map<String, String> options) {
    return AzureBlobOptions.read(StoreOptions.of("region.azure-blob", options));
  }

  private static void assertRefused(Map<String, String> options, String... parts) {
    assertThatThrownBy(() -> read(options))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void defaults_suit_an_account_and_nothing_else_given() {
    AzureBlobOptions options = read(Map.of("connection-string", "AccountName=a;AccountKey=k"));
    assertThat(options)
        .isEqualTo(
            new AzureBlobOptions(
                new Access.ConnectionString("AccountName=a;AccountKey=k"),
                "edge-cache",
                "",
                Duration.ofSeconds(2),
                Duration.ofHours(1),
                Duration.ofSeconds(1)));
  }

  @Test
  void an_endpoint_goes_with_a_signature_or_a_credential() {
    assertThat(read(Map.of("endpoint", ENDPOINT, "sas-token", "?sv=1&sig=" + SECRET)).access())
        .isEqualTo(new Access.Sas(ENDPOINT, "sv=1&sig=" + SECRET));
    assertThat(
            read(Map.of("endpoint", ENDPOINT, "credential", Credentials.class.getName())).access())
        .isEqualTo(new Access.Tokens(ENDPOINT, Credentials.class));
  }

  @Test
  void one_way_in_must_be_given() {
    assertRefused(Map.of(), "region.azure-blob.connection-string", "given was none");
    assertRefused(Map.of("endpoint", ENDPOINT), "given was endpoint");
    assertRefused(
        Map.of("connection-string", SECRET, "sas-token", "sig=" + SECRET),
        "given was connection-string, sas-token");
    assertRefused(
        Map.of("connection-string", SECRET, "endpoint", ENDPOINT),
        "given was connection-string, endpoint");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "account",
        "https://",
        "http://account.blob.core.windows.net",
        "https://user:c2VjcmV0@account.blob.core.windows.net",
        "https://account.blob.core.windows.net?sv=1&sig=c2VjcmV0",
        "ftp://account.blob.core.windows.net",
        "no address c2VjcmV0"
      })
  void an_endpoint_is_an_address_alone_and_safe(String endpoint) {
    assertRefused(
        Map.of("endpoint", endpoint, "sas-token", "sig=" + SECRET), "region.azure-blob.endpoint");
  }

  @Test
  void what_is_no_signature_is_refused_and_not_shown() {
    assertRefused(Map.of("endpoint", ENDPOINT, "sas-token", SECRET), "region.azure-blob.sas-token");
  }

  @Test
  void tokens_are_sent_over_tls_only() {
    assertRefused(
        Map.of("endpoint", "http://127.0.0.1:1/a", "credential", Credentials.class.getName()),
        "region.azure-blob.endpoint must be https");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no.such.Class", "java.lang.String", "not a name"})
  void a_credential_is_a_class_that_supplies_one(String name) {
    assertRefused(
        Map.of("endpoint", ENDPOINT, "credential", name), "region.azure-blob.credential", name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ab", "Upper", "two--hyphens", "-a-", "a_b"})
  void a_container_has_a_name_that_the_service_takes(String name) {
    assertRefused(
        Map.of("connection-string", SECRET, "container", name),
        "region.azure-blob.container must be 3 to 63 lower-case letters",
        name);
  }

  @Test
  void a_container_has_at_most_63_characters() {
    assertThat(read(Map.of("connection-string", SECRET, "container", "c".repeat(63))).container())
        .hasSize(63);
    assertRefused(
        Map.of("connection-string", SECRET, "container", "c-".repeat(31) + "cc"),
        "region.azure-blob.container",
        "64 characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "a/", "/a", "a//b", "a.b", "ä"})
  void a_prefix_needs_no_encoding(String prefix) {
    assertRefused(
        Map.of("connection-string", SECRET, "prefix", prefix), "region.azure-blob.prefix");
  }

  @Test
  void times_have_bounds() {
    assertRefused(
        Map.of("connection-string", SECRET, "request-timeout", "1 ms"),
        "region.azure-blob.request-timeout must be from 10 ms to 300000 ms, but was 1 ms");
    assertRefused(
        Map.of("connection-string", SECRET, "sweep-interval", "1 ms"),
        "region.azure-blob.sweep-interval");
    assertRefused(
        Map.of("connection-string", SECRET, "generation-check", "2 h"),
        "region.azure-blob.generation-check");
  }

  @Test
  void an_unknown_key_is_refused_with_the_nearest_and_without_its_value() {
    assertRefused(
        Map.of("connection-string", "AccountName=a", "conection-string", SECRET),
        "region.azure-blob.conection-string is no setting",
        "region.azure-blob.connection-string");
  }

  @Test
  void no_secret_is_printed() {
    assertThat(read(Map.of("connection-string", SECRET)).toString()).doesNotContain(SECRET);
    assertThat(read(Map.of("endpoint", ENDPOINT, "sas-token", "sig=" + SECRET)).toString())
        .contains(ENDPOINT)
        .doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"c2VjcmV0", "AccountName=a;c2VjcmV0", "AccountKey=c2VjcmV0"})
  void what_is_no_connection_string_is_refused_when_the_store_is_opened(String given) {
    RegionStoreProvider.Context context =
        new RegionStoreProvider.Context(
            "eu",
            "users",
            1,
            StoreOptions.of("region.azure-blob", Map.of("connection-string", given)));
    assertThatThrownBy(() -> new AzureBlobStoreProvider().open(context))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("region.azure-blob.connection-string")
        .hasMessageNotContaining(SECRET)
        .hasNoCause();
  }
}
