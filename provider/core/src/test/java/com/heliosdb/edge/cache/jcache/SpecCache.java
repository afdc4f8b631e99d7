package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.event.TierEvent;
import com.heliosdb.edge.cache.event.TierScanListener;
import com.heliosdb.edge.cache.jcache.CacheSpec.Copies;
import com.heliosdb.edge.cache.jcache.CacheSpec.Expiry;
import com.heliosdb.edge.cache.jcache.CacheSpec.Layout;
import com.heliosdb.edge.cache.management.EdgeCacheStatistics;
import com.heliosdb.edge.cache.management.EdgeCacheStatisticsMXBean;
import com.heliosdb.edge.cache.management.TierStatistics;
import com.heliosdb.edge.cache.testing.InMemoryRegion;
import com.heliosdb.edge.cache.testing.ManualTimeSource;
import com.heliosdb.edge.cache.testing.MemoryRegions;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * The cache a {@link CacheSpec} test works on, in one combination of layout, copies and expiry,
 * under a clock that only the test moves; and what must hold after any test.
 */
final class SpecCache implements AutoCloseable {
  /** How long an entry lives, counted from what the expiry policy says. */
  static final Duration LIFE = Duration.ofMinutes(1);

  private static final URI MANAGER = URI.create("test:spec");
  private static final String NAME = "spec";

  final Layout layout;
  final Copies copies;
  final Expiry expiry;
  private final Path directory;
  private final Set<Thread> threadsBefore = cacheThreads();
  private ManualTimeSource clock = new ManualTimeSource();
  private EdgeCachingProvider provider;
  private EdgeCacheConfiguration<String, Object> configuration;
  private EdgeCache<String, Object> cache;
  private Lookups lookups;
  private boolean inclusive = true;

