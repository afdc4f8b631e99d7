package com.heliosdb.edge.cache.hazelcast;

import com.heliosdb.edge.cache.config.InvalidSettingException;
import com.heliosdb.edge.cache.config.StoreOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The settings under {@code region.hazelcast}, checked. Immutable.
 *
 * @param backups copies of each record on other members
 * @param entryBytes what an entry is taken to need, since Hazelcast counts entries, not bytes
 */
record HazelcastOptions(Link link, int backups, long entryBytes) {
  /** How this JVM takes part in the cluster. */
  enum Mode {
    CLIENT,
    MEMBER
  }

  /**
   * What decides which Hazelcast instance a store uses: stores with equal links share one.
   *
   * @param members host, or host:port
   * @param address of this member: host, or host:port; empty = Hazelcast's choice
   * @param config the user's own configuration, in place of the above; XML or YAML
   * @param instance the name of an instance that the user started, in place of all
   * @param timeout when a client takes a member that is silent for dead, and gives up what it asked
   */
  record Link(
      Mode mode,
      String clusterName,
      List<String> members,
      Optional<String> address,
      Optional<Path> config,
      Optional<String> instance,
      Duration timeout) {}

  private static final Pattern NAME = Pattern.compile("\\S.{0,127}");
  private static final String HOST =
      "([A-Za-z0-9]([A-Za-z0-9._-]*)|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?";
  private static final Pattern ADDRESS = Pattern.compile(HOST);
  private static final Pattern ADDRESSES =
      Pattern.compile("\\s*" + HOST + "(\\s*,\\s*" + HOST + ")*\\s*");
  private static final Pattern MODE = Pattern.compile("client|member");
  private static final Duration SHORTEST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final int MOST_BACKUPS = 6;

  /** Reads and checks all; refuses what it does not know. */
  static HazelcastOptions read(StoreOptions options) {
    Optional<String> mode = options.text("mode", "\"client\" or \"member\"", MODE);
    Optional<String> clusterName =
        options.text("cluster-name", "a name of at most 128 characters", NAME);
    Optional<String> members =
        options.text("members", "hosts or host:port, with commas between them", ADDRESSES);
    Optional<String> address = options.text("address", "a host or host:port", ADDRESS);
    Optional<Path> config = options.path("config");
    Optional<String> instance = options.text("instance", "the name of a Hazelcast instance", NAME);
    Optional<Duration> timeout = options.time("timeout");
    int backups = options.count("backups", 0, MOST_BACKUPS).orElse(1L).intValue();
    long entryBytes = options.size("entry-size", 64, 1L << 30).orElse(4096L);
    options.refuseUnknown();

    boolean member = mode.equals(Optional.of("member"));
    Map<String, Optional<?>> connecting = new LinkedHashMap<>();
    connecting.put("cluster-name", clusterName);
    connecting.put("members", members);
    connecting.put("address", address);
    config.ifPresent(
        file -> {
          refuseAny(connecting, options, "config", "say it in that file");
          checkReadable(options, file);
        });
    connecting.put("mode", mode);
    connecting.put("config", config);
    connecting.put("timeout", timeout);
    instance.ifPresent(
        name -> refuseAny(connecting, options, "instance", "that instance has its own"));
    if (address.isPresent() && !member) {
      throw new InvalidSettingException(
          "%s must not be set unless %s = member: a client has no address of its own"
              .formatted(options.fullKey("address"), options.fullKey("mode")));
    }
    timeout.ifPresent(time -> checkBounds(options, time));
    return new HazelcastOptions(
        new Link(
            member ? Mode.MEMBER : Mode.CLIENT,
            clusterName.orElse("dev"),
            List.of(members.orElse("127.0.0.1").strip().split("\\s*,\\s*")),
            address,
            config,
            instance,
            timeout.orElse(Duration.ofSeconds(5))),
        backups,
        entryBytes);
  }

  /** The entries that fit into so many bytes. */
  int maxEntries(long capacityBytes) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, capacityBytes / entryBytes));
  }

  private static void refuseAny(
      Map<String, Optional<?>> given, StoreOptions options, String beside, String cure) {
    given.forEach(
        (key, value) -> {
          if (value.isPresent()) {
            throw new InvalidSettingException(
                "%s must not be set beside %s; %s"
                    .formatted(options.fullKey(key), options.fullKey(beside), cure));
          }
        });
  }

  private static void checkReadable(StoreOptions options, Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    boolean known = name.endsWith(".xml") || name.endsWith(".yaml") || name.endsWith(".yml");
    if (!known || !Files.isReadable(file)) {
      throw new InvalidSettingException(
          "%s must be a readable .xml, .yaml or .yml file, but was %s"
              .formatted(options.fullKey("config"), file));
    }
  }

  private static void checkBounds(StoreOptions options, Duration timeout) {
    if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
      throw new InvalidSettingException(
          "%s must be from 500 ms to 2 m, but was %d ms"
              .formatted(options.fullKey("timeout"), timeout.toMillis()));
    }
  }
}
