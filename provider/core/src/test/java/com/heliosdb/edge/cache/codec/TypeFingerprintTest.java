package com.heliosdb.edge.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TypeFingerprintTest {
  @TempDir Path folder;

  private final Codecs codecs = CodecsTest.codecs(TypeFingerprintTest.class.getClassLoader());

  /** Two versions of one class each, with a static method that makes an object. */
  static Stream<Arguments> changed() {
    return Stream.of(
        Arguments.of(
            "a record with one more component",
            record("String name", "\"a\""),
            record("String name, int age", "\"a\", 1")),
        Arguments.of(
            "a record with one component less",
            record("String name, int age", "\"a\", 1"),
            record("String name", "\"a\"")),
        Arguments.of(
            "a record with a renamed component",
            record("String name", "\"a\""),
            record("String title", "\"a\"")),
        Arguments.of(
            "a record with a component of another type",
            record("Object name", "\"a\""),
            record("String name", "\"a\"")),
        Arguments.of("an enum with one more constant", enumOf("ONE"), enumOf("ONE, TWO")),
        Arguments.of("an enum with one constant less", enumOf("ONE, TWO"), enumOf("ONE")),
        Arguments.of("a class with another field", classOf("", "int a;"), classOf("", "long a;")),
        Arguments.of(
            "a class with another serialVersionUID",
            classOf("private static final long serialVersionUID = 1L;", ""),
            classOf("private static final long serialVersionUID = 2L;", "")),
        Arguments.of(
            "a class that became a record", classOf("", ""), record("String name", "\"a\"")),
        Arguments.of(
            "a record that became a class", record("String name", "\"a\""), classOf("", "")));
  }

  private static String record(String components, String arguments) {
    return "public record Thing("
        + components
        + ") implements java.io.Serializable {"
        + "public static Object make() { return new Thing("
        + arguments
        + "); } }";
  }

  private static String enumOf(String constants) {
    return "public enum Thing { "
        + constants
        + "; public static Object make() { return values()[0]; } }";
  }

  private static String classOf(String constant, String field) {
    return "public class Thing implements java.io.Serializable { "
        + constant
        + field
        + " public static Object make() { return new Thing(); } }";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changed")
  void a_stored_object_does_not_come_back_as_a_changed_class(String what, String old, String now)
      throws Exception {
    try (URLClassLoader oldLoader = Sources.compile(folder.resolve("old"), "Thing", old);
        URLClassLoader newLoader = Sources.compile(folder.resolve("new"), "Thing", now)) {
      Object before = Sources.make(oldLoader, "Thing");
      Object after = Sources.make(newLoader, "Thing");
      Codecs oldCodecs = CodecsTest.codecs(oldLoader);
      Codecs newCodecs = CodecsTest.codecs(newLoader);

      assertThat(newCodecs.typeFingerprint(after)).isNotEqualTo(oldCodecs.typeFingerprint(before));
      assertThat(newCodecs.matches(oldCodecs.typeFingerprint(before), after)).isFalse();
      for (Object value :
          List.of(before, new ArrayList<>(List.of(before)), new Object[] {before})) {
        byte[] stored = oldCodecs.encode(value);
        assertThat(oldCodecs.decode(ByteBuffer.wrap(stored))).hasSameClassAs(value);
        assertThatThrownBy(() -> newCodecs.decode(ByteBuffer.wrap(stored)))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("Thing");
      }
    }
  }

  @Test
  void the_same_class_compiled_again_is_the_same() throws Exception {
    String reordered = enumOf("TWO, ONE");
    try (URLClassLoader one = Sources.compile(folder.resolve("1"), "Thing", enumOf("ONE, TWO"));
        URLClassLoader two = Sources.compile(folder.resolve("2"), "Thing", reordered)) {
      byte[] stored = CodecsTest.codecs(one).encode(Sources.make(one, "Thing"));
      assertThat(CodecsTest.codecs(two).decode(ByteBuffer.wrap(stored))).hasToString("ONE");
    }
  }

  @Test
  void fingerprints_never_change() {
    assertThat(
            List.of(
                codecs.typeFingerprint("a"),
                codecs.typeFingerprint(new CodecsTest.Name("a", "b")),
                codecs.typeFingerprint(CodecsTest.Colour.RED),
                codecs.typeFingerprint(CodecsTest.Colour.GREEN),
                codecs.typeFingerprint(new Object())))
        .containsExactly(
            -1059532114539162509L,
            -5273561968776984765L,
            5378912655931163325L,
            5378912655931163325L,
            -7750142411692869411L);
  }

  @Test
  void classes_without_a_lasting_name_are_not_compared() {
    Object proxy =
        Proxy.newProxyInstance(
            TypeFingerprintTest.class.getClassLoader(),
            new Class<?>[] {Comparable.class},
            (self, method, arguments) -> null);
    Supplier<String> lambda = (Supplier<String> & Serializable) () -> "a";
    for (Object value : List.of(proxy, lambda, LocalTime.NOON, List.of(1))) {
      assertThat(codecs.typeFingerprint(value)).isZero();
      assertThat(codecs.matches(0, value)).isTrue();
    }
  }
}
