package com.heliosdb.edge.cache;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.commons.annotation.Testable;

/** Holds the rooms of the core and the arrows between them. A room that is still empty passes. */
class ArchitectureTest {
  private static final String ROOT = "com.heliosdb.edge.cache";

  private static final String LEAVES = "policy codec expiry stats resilience";

  /** What each room may use besides itself, the JDK and the libraries. */
  private static final Map<String, String> MAY_USE =
      Map.ofEntries(
          Map.entry("config", ""),
          Map.entry("spi", "config"),
          Map.entry("event", "spi"),
          Map.entry("management", "event spi"),
          Map.entry("root", "management event spi config"),
          Map.entry("policy", "config"),
          Map.entry("codec", "config spi"),
          Map.entry("expiry", "config"),
          Map.entry("stats", "config"),
          Map.entry("resilience", "config"),
          Map.entry("store", "spi config expiry"),
          Map.entry("tier", "store spi config event " + LEAVES),
          Map.entry("tiering", "event spi config policy"),
          Map.entry("jcache", "root management event spi config tiering tier store " + LEAVES));

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
          .importPackages(ROOT);

  @TestFactory
  Stream<DynamicTest> each_room_uses_only_what_it_may() {
    return MAY_USE.keySet().stream()
        .sorted()
        .map(room -> DynamicTest.dynamicTest(name(room), () -> check(arrowsOf(room))));
  }

  private static ArchRule arrowsOf(String room) {
    List<String> usable = List.of(MAY_USE.get(room).split(" "));
    String[] forbidden =
        MAY_USE.keySet().stream()
            .filter(other -> !other.equals(room) && !usable.contains(other))
            .map(ArchitectureTest::name)
            .toArray(String[]::new);
    return noClasses()
        .that(resideInAPackage(name(room)))
        .should()
        .dependOnClassesThat(resideInAnyPackage(forbidden))
        .as(name(room) + " uses nothing of " + Arrays.toString(forbidden));
  }

  @Test
  void every_package_is_a_known_room() {
    Set<String> known =
        MAY_USE.keySet().stream()
            .map(ArchitectureTest::name)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> found =
        MAIN.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
    assertThat(known).containsAll(found);
  }

  @Test
  void packages_form_no_cycle() {
    check(slices().matching("(" + ROOT + "..)").should().beFreeOfCycles());
  }

  @Test
  void only_the_store_knows_ehcache() {
    check(
        noClasses()
            .that(resideInAPackage(ROOT + "..").and(outside("store")))
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.ehcache..", "org.terracotta..")));
  }

  @Test
  void only_management_and_the_front_know_jmx() {
    check(
        noClasses()
            .that(resideInAPackage(ROOT + "..").and(outside("management")).and(outside("jcache")))
            .should()
            .dependOnClassesThat(resideInAPackage("javax.management..")));
  }

  @Test
  void only_the_codec_reads_object_streams() {
    check(
        noClasses()
            .that(resideInAPackage(ROOT + "..").and(outside("codec")))
            .should()
            .dependOnClassesThat(
                DescribedPredicate.describe(
                    "are object input streams",
                    type -> type.isAssignableTo(ObjectInputStream.class))));
  }

  @Test
  void whoever_reads_object_streams_filters_them() {
    check(
        classes()
            .that(
                DescribedPredicate.describe(
                    "construct an object input stream",
                    type ->
                        type.getConstructorCallsFromSelf().stream()
                            .anyMatch(
                                call ->
                                    call.getTargetOwner().isAssignableTo(ObjectInputStream.class))))
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.io.ObjectInputFilter"));
  }

  @Test
  void only_the_time_source_reads_a_clock() {
    ArchRule rule =
        noClasses()
            .that(
                resideInAPackage(ROOT + "..")
                    .and(
                        DescribedPredicate.describe(
                            "are no expiry.TimeSource",
                            type -> !type.isAssignableTo(ROOT + ".expiry.TimeSource"))))
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethodWhere(
                DescribedPredicate.describe(
                    "it makes a clock of the JDK's",
                    call ->
                        call.getTargetOwner().isEquivalentTo(Clock.class)
                            && !call.getName().equals("<init>")));
    check(rule);
  }

  @Test
  void only_resilience_knows_its_library_and_the_clock_that_it_wants() {
    check(
        noClasses()
            .that(resideInAPackage(ROOT + "..").and(outside("resilience")))
            .should()
            .dependOnClassesThat(resideInAPackage("io.github.resilience4j.."))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class));
  }

  /** A virtual thread that waits for a disk in {@code synchronized} takes its carrier along. */
  @Test
  void nothing_waits_for_a_disk_in_a_synchronized_method() {
    check(
        noMethods()
            .that()
            .haveModifier(JavaModifier.SYNCHRONIZED)
            .should()
            .declareThrowableOfType(IOException.class));
  }

  /** There nearly all of it is I/O, and the importer knows nothing of synchronized blocks. */
  @Test
  void no_store_synchronizes_at_all() throws IOException {
    Path sources = Path.of("src", "main", "java").resolve(name("store").replace('.', '/'));
    Map<String, String> stores = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(sources, "*.java")) {
      for (Path file : files) {
        stores.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    assertThat(stores).containsKeys("EnginePages.java", "RegionFiles.java");
    assertThat(stores)
        .allSatisfy((file, text) -> assertThat(text).doesNotContainPattern("\\bsynchronized\\b"));
  }

  /** Surefire runs what is called *Test and passes over the rest in silence. */
  @Test
  void every_test_has_a_name_that_is_run() {
    methods()
        .that()
        .areMetaAnnotatedWith(Testable.class)
        .should()
        .beDeclaredInClassesThat(
            DescribedPredicate.describe(
                "belong to a top-level class named *Test",
                type -> outermost(type).getSimpleName().endsWith("Test")))
        .check(TESTS);
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
  }

  private static DescribedPredicate<JavaClass> outside(String room) {
    return DescribedPredicate.not(resideInAPackage(name(room)));
  }

  private static String name(String room) {
    return room.equals("root") ? ROOT : ROOT + "." + room;
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(MAIN);
  }
}
