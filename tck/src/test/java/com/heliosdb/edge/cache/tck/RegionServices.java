package com.heliosdb.edge.cache.tck;

import com.heliosdb.edge.cache.azurite.AzuriteServer;
import com.heliosdb.edge.cache.hazelcast.testing.HazelcastMembers;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;
import org.junit.runner.Description;
import org.junit.runner.Result;
import org.junit.runner.notification.RunListener;

/**
 * Starts what the region of a layout needs before its first test, in processes that end with this
 * JVM, and names it in system properties, which every cache manager reads. Fresh for each layout:
 * no region knows what another run left.
 *
 * <p>The cache does well without its region, so a layout whose services are missing could pass.
 * This JVM ends instead, which fails the build.
 */
public final class RegionServices extends RunListener {
  private static final String REGION = "heliosdb.edge.cache.region.";

  /** Once for this JVM: who runs the tests may take each class for a run of its own. */
  private static final AtomicBoolean STARTED = new AtomicBoolean();

  @Override
  public void testRunStarted(Description description) {
    if (STARTED.compareAndSet(false, true)) {
      orEnd(() -> start(System.getProperty(REGION + "store", "")));
    }
  }

  @Override
  public void testRunFinished(Result result) {
    if (Boolean.getBoolean(REGION + "enabled")) {
      orEnd(RegionServices::requireShared);
    }
  }

  private static Void start(String stores) throws Exception {
    if (stores.contains("hazelcast")) {
      HazelcastMembers members = HazelcastMembers.start(1);
      System.setProperty(REGION + "hazelcast.cluster-name", members.clusterName());
      System.setProperty(REGION + "hazelcast.members", members.addresses());
    }
    if (stores.contains("azure-blob")) {
      AzuriteServer azurite = AzuriteServer.start(Path.of(System.getProperty("tck.azurite")));
      System.setProperty(REGION + "azure-blob.connection-string", azurite.connectionString());
    }
    return null;
  }

  /** What one node put, another finds: the region is still there when the tests have ended. */
  private static Void requireShared() {
    CachingProvider provider = Caching.getCachingProvider();
    try (CacheManager one = provider.getCacheManager(URI.create("tck:one"), null);
        CacheManager other = provider.getCacheManager(URI.create("tck:other"), null)) {
      Cache<String, String> mine = cache(one);
      mine.put("key", "value");
      String found = cache(other).get("key");
      if (!"value".equals(found)) {
        throw new IllegalStateException("one node put 'value', but another found " + found);
      }
      mine.remove("key");
    }
    return null;
  }

  private static Cache<String, String> cache(CacheManager manager) {
    return manager.createCache(
        "shared", new MutableConfiguration<String, String>().setTypes(String.class, String.class));
  }

  private static void orEnd(Callable<Void> step) {
    try {
      step.call();
    } catch (Exception | LinkageError e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }
}
