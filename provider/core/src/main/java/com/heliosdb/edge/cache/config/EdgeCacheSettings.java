package com.heliosdb.edge.cache.config;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The settings of one cache manager, from which those of its caches follow. {@code reference.conf}
 * names all settings, their defaults and the order of the sources. Immutable.
 */
public final class EdgeCacheSettings {
  /** Heap that one entry of the disk tier takes for its index, at most. */
  private static final long DISK_INDEX_BYTES_PER_ENTRY = 64;

  private static final int DISK_INDEX_SHARE_OF_HEAP = 8;

  private final Layer defaults;
  private final List<Layer> belowCode;
  private final List<Layer> aboveCode;
  private final long maxHeapBytes;

  private EdgeCacheSettings(
      Layer defaults, List<Layer> belowCode, List<Layer> aboveCode, long maxHeapBytes) {
    this.defaults = defaults;
    this.belowCode = belowCode;
    this.aboveCode = aboveCode;
    this.maxHeapBytes = maxHeapBytes;
  }

  /**
   * Reads all sources but the code of the caches. System properties are read now, not later.
   *
   * @param uri the manager's; read if it names a file, an entry of a local jar or a resource of the
   *     class loader, otherwise only a name
   * @param loader the manager's; finds {@code edge-cache.conf}; not kept
   * @param managerProperties full keys; foreign ones are ignored
   * @throws InvalidSettingException if a file cannot be understood, a key under our prefix is
   *     unknown or a value breaks its rule
   */
  public static EdgeCacheSettings load(URI uri, ClassLoader loader, Properties managerProperties) {
    return load(
        uri, loader, managerProperties, System.getProperties(), Runtime.getRuntime().maxMemory());
  }

  static EdgeCacheSettings load(
      URI uri,
      ClassLoader loader,
      Properties managerProperties,
      Properties systemProperties,
      long maxHeapBytes) {
    List<Layer> files = ConfigFiles.read(uri, loader, systemProperties);
    return new EdgeCacheSettings(
        files.get(0),
        files.subList(1, files.size()),
        List.of(
            Layer.ofProperties(managerProperties, "Properties of the cache manager"),
            Layer.ofProperties(systemProperties, "system property")),
        maxHeapBytes);
  }

  /** Every setting there is: the keys of {@code reference.conf}, relative to the prefix. */
  public static Set<String> keys() {
    return Settings.BY_KEY.keySet();
  }

  /** Whether any source beyond {@code reference.conf} made a setting. */
  public boolean configured() {
    return !belowCode.stream().allMatch(Layer::isEmpty)
        || !aboveCode.stream().allMatch(Layer::isEmpty);
  }

  /**
   * The settings of one cache.
   *
   * @param cacheName its name
   * @param own what was set for it in code, by keys relative to the prefix
   * @throws InvalidSettingException if a key of {@code own} is unknown, a value breaks its rule or
   *     the settings contradict each other
   */
  public CacheSettings cache(String cacheName, Map<String, String> own) {
    Resolution from = resolution(cacheName, own);
    DiskSettings disk = disk(from);
    RegionSettings region = region(from);
    requireAdaptive(from, Settings.DISK_WRITE_BUDGET, cacheName);
    requireAdaptive(from, Settings.SIZE_EXPONENT, cacheName);
    return new CacheSettings(
        cacheName,
        new HeapSettings(
            heapCapacityBytes(from, disk, cacheName), from.get(Settings.HEAP_MAX_ENTRIES)),
        disk,
        disk.enabled() && from.wantsItself(Settings.DISK_ENABLED),
        region,
        region.enabled() && from.wantsItself(Settings.REGION_ENABLED),
        tiering(from),
        prefetch(from),
        loading(from),
        new ExpirySettings(from.get(Settings.EXPIRY_JITTER)),
        serialization(from));
  }

