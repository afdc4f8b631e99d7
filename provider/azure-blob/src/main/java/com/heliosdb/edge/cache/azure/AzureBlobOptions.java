package com.heliosdb.edge.cache.azure;

import com.heliosdb.edge.cache.config.InvalidSettingException;
import com.heliosdb.edge.cache.config.StoreOptions;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings under {@code region.azure-blob}, checked.
 *
 * @param access where the account is, and how to prove who asks
 * @param container the container, created when it is first needed
 * @param prefix what all names begin with; may be empty
 * @param requestTimeout how long an operation may take in all
 * @param sweepInterval how often expired records and those beyond the capacity are removed
 * @param generationCheck how long a generation is believed to be in force without asking again
 */
record AzureBlobOptions(
    Access access,
    String container,
    String prefix,
    Duration requestTimeout,
    Duration sweepInterval,
    Duration generationCheck) {
  private static final Pattern CONTAINER = Pattern.compile("[a-z0-9](-?[a-z0-9]){2,62}");
  private static final int LONGEST_CONTAINER = 63;
  private static final Pattern PREFIX =
      Pattern.compile("|(?=.{1,200}$)[A-Za-z0-9-]+(/[A-Za-z0-9-]+)*");
  private static final Pattern CLASS = Pattern.compile("[\\p{javaJavaIdentifierPart}.]+");
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /**
   * Reads all options and refuses others.
   *
   * @throws InvalidSettingException if one breaks its rule, or none says how to reach an account
   */
  static AzureBlobOptions read(StoreOptions options) {
    AzureBlobOptions read =
        new AzureBlobOptions(
            access(options),
            container(options),
            options
                .text(
                    "prefix",
                    "at most 200 letters, digits and hyphens, with single slashes between",
                    PREFIX)
                .orElse(""),
            time(options, "request-timeout", Duration.ofMillis(10), Duration.ofMinutes(5))
                .orElse(Duration.ofSeconds(2)),
            time(options, "sweep-interval", Duration.ofSeconds(1), Duration.ofDays(30))
                .orElse(Duration.ofHours(1)),
            time(options, "generation-check", Duration.ofMillis(1), Duration.ofHours(1))
                .orElse(Duration.ofSeconds(1)));
    options.refuseUnknown();
    return read;
  }

  private static String container(StoreOptions options) {
    String rule = "3 to 63 lower-case letters and digits with single hyphens between";
    String container = options.text("container", rule, CONTAINER).orElse("edge-cache");
    if (container.length() > LONGEST_CONTAINER) {
      throw new InvalidSettingException(
          "%s must be %s, but has %d characters"
              .formatted(options.fullKey("container"), rule, container.length()));
    }
    return container;
  }

  private static Access access(StoreOptions options) {
    String connection = given(options, "connection-string");
    String endpoint = given(options, "endpoint");
    String sas = given(options, "sas-token");
    Optional<String> credential =
        options.text("credential", "the name of a class that supplies a TokenCredential", CLASS);
    int ways =
        (connection == null ? 0 : 1) + (sas == null ? 0 : 1) + (credential.isEmpty() ? 0 : 1);
    if (ways != 1 || (connection == null) != (endpoint != null)) {
      throw new InvalidSettingException(
          "either %s must be given, or %s and one of %s and %s, and nothing besides, but given was %s"
              .formatted(
                  options.fullKey("connection-string"),
                  options.fullKey("endpoint"),
                  options.fullKey("sas-token"),
                  options.fullKey("credential"),
                  shown(connection, endpoint, sas, credential.orElse(null))));
    }
    if (connection != null) {
      return new Access.ConnectionString(connection);
    }
    if (sas != null) {
      return new Access.Sas(endpoint(options, endpoint, LOOPBACK), sas(options, sas));
    }
    return new Access.Tokens(
        endpoint(options, endpoint, Set.of()), supplier(options, credential.orElseThrow()));
  }

  private static @Nullable String given(StoreOptions options, String key) {
    return options.secret(key).map(String::strip).filter(text -> !text.isEmpty()).orElse(null);
  }

  private static String shown(
      @Nullable String connection,
      @Nullable String endpoint,
      @Nullable String sas,
      @Nullable String credential) {
    StringBuilder shown = new StringBuilder();
    shown.append(connection == null ? "" : "connection-string ");
    shown.append(endpoint == null ? "" : "endpoint ");
    shown.append(sas == null ? "" : "sas-token ");
    shown.append(credential == null ? "" : "credential ");
    return shown.isEmpty() ? "none" : shown.toString().strip().replace(" ", ", ");
  }

  /** Never shown: people paste addresses with a signature behind the question mark. */
  private static String endpoint(
      StoreOptions options, @Nullable String endpoint, Set<String> hostsWithoutTls) {
    URI uri = endpoint == null ? null : parsed(endpoint);
    if (uri == null || uri.getHost() == null) {
      throw broken(options, "endpoint", "an address such as https://ACCOUNT.blob.core.windows.net");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null || uri.getUserInfo() != null) {
      throw broken(
          options,
          "endpoint",
          "an address alone; a signature goes into " + options.fullKey("sas-token"));
    }
    boolean safe =
        "https".equalsIgnoreCase(uri.getScheme())
            || ("http".equalsIgnoreCase(uri.getScheme())
                && hostsWithoutTls.contains(uri.getHost()));
    if (!safe) {
      throw broken(
          options,
          "endpoint",
          "https, or with a signature http on the loopback address, as it carries secrets");
    }
    return uri.toString();
  }

  private static @Nullable URI parsed(String endpoint) {
    try {
      return URI.create(endpoint);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static String sas(StoreOptions options, String token) {
    String bare = token.startsWith("?") ? token.substring(1) : token;
    if (!Pattern.compile("(^|&)sig=[^&]").matcher(bare).find()) {
      throw broken(options, "sas-token", "a shared access signature: sv=…&sig=…");
    }
    return bare;
  }

  private static Class<?> supplier(StoreOptions options, String name) {
    String rule =
        "the name of a public class that is a Supplier<TokenCredential> and has a public"
            + " constructor without arguments, but was "
            + name;
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    try {
      Class<?> type =
          Class.forName(
              name, false, loader == null ? AzureBlobOptions.class.getClassLoader() : loader);
      boolean fits =
          Supplier.class.isAssignableFrom(type)
              && Modifier.isPublic(type.getModifiers())
              && Modifier.isPublic(type.getConstructor().getModifiers());
      if (fits) {
        return type;
      }
    } catch (ClassNotFoundException | NoSuchMethodException | LinkageError e) {
      throw new InvalidSettingException(
          "%s must be %s".formatted(options.fullKey("credential"), rule), e);
    }
    throw new InvalidSettingException(
        "%s must be %s".formatted(options.fullKey("credential"), rule));
  }

  private static InvalidSettingException broken(StoreOptions options, String key, String rule) {
    return new InvalidSettingException(
        "%s must be %s (its value is not shown)".formatted(options.fullKey(key), rule));
  }

  private static Optional<Duration> time(
      StoreOptions options, String key, Duration least, Duration most) {
    Optional<Duration> time = options.time(key);
    if (time.isPresent() && (time.get().compareTo(least) < 0 || time.get().compareTo(most) > 0)) {
      throw new InvalidSettingException(
          "%s must be from %d ms to %d ms, but was %d ms"
              .formatted(
                  options.fullKey(key), least.toMillis(), most.toMillis(), time.get().toMillis()));
    }
    return time;
  }
}
