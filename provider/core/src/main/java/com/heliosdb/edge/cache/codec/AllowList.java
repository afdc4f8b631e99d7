package com.heliosdb.edge.cache.codec;

import java.io.File;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.lang.reflect.Proxy;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which classes serialized bytes may name, where others than this node write them. Thread-safe.
 *
 * <p>Allowed are: value types and exceptions of the JDK; its collections, with whatever it puts
 * into their serialized form; arrays of what is allowed; proxies of allowed interfaces; the keys
 * that caching annotations make; and what it was created with. A class that is allowed allows
 * neither its subclasses nor its fields.
 */
final class AllowList {
  /** Packages of collections and value types; no class in them does anything but hold its parts. */
  private static final Set<String> JDK_PACKAGES =
      Set.of(
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "java.util.concurrent.locks",
          "java.math",
          "java.time",
          "java.time.chrono",
          "java.time.zone");

  // URL is not among them: it asks the network for its hash code.
  private static final Set<String> JDK_TYPES =
      Set.of(
          Object.class.getName(),
          String.class.getName(),
          Boolean.class.getName(),
          Character.class.getName(),
          Number.class.getName(),
          Byte.class.getName(),
          Short.class.getName(),
          Integer.class.getName(),
          Long.class.getName(),
          Float.class.getName(),
          Double.class.getName(),
          Enum.class.getName(),
          Record.class.getName(),
          Class.class.getName(),
          StringBuilder.class.getName(),
          StringBuffer.class.getName(),
          StackTraceElement.class.getName(),
          "java.lang.AbstractStringBuilder",
          // What every proxy extends; its interfaces decide.
          "java.lang.reflect.Proxy",
          "java.lang.String$CaseInsensitiveComparator",
          File.class.getName(),
          InetAddress.class.getName(),
          Inet4Address.class.getName(),
          Inet6Address.class.getName(),
          InetSocketAddress.class.getName(),
          URI.class.getName(),
          Pattern.class.getName(),
          "java.sql.Date",
          "java.sql.Time",
          "java.sql.Timestamp");

  /**
   * The keys that annotations make of a method's parameters, and what stands for null: they hold
   * nothing but what is allowed by itself. By name, since their artifacts may be absent.
   */
  private static final Set<String> ANNOTATION_TYPES =
      Set.of(
          "com.heliosdb.edge.cache.cdi.ParameterKey",
          "com.heliosdb.edge.cache.cdi.CachedNull",
          "org.springframework.cache.interceptor.SimpleKey",
          "org.springframework.cache.support.NullValue");

  private final Set<String> names = new HashSet<>(ANNOTATION_TYPES);
  private final Set<String> packages = new HashSet<>();
  private final Set<String> packageTrees = new HashSet<>();

  // Booleans, not objects of ours: see TypeFingerprint.
  private final ClassValue<Boolean> verdicts =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return verdict(type);
        }
      };

  /**
   * Allows these besides what the JDK has.
   *
   * @param allowed names of classes, or of packages with {@code .*} or {@code .**}
   */
  AllowList(Collection<String> allowed) {
    for (String each : allowed) {
      if (each.endsWith(".**")) {
        packageTrees.add(each.substring(0, each.length() - ".**".length()));
      } else if (each.endsWith(".*")) {
        packages.add(each.substring(0, each.length() - ".*".length()));
      } else {
        names.add(each);
      }
    }
  }

  boolean allows(Class<?> type) {
    return verdicts.get(type);
  }

  private boolean verdict(Class<?> type) {
    if (type.isPrimitive()) {
      return true;
    }
    if (type.isArray()) {
      return allows(type.getComponentType());
    }
    if (Proxy.isProxyClass(type)) {
      for (Class<?> each : type.getInterfaces()) {
        if (!allows(each)) {
          return false;
        }
      }
      return true;
    }
    return isOfJdk(type) || isNamed(type);
  }

  private static boolean isOfJdk(Class<?> type) {
    // The names of the JDK's packages belong to its own loaders.
    return JDK_TYPES.contains(type.getName())
        || JDK_PACKAGES.contains(type.getPackageName())
        || (type.getPackageName().equals("java.lang") && Throwable.class.isAssignableFrom(type));
  }

  private boolean isNamed(Class<?> type) {
    String inPackage = type.getPackageName();
    if (names.contains(type.getName()) || packages.contains(inPackage)) {
      return true;
    }
    for (String part = inPackage; !part.isEmpty(); part = parent(part)) {
      if (packageTrees.contains(part)) {
        return true;
      }
    }
    return false;
  }

  private static String parent(String packageName) {
    return packageName.substring(0, Math.max(0, packageName.lastIndexOf('.')));
  }

  /** A filter for one stream, which remembers what it refused. */
  Filter filter() {
    return new Filter();
  }

  /** What is wrong with an object that names this class. */
  static String refusal(String what, Class<?> refused) {
    Class<?> type = refused;
    while (type.isArray()) {
      type = type.getComponentType();
    }
    String inPackage = type.getPackageName();
    String cure = inPackage.isEmpty() ? "" : ", or its package as " + inPackage + ".**,";
    return (what.equals(type.getName())
            ? what + " is"
            : what + " holds a " + type.getName() + ", which is")
        + " not allowed in a region: add "
        + type.getName()
        + cure
        + " to serialization.allow";
  }

  /** Refuses the classes that are not allowed. For one stream, on one thread. */
  final class Filter implements ObjectInputFilter {
    private @Nullable Class<?> refused;

    @Override
    public Status checkInput(FilterInfo info) {
      Class<?> type = info.serialClass();
      if (type == null || allows(type)) {
        return Status.UNDECIDED;
      }
      refused = type;
      return Status.REJECTED;
    }

    /** Fails if the stream ended for what this filter refused. */
    void throwIfRefused(IOException cause) throws IOException {
      if (refused != null) {
        throw new IOException(refusal("a stored object", refused), cause);
      }
    }
  }
}