  /**
   * What the JSR-107 annotations do with a cache, which need not exist.
   *
   * @param cacheName its name
   * @param own what was set for it in code, by keys relative to the prefix
   * @throws InvalidSettingException if a key of {@code own} is unknown or a value breaks its rule
   */
  public AnnotationSettings annotations(String cacheName, Map<String, String> own) {
    Resolution from = resolution(cacheName, own);
    return new AnnotationSettings(
        from.get(Settings.MISSING_CACHE).equals(AnnotationSettings.CREATE),
        from.get(Settings.ANNOTATED_STATISTICS),
        from.get(Settings.TIME_TO_LIVE),
        from.get(Settings.SINGLE_FLIGHT),
        from.get(Settings.SINGLE_FLIGHT_WAIT));
  }

  private Resolution resolution(String cacheName, Map<String, String> own) {
    Resolution from = new Resolution(defaults.forAll());
    belowCode.forEach(layer -> layer.addTo(from, cacheName));
    from.addByName(Layer.ofCode(cacheName, own));
    aboveCode.forEach(layer -> layer.addTo(from, cacheName));
    return from;
  }

  /** Some settings mean nothing to the other policy, so whoever makes them expects another. */
  private static void requireAdaptive(
      Resolution from, Setting<? extends Number> setting, String cacheName) {
    if (from.get(setting).doubleValue() != 0
        && !from.get(Settings.TIERING_POLICY).equals("adaptive")) {
      Given given = from.given(setting);
      throw new InvalidSettingException(
          "%s must be 0 unless tiering.policy is adaptive, but for cache '%s' there are %s and %s; set tiering.policy = adaptive, or leave %s at 0"
              .formatted(
                  given.name(),
                  cacheName,
                  given,
                  from.given(Settings.TIERING_POLICY),
                  given.name()));
    }
  }

  /** A default gives way to the JVM's heap and to the disk; what was set by someone does not. */
  private long heapCapacityBytes(Resolution from, DiskSettings disk, String cacheName) {
    long bytes = from.get(Settings.HEAP_CAPACITY);
    long mostBesideDisk = disk.enabled() ? disk.capacityBytes() / 2 : Long.MAX_VALUE;
    if (from.isDefault(Settings.HEAP_CAPACITY)) {
      long share = (long) (maxHeapBytes * from.get(Settings.HEAP_MAX_FRACTION));
      return Math.min(bytes, Math.min(share, mostBesideDisk));
    }
    Given heap = from.given(Settings.HEAP_CAPACITY);
    if (bytes > maxHeapBytes) {
      throw new InvalidSettingException(
          "%s must not exceed the JVM's maximum heap of %s, but was %s (%s) for cache '%s'; lower it or raise -Xmx"
              .formatted(
                  heap.name(),
                  Setting.bytes(maxHeapBytes),
                  heap.shownValue(),
                  heap.origin(),
                  cacheName));
    }
    if (bytes > mostBesideDisk) {
      throw new InvalidSettingException(
          "disk.capacity must be at least twice heap.capacity, but for cache '%s' there are %s and %s; raise the first, lower the second or set disk.enabled = false"
              .formatted(cacheName, from.given(Settings.DISK_CAPACITY), heap));
    }
    return bytes;
  }

  private DiskSettings disk(Resolution from) {
    long maxEntries = from.get(Settings.DISK_MAX_ENTRIES);
    if (from.isDefault(Settings.DISK_MAX_ENTRIES)) {
      long indexable = maxHeapBytes / DISK_INDEX_SHARE_OF_HEAP / DISK_INDEX_BYTES_PER_ENTRY;
      maxEntries = Math.min(maxEntries, indexable);
    }
    return new DiskSettings(
        from.get(Settings.DISK_ENABLED),
        from.get(Settings.DISK_PATH),
        from.get(Settings.DISK_CAPACITY),
        maxEntries,
        from.get(Settings.DISK_STORE),
        from.get(Settings.DISK_SLICES),
        from.get(Settings.DISK_HIGH_WATER),
        from.get(Settings.DISK_MIN_FREE),
        from.get(Settings.DISK_RETRY_AFTER),
        from.get(Settings.DISK_WRITE_BUDGET));
  }

