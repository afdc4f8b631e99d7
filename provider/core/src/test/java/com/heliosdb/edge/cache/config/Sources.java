package com.heliosdb.edge.cache.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** All that settings are read from, made up for a test; empty at first. */
final class Sources {
  static final String PREFIX = "heliosdb.edge.cache.";
  static final long GIB = 1L << 30;
  static final long MIB = 1L << 20;

  final Path classPathFile;
  final Path uriFile;
  private final Path directory;
  private URI uri = URI.create("some-name");
  private final Map<String, String> code = new HashMap<>();
  private final Properties properties = new Properties();
  private final Properties system = new Properties();
  private long maxHeapBytes = 16 * GIB;

  Sources(Path directory) {
    this.directory = directory;
    this.classPathFile = directory.resolve("edge-cache.conf");
    this.uriFile = directory.resolve("at uri.conf");
  }

  Sources classPath(String hocon) {
    write(classPathFile, hocon);
    return this;
  }

  Sources uriFile(String hocon) {
    write(uriFile, hocon);
    return uri(uriFile.toUri());
  }

  Sources uri(URI uri) {
    this.uri = uri;
    return this;
  }

  Sources code(String key, String value) {
    code.put(key, value);
    return this;
  }

  Sources property(String key, String value) {
    properties.setProperty(key, value);
    return this;
  }

  Sources properties(Properties all) {
    properties.putAll(all);
    return this;
  }

  Sources systemProperty(String key, String value) {
    system.setProperty(key, value);
    return this;
  }

  Sources maxHeap(long bytes) {
    maxHeapBytes = bytes;
    return this;
  }

  EdgeCacheSettings load() {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()}, null)) {
      return EdgeCacheSettings.load(uri, loader, properties, system, maxHeapBytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  CacheSettings cache(String name) {
    return load().cache(name, code);
  }

  static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
