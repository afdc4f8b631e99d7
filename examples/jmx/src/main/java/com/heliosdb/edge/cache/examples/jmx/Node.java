package com.heliosdb.edge.cache.examples.jmx;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.management.Attribute;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** A running node, seen through its JSR-107 statistics beans. Confined to one thread. */
final class Node implements Closeable {
  private static final List<String> FASTEST_FIRST = List.of("Heap", "Disk", "Region");
  private static final String ENTRIES = "Entries";

  private final JMXConnector connector;
  private final MBeanServerConnection server;

  private Node(JMXConnector connector) throws IOException {
    this.connector = connector;
    server = connector.getMBeanServerConnection();
  }

  /**
   * Connects to a process of the same user by its id, or by a service URL.
   *
   * @throws IOException if it cannot be reached
   */
  @SuppressWarnings("BanJNDI") // whom to trust is for whoever names the node on the command line
  static Node connect(String target) throws IOException {
    String url = target.startsWith("service:") ? target : localUrl(target);
    return new Node(JMXConnectorFactory.connect(new JMXServiceURL(url)));
  }

  private static String localUrl(String pid) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(pid);
      try {
        return machine.startLocalManagementAgent();
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException("Process " + pid + " is no Java process that can be attached to", e);
    }
  }

  /** All caches with statistics, in the order of the alphabet. */
  List<CachePicture> caches() throws IOException {
    List<CachePicture> caches = new ArrayList<>();
    try {
      ObjectName statistics = new ObjectName("javax.cache:type=CacheStatistics,*");
      for (ObjectName name : new TreeSet<>(server.queryNames(statistics, null))) {
        try {
          caches.add(picture(name));
        } catch (InstanceNotFoundException closedMeanwhile) {
          // Then there is nothing to show of it.
        }
      }
    } catch (JMException e) {
      throw new IOException("The node's statistics cannot be read", e);
    }
    return caches;
  }

  private CachePicture picture(ObjectName name) throws IOException, JMException {
    List<String> attributes = new ArrayList<>();
    for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
      attributes.add(attribute.getName());
    }
    Map<String, Number> values = new TreeMap<>();
    for (Attribute attribute :
        server.getAttributes(name, attributes.toArray(String[]::new)).asList()) {
      if (attribute.getValue() instanceof Number number) {
        values.put(attribute.getName(), number);
      }
    }
    Map<String, Map<String, Number>> tiers = new LinkedHashMap<>();
    for (String tier : tiersIn(values.keySet())) {
      Map<String, Number> ofTier = withoutPrefix(tier, values);
      if (tier.equals(FASTEST_FIRST.get(0)) || ofTier.values().stream().anyMatch(Node::counts)) {
        tiers.put(tier.toLowerCase(java.util.Locale.ROOT), ofTier);
      }
    }
    return new CachePicture(
        name.getKeyProperty("CacheManager"),
        name.getKeyProperty("Cache"),
        withoutPrefix("Cache", values),
        tiers);
  }

  /** A tier is what has entries, hits and misses: the beans of other providers have none. */
  private static Set<String> tiersIn(Set<String> attributes) {
    Set<String> found = new TreeSet<>();
    for (String attribute : attributes) {
      if (attribute.endsWith(ENTRIES)) {
        String tier = attribute.substring(0, attribute.length() - ENTRIES.length());
        if (attributes.contains(tier + "Hits") && attributes.contains(tier + "Misses")) {
          found.add(tier);
        }
      }
    }
    Set<String> ordered = new LinkedHashSet<>(FASTEST_FIRST);
    ordered.retainAll(found);
    ordered.addAll(found);
    return ordered;
  }

  private static Map<String, Number> withoutPrefix(String prefix, Map<String, Number> values) {
    Map<String, Number> rest = new TreeMap<>();
    values.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            String bare = name.substring(prefix.length());
            rest.put(Character.toLowerCase(bare.charAt(0)) + bare.substring(1), value);
          }
        });
    return rest;
  }

  /** A tier the cache does not have says zero to everything. */
  private static boolean counts(Number value) {
    return value.doubleValue() != 0;
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
