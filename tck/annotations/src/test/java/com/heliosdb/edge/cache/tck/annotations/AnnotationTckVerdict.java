package com.heliosdb.edge.cache.tck.annotations;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

/**
 * Reads what the annotation tests left behind and fails unless all of them really ran in each
 * container. Without a BeanProvider, or with one that throws, they pass without running.
 */
@RunWith(Parameterized.class)
public class AnnotationTckVerdict {
  /** Four tests for each of three beans, which each test asks for twice. */
  private static final int TESTS = 12;

  private static final Map<String, Integer> BEANS =
      Map.of(
          "manager.CacheNameOnEachMethodBlogManagerImpl", 8,
          "manager.ClassLevelCacheConfigBlogManagerImpl", 8,
          "manager.UsingDefaultCacheNameBlogManagerImpl", 8);

  private static final Pattern GIVEN =
      Pattern.compile("^" + ContainerBeans.GIVEN + "(\\S+) by (.+)$", Pattern.MULTILINE);

  @Parameters(name = "{0}")
  public static List<Object[]> containers() {
    return Arrays.stream(System.getProperty("tck.versions").split(" "))
        .map(container -> (Object[]) container.split("="))
        .toList();
  }

  @Parameter(0)
  public String container;

  @Parameter(1)
  public String version;

  @Test
  public void every_test_ran_and_passed() throws Exception {
    Map<String, Integer> sums = new TreeMap<>();
    for (Path file : files("TEST-*.xml")) {
      Element suite =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(file.toFile())
              .getDocumentElement();
      for (String figure : List.of("tests", "failures", "errors", "skipped")) {
        sums.merge(figure, Integer.parseInt(suite.getAttribute(figure)), Integer::sum);
      }
      sums.merge("cases", suite.getElementsByTagName("testcase").getLength(), Integer::sum);
    }
    assertEquals(
        Map.of("tests", TESTS, "cases", TESTS, "failures", 0, "errors", 0, "skipped", 0), sums);
  }

  @Test
  public void every_test_had_its_bean_from_this_container() throws Exception {
    Map<String, Integer> given = new TreeMap<>();
    Matcher line = GIVEN.matcher(output());
    while (line.find()) {
      given.merge(line.group(1), 1, Integer::sum);
      assertTrue(line.group(2) + " is not " + version, line.group(2).contains(version));
    }
    assertEquals(new TreeMap<>(BEANS), given);
  }

  @Test
  public void no_test_was_excluded() throws Exception {
    String output = output();
    assertFalse(output, output.contains("EXCLUDING TEST"));
    assertFalse(output, output.contains("Failed to load BeanProvider"));
  }

  private String output() throws IOException {
    StringBuilder output = new StringBuilder();
    for (Path file : files("*-output.txt")) {
      output.append(Files.readString(file)).append('\n');
    }
    return output.toString();
  }

  private List<Path> files(String pattern) throws IOException {
    Path directory = Path.of(System.getProperty("tck.reports"), container);
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, pattern)) {
      List<Path> files = new ArrayList<>();
      found.forEach(files::add);
      assertFalse("nothing like " + pattern + " in " + directory, files.isEmpty());
      return files;
    }
  }
}
