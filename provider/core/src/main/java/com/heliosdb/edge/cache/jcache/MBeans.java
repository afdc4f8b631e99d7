package com.heliosdb.edge.cache.jcache;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import javax.cache.CacheException;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The beans of one cache in the platform's MBean server, under the names of JSR-107. Thread-safe.
 * The server is not touched before the first {@link #register}.
 */
final class MBeans {
  /** The beans JSR-107 knows. */
  enum Kind {
    /** {@link javax.cache.management.CacheMXBean}. */
    CONFIGURATION("CacheConfiguration"),
    /** {@link javax.cache.management.CacheStatisticsMXBean}. */
    STATISTICS("CacheStatistics");

    private final String type;

    Kind(String type) {
      this.type = type;
    }
  }

  private static final Logger log = LoggerFactory.getLogger(MBeans.class);

  private final String managerUri;
  private final String cacheName;
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock. What this cache registered; others may own an equal name.
  private final Map<Kind, ObjectName> registered = new EnumMap<>(Kind.class);

  /** Creates it with nothing registered. */
  MBeans(URI managerUri, String cacheName) {
    this.managerUri = managerUri.toString();
    this.cacheName = cacheName;
  }

  /**
   * Registers a bean unless this cache has one of that kind registered. If another cache has the
   * name (its manager has the same URI and another class loader), this one goes without, and a
   * warning says so.
   *
   * @throws CacheException if the server refuses the bean
   */
  void register(Kind kind, Object bean) {
    lock.lock();
    try {
      if (registered.containsKey(kind)) {
        return;
      }
      ObjectName name = objectName(kind, managerUri, cacheName);
      server().registerMBean(bean, name);
      registered.put(kind, name);
    } catch (InstanceAlreadyExistsException e) {
      log.warn(
          "Another cache is registered in JMX as {}; give the managers different URIs to see both",
          objectName(kind, managerUri, cacheName));
    } catch (JMException e) {
      throw new CacheException("Cache '" + cacheName + "' cannot be registered in JMX", e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Unregisters the bean of this kind, if this cache has one registered.
   *
   * @throws CacheException if the server refuses
   */
  void unregister(Kind kind) {
    lock.lock();
    try {
      ObjectName name = registered.remove(kind);
      if (name != null) {
        server().unregisterMBean(name);
      }
    } catch (InstanceNotFoundException e) {
      log.debug("Somebody else took the bean of cache '{}' out of JMX", cacheName, e);
    } catch (JMException e) {
      throw new CacheException("Cache '" + cacheName + "' cannot be taken out of JMX", e);
    } finally {
      lock.unlock();
    }
  }

  /** Unregisters all beans of this cache. */
  void unregisterAll() {
    for (Kind kind : Kind.values()) {
      unregister(kind);
    }
  }

  private static MBeanServer server() {
    return ManagementFactory.getPlatformMBeanServer();
  }

  /**
   * The specification's name: {@code javax.cache:type=CacheStatistics,CacheManager=…,Cache=…}, what
   * delimits an object name replaced by dots, and so what JMX takes for a pattern or a quotation.
   */
  static ObjectName objectName(Kind kind, String managerUri, String cacheName) {
    String name =
        "javax.cache:type=%s,CacheManager=%s,Cache=%s"
            .formatted(kind.type, safe(managerUri), safe(cacheName));
    try {
      return new ObjectName(name);
    } catch (JMException e) {
      throw new CacheException("No JMX object name can be made of '" + name + "'", e);
    }
  }

  private static String safe(String value) {
    return value.replaceAll("[,:=\n*?\"]", ".");
  }
}