  SpecCache(Layout layout, Copies copies, Expiry expiry) {
    this.layout = layout;
    this.copies = copies;
    this.expiry = expiry;
    try {
      directory = Files.createTempDirectory("edge-cache-spec");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    InMemoryRegion region = new InMemoryRegion(() -> clock.millis());
    MemoryRegions.add(regionId(), region::open);
    open();
  }

  private String regionId() {
    return directory.toString();
  }

  private void open() {
    ManualTimeSource current = clock;
    provider = new EdgeCachingProvider(() -> current);
  }

  EdgeCacheManager manager() {
    return (EdgeCacheManager) provider.getCacheManager(MANAGER, null);
  }

  Path directory() {
    return directory;
  }

  // ---------------------------------------------------------------- making it

  /**
   * What the combination means, with statistics on; a test may add to it before {@link #create}.
   */
  EdgeCacheConfiguration<String, Object> configuration() {
    EdgeCacheConfiguration<String, Object> made = new EdgeCacheConfiguration<>();
    made.setTypes(String.class, Object.class);
    made.setStoreByValue(copies != Copies.REFERENCE);
    made.setExpiryPolicyFactory(expiry.factory(LIFE));
    made.setStatisticsEnabled(true);
    if (layout.onDisk()) {
      made.setDiskPath(directory).set("disk.slices", "1").setDiskCapacity(16 << 20);
      made.set("disk.min-free", "0 B").setHeapCapacity(4 << 20);
    }
    if (layout.inRegion()) {
      made.setRegionStore("memory").set("region.memory.id", regionId());
      made.set("serialization.allow", Box.class.getName());
      // Minutes that pass at once would look like many heartbeats without an answer, after which
      // a heap without a disk drops what it can no longer trust.
      made.set("region.heartbeat", "1 d");
    }
    if (layout == Layout.WARM || layout == Layout.TIGHT || layout == Layout.DISK_REGION) {
      made.setPromotionThreshold(1);
    }
    if (layout == Layout.ADAPTIVE) {
      made.set("tiering.policy", "adaptive");
    }
    if (layout == Layout.TIGHT || layout == Layout.ADAPTIVE) {
      made.setHeapMaxEntries(2);
    }
    return made;
  }

  EdgeCache<String, Object> create() {
    return create(configuration());
  }

  @SuppressWarnings("unchecked") // a cache of the types its configuration has
  EdgeCache<String, Object> create(EdgeCacheConfiguration<String, Object> with) {
    configuration = with;
    cache = manager().createCache(NAME, with).unwrap(EdgeCache.class);
    lookups = new Lookups(cache);
    awaitRecovery(NAME);
    return lookups.counted();
  }

  /** A disk tier answers misses until it has read what an earlier run left. */
  static void awaitRecovery(String name) {
    for (Thread thread : cacheThreads()) {
      if (thread.getName().equals("edge-cache-recovery-" + name)) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          throw new AssertionError("interrupted", e);
        }
      }
    }
  }

  /** Closes everything, and opens the same again at the time it is. */
  EdgeCache<String, Object> restart() {
    checkStatistics();
    stop();
    clock = new ManualTimeSource(clock.millis());
    open();
    return create(configuration);
  }

  /** Destroys the cache, and creates it anew. */
  EdgeCache<String, Object> recreate() {
    manager().destroyCache(NAME);
    return create(configuration);
  }

  /** The test breaks the disk, or keeps what the disk does not take. */
  void diskNeedNotHoldWhatTheHeapHolds() {
    inclusive = false;
  }

  // ---------------------------------------------------------------- values, time, tiers

  /** A value of the combination's kind; equal for equal text. */
  Object value(String text) {
    return copies == Copies.IMMUTABLE ? text : new Box(text);
  }

  /** A value that can change. */
  static final class Box implements Serializable {
    private static final long serialVersionUID = 1L;
    String text;

    Box(String text) {
      this.text = text;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Box box && box.text.equals(text);
    }

    @Override
    public int hashCode() {
      return text.hashCode();
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** What JMX would show. */
  EdgeCacheStatisticsMXBean statistics() throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName pattern = new ObjectName("javax.cache:type=CacheStatistics,*,Cache=" + NAME);
    ObjectName bean = server.queryNames(pattern, null).iterator().next();
    return JMX.newMXBeanProxy(server, bean, EdgeCacheStatisticsMXBean.class);
  }

  ManualTimeSource clock() {
    return clock;
  }

  void advance(Duration time) {
    clock.advance(time);
  }

  /** The tiers an entry can be brought to. */
  List<Tier> tiers() {
    return layout.onDisk() ? List.of(Tier.DISK, Tier.HEAP) : List.of(Tier.HEAP);
  }

  /** Sees to it that the tier is the fastest that holds the entry. */
  void bring(String key, Tier tier) {
    if (tier == Tier.DISK) {
      demoteAll();
    }
    for (int i = 0; i < 10 && tier == Tier.HEAP && tierOf(key) != Tier.HEAP; i++) {
      lookups.counted().get(key);
    }
    assertThat(tierOf(key)).isEqualTo(tier);
  }

  private Tier tierOf(String key) {
    return cache.tierOf(key).orElseThrow();
  }

  /** Takes everything off the heap. */
  int demoteAll() {
    return demoteAll(0);
  }

  /** The same, for one of several threads. */
  int demoteAll(int thread) {
    CacheEntryListenerConfiguration<String, Object> all =
        new MutableCacheEntryListenerConfiguration<>(
            () -> new DemoteAll(thread), null, false, true);
    cache.registerTierListener(all);
    try {
      return cache.demoteColdEntries();
    } finally {
      cache.deregisterTierListener(all);
    }
  }

  private record DemoteAll(int thread) implements TierScanListener<String, Object> {
    @Override
    public void onScan(TierEvent<String, Object> event) {
      event.operations().demote(event.key());
    }
  }

  // ---------------------------------------------------------------- what must hold after any test

  /** The statistics algebra, and that the disk holds what the heap holds, in the same versions. */
  void checkInvariants() {
    if (cache == null || cache.isClosed()) {
      return;
    }
    checkStatistics();
    // By the adaptive policy the heap may hold what the disk does not.
    if (layout.onDisk() && layout != Layout.ADAPTIVE && inclusive) {
      checkInclusion();
    }
  }

  private void checkStatistics() {
    if (cache == null || cache.isClosed() || !configuration.isStatisticsEnabled()) {
      return;
    }
    EdgeCacheStatistics all = cache.tierStatistics();
    TierStatistics heap = all.tiers().get(Tier.HEAP);
    TierStatistics disk = all.tiers().get(Tier.DISK);
    TierStatistics region = all.tiers().get(Tier.REGION);
    assertThat(disk != null).isEqualTo(layout.onDisk());
    assertThat(region != null).isEqualTo(layout.inRegion());
    assertThat(all.hits())
        .as("hits = sum of the tiers' hits")
        .isEqualTo(all.tiers().values().stream().mapToLong(TierStatistics::hits).sum());
    if (region != null) {
      assertThat(region.hits() + region.misses())
          .as("lookups of the region tier = misses of the last local tier")
          .isEqualTo((disk == null ? heap : disk).misses());
      assertThat(all.region().coalesced() + all.region().skipped())
          .as("lookups that were not sent")
          .isLessThanOrEqualTo(all.region().lookups());
    }
    if (disk != null) {
      assertThat(disk.hits() + disk.misses())
          .as("lookups of the disk tier = misses of the heap tier")
          .isEqualTo(heap.misses());
    }
    assertThat(all.hits() + all.misses())
        .as("one logical get = one hit or one miss")
        .isBetween(lookups.completed(), lookups.begun());
  }

  /**
   * Demoting an entry whose version the disk holds writes nothing; so, if demoting all entries of
   * the heap writes nothing, the disk held them all. They must read the same from there.
   */
  private void checkInclusion() {
    Map<String, Object> before = content();
    long puts = disk().puts();
    long onHeap = cache.tierStatistics().tiers().get(Tier.HEAP).entries();
    int left = demoteAll();
    assertThat(cache.tierStatistics().tiers().get(Tier.HEAP).entries())
        .as("entries on the heap when all were demoted")
        .isZero();
    assertThat((long) left).as("entries demoted").isLessThanOrEqualTo(onHeap);
    assertThat(disk().puts()).as("writes of the disk tier by demotion").isEqualTo(puts);
    assertThat(content()).as("content read from disk").isEqualTo(before);
    assertThat(disk().entries()).as("entries on disk").isEqualTo(before.size());
  }

  private TierStatistics disk() {
    return cache.tierStatistics().tiers().get(Tier.DISK);
  }

  /** Everything there is; met once each. */
  Map<String, Object> content() {
    Map<String, Object> content = new HashMap<>();
    for (Cache.Entry<String, Object> entry : lookups.counted()) {
      assertThat(content.put(entry.getKey(), entry.getValue())).as("entry met before").isNull();
    }
    return content;
  }

  /** Closes the provider. */
  void stop() {
    provider.close();
    assertThat(clock.schedules()).as("schedules left when all is closed").isZero();
  }

  /** No thread of ours runs and no file of ours is open any more. */
  void checkNothingIsLeft() {
    Set<Thread> threads = cacheThreads();
    threads.removeAll(threadsBefore);
    assertThat(threads).as("threads left running").isEmpty();
    assertThat(openFiles()).as("files left open").isEmpty();
  }

  private static Set<Thread> cacheThreads() {
    Set<Thread> threads = new HashSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("edge-cache") || thread.getName().startsWith("Ehcache")) {
        threads.add(thread);
      }
    }
    return threads;
  }

  /** The open files under the directory, where the system tells. */
  private Set<String> openFiles() {
    Path descriptors = Path.of("/proc/self/fd");
    Set<String> open = new TreeSet<>();
    if (Files.isDirectory(descriptors)) {
      try (Stream<Path> all = Files.list(descriptors)) {
        for (Path descriptor : (Iterable<Path>) all::iterator) {
          String file = target(descriptor);
          if (file.startsWith(directory.toString())) {
            open.add(file);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return open;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  @Override
  public void close() throws IOException {
    provider.close();
    MemoryRegions.remove(regionId());
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(directory)) {
      all.sorted(Comparator.reverseOrder()).forEach(files::add);
    }
    for (Path file : files) {
      Files.deleteIfExists(Objects.requireNonNull(file));
    }
  }
}
