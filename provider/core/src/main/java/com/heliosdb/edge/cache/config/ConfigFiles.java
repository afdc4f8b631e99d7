package com.heliosdb.edge.cache.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads HOCON files into layers. */
final class ConfigFiles {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigFiles.class);
  private static final String REFERENCE = "reference.conf";
  private static final String ON_CLASS_PATH = "edge-cache.conf";
  private static final List<String> GROUPS =
      List.of(
          "heap",
          "disk",
          "region",
          "tiering",
          "prefetch",
          "serialization",
          "annotations",
          "caches");

  private static final Set<String> READ_SCHEMES = Set.of("file", "jar", "classpath");

  private ConfigFiles() {}

  /** The layers of {@code reference.conf}, of the class path and of the URI, in this order. */
  static List<Layer> read(URI uri, ClassLoader loader, Properties systemProperties) {
    Layer defaults = reference(EdgeCacheSettings.class.getClassLoader());
    Config outside =
        ConfigFactory.parseProperties(systemProperties).withFallback(defaults.toConfig());
    Layer onClassPath = layer(onClassPath(loader, ON_CLASS_PATH), outside);
    Layer atUri = atUri(uri, loader).map(config -> layer(config, outside)).orElseGet(Layer::empty);
    return List.of(defaults, onClassPath, atUri);
  }

  /**
   * Other libraries on the class path have a {@code reference.conf} as well; theirs is not
   * resolved.
   */
  static Layer reference(ClassLoader loader) {
    Config all = onClassPath(loader, REFERENCE);
    Layer ours = all.hasPath(Layer.PREFIX) ? underPrefix(all) : Layer.empty();
    for (String key : Settings.BY_KEY.keySet()) {
      if (!ours.forAll().containsKey(key)) {
        throw new InvalidSettingException(
            "reference.conf on the class path holds no %s.%s; where jars are joined into one,"
                    .formatted(Layer.PREFIX, key)
                + " their files of this name must be joined, not replaced");
      }
    }
    return ours;
  }

  private static Layer layer(Config file, Config outside) {
    Config resolved;
    try {
      resolved = file.resolve(ConfigResolveOptions.defaults().appendResolver(new Outside(outside)));
    } catch (ConfigException e) {
      throw unreadable(e);
    }
    if (resolved.hasPath(Layer.PREFIX)) {
      return underPrefix(resolved);
    }
    for (String group : GROUPS) {
      ConfigValue misplaced = resolved.root().get(group);
      if (misplaced != null) {
        throw new InvalidSettingException(
            "%s (%s) stands outside the prefix; write %s.%s"
                .formatted(group, misplaced.origin().description(), Layer.PREFIX, group));
      }
    }
    return Layer.empty();
  }

  private static Layer underPrefix(Config config) {
    return Layer.ofFile(config.getValue(Layer.PREFIX));
  }

  /** All files of this name; the first on the class path wins. */
  private static Config onClassPath(ClassLoader loader, String name) {
    try {
      Config all = ConfigFactory.empty();
      for (URL url : Collections.list(loader.getResources(name))) {
        all = all.withFallback(parse(url, loader));
      }
      return all;
    } catch (IOException e) {
      throw new InvalidSettingException(
          "%s is on the class path but cannot be read: %s".formatted(name, e), e);
    }
  }

  /** What the URI names, or nothing: whatever cannot be read is only a name. */
  private static Optional<Config> atUri(URI uri, ClassLoader loader) {
    try {
      URL url = locate(uri, loader);
      if (url != null) {
        return Optional.of(parse(url, loader));
      }
    } catch (IOException | IllegalArgumentException e) {
      LOG.debug("{} cannot be read", uri, e);
    }
    if (uri.getScheme() != null && READ_SCHEMES.contains(uri.getScheme())) {
      LOG.info("{} is no readable resource: it only names its cache manager", uri);
    }
    return Optional.empty();
  }

  private static @Nullable URL locate(URI uri, ClassLoader loader) throws IOException {
    String scheme = uri.getScheme();
    String rest = uri.getSchemeSpecificPart();
    if (scheme == null) {
      return rest.isEmpty() ? null : loader.getResource(rest);
    }
    return switch (scheme) {
      case "classpath" -> loader.getResource(rest);
      case "file" -> uri.toURL();
      // The other jars would have to be fetched.
      case "jar" -> rest.startsWith("file:") ? uri.toURL() : null;
      default -> null;
    };
  }

  private static Config parse(URL url, ClassLoader loader) throws IOException {
    ConfigParseOptions options =
        ConfigParseOptions.defaults().setClassLoader(loader).setAllowMissing(false);
    try {
      if (url.getProtocol().equals("file")) {
        Path file = Path.of(url.toURI());
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
          throw new IOException(file + " is no readable file");
        }
        return ConfigFactory.parseFile(file.toFile(), options);
      }
      URLConnection connection = url.openConnection();
      // The cache would keep the jar open for the life of the JVM, and serve it after a change.
      connection.setUseCaches(false);
      try (Reader reader =
          new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8)) {
        return ConfigFactory.parseReader(
            reader,
            options.setSyntaxFromFilename(url.getPath()).setOriginDescription(url.toString()));
      }
    } catch (URISyntaxException | ConfigException.IO e) {
      throw new IOException(url + " cannot be read", e);
    } catch (ConfigException e) {
      throw unreadable(e);
    }
  }

  /** The library's messages begin with file and line. */
  private static InvalidSettingException unreadable(ConfigException e) {
    return new InvalidSettingException(
        "A configuration file cannot be understood: " + e.getMessage(), e);
  }

  /**
   * What {@code ${...}} in a file may name besides what is in the file, and before the environment.
   */
  private record Outside(Config config) implements ConfigResolver {
    @Override
    public @Nullable ConfigValue lookup(String path) {
      return config.hasPath(path) ? config.getValue(path) : null;
    }

    @Override
    public ConfigResolver withFallback(ConfigResolver fallback) {
      return this;
    }
  }
}