  private static RegionSettings region(Resolution from) {
    boolean enabled = from.get(Settings.REGION_ENABLED);
    List<String> stores =
        Stream.of(from.get(Settings.REGION_STORE).split(",")).map(String::strip).toList();
    Map<String, Map<String, Given>> given = from.storeOptions();
    Map<String, Duration> deadlines = new HashMap<>();
    Map<String, StoreOptions> options = new HashMap<>();
    for (String store : enabled ? stores : List.<String>of()) {
      Map<String, Given> own = new HashMap<>(given.getOrDefault(store, Map.of()));
      Given deadline = own.remove(Settings.STORE_DEADLINE);
      if (deadline != null) {
        deadlines.put(store, Setting.time(Settings.STORE_DEADLINE).read(deadline));
      }
      options.put(store, new StoreOptions(Settings.REGION + "." + store, own));
    }
    // Its rule leaves one value; read all the same, so that a wrong one is refused.
    from.get(Settings.REGION_MODE);
    return new RegionSettings(
        enabled,
        stores,
        from.get(Settings.REGION_NAME),
        from.get(Settings.REGION_CAPACITY),
        from.get(Settings.REGION_ON_FAILURE).equals("fail")
            ? RegionSettings.OnFailure.FAIL
            : RegionSettings.OnFailure.DROP_AND_INVALIDATE,
        from.get(Settings.REGION_TOMBSTONE_TTL),
        from.get(Settings.REGION_MAX_STALE),
        from.get(Settings.REGION_MAX_STALENESS),
        from.get(Settings.REGION_HEARTBEAT),
        from.get(Settings.REGION_CONCURRENCY),
        new RegionSettings.Breaker(
            from.get(Settings.BREAKER_FAILURE_RATE),
            from.get(Settings.BREAKER_WINDOW),
            from.get(Settings.BREAKER_OPEN_FOR)),
        deadlines,
        options,
        from.storesSet());
  }

  private static TieringSettings tiering(Resolution from) {
    return new TieringSettings(
        TieringSettings.Policy.valueOf(from.get(Settings.TIERING_POLICY).toUpperCase(Locale.ROOT)),
        from.get(Settings.PROMOTION_THRESHOLD),
        from.get(Settings.DEMOTION_IDLE),
        from.get(Settings.DEMOTION_MIN_ACCESSES),
        from.get(Settings.SCAN_INTERVAL),
        from.get(Settings.HALF_LIFE),
        from.get(Settings.SIZE_EXPONENT));
  }

  private static PrefetchSettings prefetch(Resolution from) {
    return new PrefetchSettings(
        PrefetchSettings.Mode.valueOf(from.get(Settings.PREFETCH_MODE).toUpperCase(Locale.ROOT)),
        from.get(Settings.PREFETCH_WINDOW),
        from.get(Settings.PREFETCH_PROBABILITY),
        from.get(Settings.PREFETCH_MIN_USEFUL),
        from.get(Settings.PREFETCH_BUDGET),
        from.get(Settings.PREFETCH_MAX_KEYS));
  }

  private static LoadingSettings loading(Resolution from) {
    List<String> own =
        Stream.of(
                Settings.REFRESH_AFTER,
                Settings.STALE_WHILE_REVALIDATE,
                Settings.STALE_IF_ERROR,
                Settings.LOAD_TIMEOUT)
            .filter(setting -> from.isByName(setting) && from.get(setting).isPresent())
            .map(setting -> from.given(setting).toString())
            .toList();
    return new LoadingSettings(
        from.get(Settings.REFRESH_AFTER),
        from.get(Settings.STALE_WHILE_REVALIDATE),
        from.get(Settings.STALE_IF_ERROR),
        from.get(Settings.LOAD_TIMEOUT),
        own);
  }

  private static SerializationSettings serialization(Resolution from) {
    return new SerializationSettings(
        from.get(Settings.IMMUTABLE_TYPES),
        from.get(Settings.MAX_DEPTH),
        from.get(Settings.MAX_REFERENCES),
        from.get(Settings.MAX_ARRAY_LENGTH),
        from.get(Settings.MAX_BYTES),
        from.get(Settings.REGION_ENABLED),
        from.get(Settings.ALLOW));
  }
}
