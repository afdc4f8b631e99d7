package com.heliosdb.edge.cache.tck;

import static java.util.Map.entry;
import static java.util.Objects.requireNonNull;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Reads what the TCK runs before it left behind and fails unless they were whole. A test that is
 * excluded, not found or not given the class it should unwrap to passes in silence; here it does
 * not.
 */
@RunWith(Parameterized.class)
public class TckVerdict {
  /** All of TCK 1.1.1: 491 by surefire's patterns and the 2 of FactoryBuilderTest1. */
  private static final int TESTS = 493;

  /**
   * The exclusions that must be seen, with how often. {@code dummyTest} is made to be excluded; the
   * annotation tests, inherited by three classes, run in a module of their own, where there is a
   * BeanProvider.
   */
  private static final Map<String, Integer> EXCLUSIONS =
      Map.ofEntries(
          entry("org.jsr107.tck.CachingTest#dummyTest", 1),
          entry(blogManager("test_AT_CacheResult"), 3),
          entry(blogManager("test_AT_CacheResult_UsingAt_CacheKeyParam"), 3),
          entry(blogManager("test_AT_CacheRemoveEntry"), 3),
          entry(blogManager("test_AT_CacheRemoveAll"), 3));

  private static final Pattern EXCLUSION =
      Pattern.compile("EXCLUDING TEST\\s+'([^']+)'\\s+'([^']+)'");

  private static final String DISK_ENABLED = "heliosdb.edge.cache.disk.enabled";
  private static final String REGION_ENABLED = "heliosdb.edge.cache.region.enabled";
  private static final String REGION_STORE = "heliosdb.edge.cache.region.store";

  private static final Map<String, String> UNWRAPPED =
      Map.of(
          "javax.cache.CacheManager", "com.heliosdb.edge.cache.jcache.EdgeCacheManager",
          "javax.cache.Cache", "com.heliosdb.edge.cache.jcache.EdgeCacheFront",
          "javax.cache.Cache.Entry", "com.heliosdb.edge.cache.jcache.EdgeCacheEntry");

  /** The tiers below the heap that each layout sets. */
  private static final Map<String, Map<String, String>> TIERS =
      Map.of(
          "heap",
          Map.of(),
          "heap-and-disk",
          Map.of(DISK_ENABLED, "true"),
          "hazelcast",
          Map.of(DISK_ENABLED, "true", REGION_ENABLED, "true", REGION_STORE, "hazelcast"),
          "azure-blob",
          Map.of(DISK_ENABLED, "true", REGION_ENABLED, "true", REGION_STORE, "azure-blob"),
          "hazelcast-and-azure-blob",
          Map.of(
              DISK_ENABLED, "true", REGION_ENABLED, "true", REGION_STORE, "hazelcast, azure-blob"));

  /** Who says when the cache goes on without a tier. */
  private static final Pattern TIER_FAULT =
      Pattern.compile(
          "^.* WARN .* (?:BehindWrites|Breaker|DiskTier|RegionTier|TierGuard) - .*$",
          Pattern.MULTILINE);

  @Parameters(name = "{0}")
  public static List<String> layouts() {
    return List.of(System.getProperty("tck.layouts").split(" ", -1));
  }

  @Parameter public String layout;

  @Test
  public void every_test_ran_and_passed() throws Exception {
    Map<String, Integer> sums = new TreeMap<>();
    for (Element suite : suites()) {
      for (String figure : List.of("tests", "failures", "errors", "skipped")) {
        sums.merge(figure, Integer.parseInt(suite.getAttribute(figure)), Integer::sum);
      }
      sums.merge("cases", suite.getElementsByTagName("testcase").getLength(), Integer::sum);
    }
    assertEquals(
        Map.of("tests", TESTS, "cases", TESTS, "failures", 0, "errors", 0, "skipped", 0), sums);
  }

  @Test
  public void nothing_else_was_excluded() throws Exception {
    Map<String, Integer> seen = new HashMap<>();
    for (String output : outputs()) {
      Matcher exclusion = EXCLUSION.matcher(output);
      while (exclusion.find()) {
        seen.merge(exclusion.group(1) + "#" + exclusion.group(2), 1, Integer::sum);
      }
    }
    assertEquals(new TreeMap<>(EXCLUSIONS), new TreeMap<>(seen));
  }

  @Test
  public void the_exclude_list_holds_the_dummy_alone() throws Exception {
    assertEquals(
        List.of("org.jsr107.tck.CachingTest#dummyTest"),
        Files.readAllLines(
            Path.of(requireNonNull(getClass().getResource("/ExcludeList")).toURI())));
  }

  @Test
  public void every_unwrap_check_knew_its_class() throws Exception {
    for (Element suite : suites()) {
      Map<String, String> properties = properties(suite);
      properties.keySet().retainAll(UNWRAPPED.keySet());
      assertEquals(suite.getAttribute("name"), UNWRAPPED, properties);
    }
  }

  @Test
  public void the_layout_was_the_one_named() throws Exception {
    Map<String, String> tiers = requireNonNull(TIERS.get(layout), layout);
    for (Element suite : suites()) {
      Map<String, String> properties = properties(suite);
      properties.keySet().retainAll(Set.of(DISK_ENABLED, REGION_ENABLED, REGION_STORE));
      assertEquals(suite.getAttribute("name"), tiers, properties);
    }
    if (tiers.containsKey(DISK_ENABLED)) {
      Path store = Path.of(System.getProperty("tck.disk")).resolve(layout);
      assertTrue("nothing was stored under " + store, Files.isDirectory(store));
    }
  }

  /** A tier that steps aside is no failure to the caller; here it is one. */
  @Test
  public void no_tier_stepped_aside() throws Exception {
    List<String> faults = new ArrayList<>();
    for (String output : outputs()) {
      TIER_FAULT.matcher(output).results().forEach(fault -> faults.add(fault.group()));
    }
    assertEquals(List.of(), faults);
  }

  private List<String> outputs() throws IOException {
    List<String> outputs = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(reports().resolve(layout), "*-output.txt")) {
      for (Path file : files) {
        outputs.add(Files.readString(file));
      }
    }
    return outputs;
  }

  private List<Element> suites() throws Exception {
    List<Element> suites = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(reports().resolve(layout), "TEST-*.xml")) {
      for (Path file : files) {
        suites.add(
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement());
      }
    }
    assertFalse("no reports of layout " + layout, suites.isEmpty());
    return suites;
  }

  private static Map<String, String> properties(Element suite) {
    Map<String, String> properties = new HashMap<>();
    NodeList nodes = suite.getElementsByTagName("property");
    for (int i = 0; i < nodes.getLength(); i++) {
      Element property = (Element) nodes.item(i);
      properties.put(property.getAttribute("name"), property.getAttribute("value"));
    }
    return properties;
  }

  private static Path reports() throws IOException {
    return Path.of(System.getProperty("tck.reports")).toRealPath();
  }

  private static String blogManager(String test) {
    return "org.jsr107.tck.annotation.AbstractBlogManagerInterceptionTest#" + test;
  }
}
