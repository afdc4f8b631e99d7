package com.heliosdb.edge.cache.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.config.SerializationSettings;
import java.io.IOException;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodecsTest {
  static final SerializationSettings SETTINGS =
      new SerializationSettings(List.of(), 200, 1_000_000, 1_000_000, 16 << 20);

  private Codecs orphan;

  @TempDir Path folder;

  private final Codecs codecs = codecs(CodecsTest.class.getClassLoader());

  static Codecs codecs(ClassLoader loader) {
    return new Codecs(SETTINGS, List.of(), loader);
  }

  record Name(String first, String last) implements Serializable {}

  record Compound(Name owner, List<String> labels, double weight, DayOfWeek day)
      implements Serializable {}

  @SuppressWarnings("serial") // Not to be serializable is what it is for.
  record Session(String id, Thread thread) implements Serializable {}

  static final class Connection {}

  enum Colour {
    RED,
    GREEN {
      @Override
      public String toString() {
        return "green with a body";
      }
    }
  }

  static Stream<Arguments> values() {
    return Stream.of(
            strings(),
            numbers(),
            times(),
            Stream.of(true, false, 'x', '\uD800', Character.MAX_VALUE, new UUID(1, -1)),
            Stream.of(new byte[0], new byte[] {-1, 0, 1}, new int[] {Integer.MIN_VALUE, 5}),
            Stream.of(new long[] {Long.MIN_VALUE, 5, 0}, new double[] {Double.NaN, -0.0, 1e300}),
            Stream.of(new int[0], new long[0], new double[0], new char[] {'a'}, new float[] {1}),
            Stream.of(new String[] {"a", null}, new int[][] {{1}, null}, Colour.RED, Colour.GREEN),
            Stream.of(int.class, Map.Entry.class, String[].class, Optional.class),
            collections(),
            Stream.of(
                new Name("Ada", null),
                new Compound(new Name("a", "b"), List.of("x"), -0.0, DayOfWeek.MONDAY)))
        .flatMap(values -> values)
        .map(value -> Arguments.of(value));
  }

  private static Stream<Object> strings() {
    return Stream.of(
        "",
        "a",
        "\u0000",
        "ASCII",
        "Ångström ÿ",
        "Ā",
        "€",
        "日本語",
        "emoji 😀",
        "\uD800",
        "\uDC00\uD800",
        "mostly ASCII, one 😀 and one \uDFFF",
        "x".repeat(100_000),
        "日".repeat(100_000));
  }

  private static Stream<Object> numbers() {
    return Stream.of(
        Byte.MIN_VALUE,
        Byte.MAX_VALUE,
        Short.MIN_VALUE,
        Short.MAX_VALUE,
        0,
        -1,
        Integer.MIN_VALUE,
        Integer.MAX_VALUE,
        0L,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        0f,
        -0f,
        Float.NaN,
        Float.MIN_VALUE,
        Float.NEGATIVE_INFINITY,
        0d,
        -0d,
        Double.NaN,
        Double.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        BigInteger.ZERO,
        BigInteger.valueOf(-1),
        BigInteger.valueOf(128),
        BigInteger.valueOf(-128),
        BigInteger.TWO.pow(4_000).negate(),
        BigDecimal.ZERO,
        new BigDecimal("0.00"),
        new BigDecimal("-1E+1000"),
        new BigDecimal("12345678901234567890.123456789"),
        BigDecimal.valueOf(Long.MIN_VALUE, Integer.MAX_VALUE));
  }

  private static Stream<Object> times() {
    return Stream.of(
        Instant.EPOCH,
        Instant.MIN,
        Instant.MAX,
        Instant.ofEpochSecond(-1, 999_999_999),
        LocalDate.MIN,
        LocalDate.MAX,
        LocalDate.of(2024, 2, 29),
        LocalDateTime.MIN,
        LocalDateTime.MAX,
        Duration.ZERO,
        Duration.ofSeconds(Long.MIN_VALUE),
        Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
        Duration.ofNanos(-1),
        ZonedDateTime.parse("2026-03-29T02:30:00+02:00[Europe/Berlin]"));
  }

  private static Stream<Object> collections() {
    HashMap<Object, Object> map = new HashMap<>(64, 0.25f);
    map.put("key", new ArrayList<>(List.of(1, 2L, "three")));
    map.put(null, null);
    return Stream.of(
        List.of(),
        List.of(1),
        List.of(1, 2, 3),
        Arrays.asList("a", null),
        Set.of("a", "b", "c"),
        Map.of("a", 1),
        map,
        new TreeMap<>(Map.of("b", 2, "a", 1)),
        new LinkedHashMap<>(Map.of("a", 1)),
        new ConcurrentHashMap<>(Map.of("a", 1)),
        Optional.class);
  }

  @ParameterizedTest
  @MethodSource("values")
  void every_value_comes_back_equal_and_of_its_class(Object value) throws IOException {
    Object decoded = codecs.decode(ByteBuffer.wrap(codecs.encode(value)));
    assertThat(decoded).isEqualTo(value).hasSameClassAs(value);
    assertThat(codecs.matches(codecs.typeFingerprint(value), decoded)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("values")
  void every_value_comes_back_from_a_stretch_of_a_read_only_buffer(Object value)
      throws IOException {
    byte[] encoded = codecs.encode(value);
    ByteBuffer stretch = ByteBuffer.allocateDirect(encoded.length + 20).position(7);
    stretch.put(encoded).flip().position(7);
    assertThat(codecs.decode(stretch.asReadOnlyBuffer())).isEqualTo(value);
    byte[] shifted = new byte[encoded.length + 20];
    System.arraycopy(encoded, 0, shifted, 9, encoded.length);
    assertThat(codecs.decode(ByteBuffer.wrap(shifted, 9, encoded.length).slice())).isEqualTo(value);
  }

  @ParameterizedTest
  @MethodSource("values")
  void every_key_comes_back_equal(Object key) throws IOException {
    assertThat(codecs.decodeKey(ByteBuffer.wrap(codecs.encodeKey(key)))).isEqualTo(key);
  }

  @ParameterizedTest
  @MethodSource("values")
  void a_copy_is_equal_and_another_object_unless_it_never_changes(Object value) throws IOException {
    Object copy = codecs.copy(value);
    assertThat(copy).isEqualTo(value);
    assertThat(copy == value || isSingleton(value))
        .isEqualTo(codecs.isImmutable(value) || isSingleton(value));
  }

  private static boolean isSingleton(Object value) {
    return value == List.of();
  }

  /** The stored form of each built-in type: what was written once is read for ever. */
  static Stream<Arguments> stored() {
    return Stream.of(
        Arguments.of("0100", ""),
        Arguments.of("0100 68E9", "hé"),
        Arguments.of("0101 61F09F9880", "a😀"),
        Arguments.of("0102 65E5", "日"),
        Arguments.of("0102 0061D800", "a\uD800"),
        Arguments.of("0200", false),
        Arguments.of("0201", true),
        Arguments.of("03FF", (byte) -1),
        Arguments.of("04FFFE", (short) -2),
        Arguments.of("0520AC", '€'),
        Arguments.of("06FFFFFFFD", -3),
        Arguments.of("07000000000000000C", 12L),
        Arguments.of("0880000000", -0f),
        Arguments.of("087FC00000", Float.NaN),
        Arguments.of("093FF8000000000000", 1.5),
        Arguments.of("097FF8000000000000", Double.NaN),
        Arguments.of("0A0080", BigInteger.valueOf(128)),
        Arguments.of("0B0000000280", new BigDecimal("-1.28")),
        Arguments.of("0C000000000000000AFFFFFFFFFFFFFFFF", new UUID(10, -1)),
        Arguments.of("0DFFFFFFFFFFFFFFFF00000005", Instant.ofEpochSecond(-1, 5)),
        Arguments.of("0E0000000000000001", LocalDate.of(1970, 1, 2)),
        Arguments.of(
            "0F00000000000000010000000000000007", LocalDate.of(1970, 1, 2).atTime(0, 0, 0, 7)),
        Arguments.of("1000000000000000010000000A", Duration.ofSeconds(1, 10)),
        Arguments.of("11FF00", new byte[] {-1, 0}),
        Arguments.of("1200000001FFFFFFFF", new int[] {1, -1}),
        Arguments.of("130000000000000002", new long[] {2}),
        Arguments.of("14BFF0000000000000", new double[] {-1}),
        Arguments.of(STORED_ENUM, DayOfWeek.TUESDAY),
        Arguments.of(STORED_RECORD, new Name("Ada", "Ada")));
  }

  private static final String STORED_ENUM =
      "00ACED00057E7200136A6176612E74696D652E4461794F665765656B00000000000000001200007708CF130B5A3A433E797872000E6A6176612E6C616E672E456E756D0000000000000000120000787074000754554553444159";
  private static final String STORED_RECORD =
      "00ACED00057372002D636F6D2E68656C696F7364622E656467652E63616368652E636F6465632E436F6465637354657374244E616D6500000000000000000200024C000566697273747400124C6A6176612F6C616E672F537472696E673B4C00046C61737471007E00017708B6D08B547609C743787074000341646171007E0003";

  @ParameterizedTest
  @MethodSource("stored")
  void values_are_stored_in_the_same_bytes_for_ever(String hex, Object value) throws IOException {
    byte[] stored = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThat(HexFormat.of().withUpperCase().formatHex(codecs.encodeKey(value)))
        .isEqualTo(hex.replace(" ", ""));
    assertThat(codecs.decode(ByteBuffer.wrap(stored))).isEqualTo(value);
  }

  @Test
  void equal_keys_have_equal_bytes_whoever_shares_their_parts() throws IOException {
    String shared = "part";
    String other = new String("part".getBytes(UTF_8), UTF_8);
    assertThat(codecs.encodeKey(new Name(shared, other)))
        .isEqualTo(codecs.encodeKey(new Name(shared, shared)));
    Object[] nested = {new Name("a", "b"), List.of(1_000, "part"), new BigDecimal("1.0"), shared};
    Object[] same = {
      new Name("a", new String("b".getBytes(UTF_8), UTF_8)),
      List.of(Integer.parseInt("1000"), other),
      new BigDecimal("1.0"),
      other
    };
    assertThat(codecs.encodeKey(nested)).isEqualTo(codecs.encodeKey(same));
  }

  @Test
  void keys_that_equals_tells_apart_have_different_bytes() throws IOException {
    List<Object> keys =
        List.of(
            0.0,
            -0.0,
            0f,
            -0f,
            0,
            0L,
            (short) 0,
            (byte) 0,
            '\0',
            "",
            "\0",
            false,
            BigInteger.ZERO,
            new BigDecimal("0"),
            new BigDecimal("0.0"),
            "0",
            new Name("a", "b"),
            new Name("ab", ""),
            new Name(null, "b"),
            Colour.RED,
            Colour.GREEN,
            Duration.ZERO,
            Instant.EPOCH,
            LocalDate.EPOCH,
            new UUID(0, 0));
    Map<String, Object> seen = new HashMap<>();
    for (Object key : keys) {
      assertThat(seen.put(HexFormat.of().formatHex(codecs.encodeKey(key)), key)).isNull();
    }
    assertThat(codecs.encodeKey(Double.longBitsToDouble(0x7ff8000000000001L)))
        .isEqualTo(codecs.encodeKey(Double.NaN));
  }

  @Test
  void long_strings_take_about_a_byte_for_each_latin_character() throws IOException {
    assertThat(codecs.encode("é".repeat(1_000))).hasSize(1_002);
    assertThat(codecs.encode("a".repeat(1_000) + "😀")).hasSize(1_006);
    assertThat(codecs.encode("日".repeat(1_000))).hasSize(2_002);
  }

  @Test
  void an_object_that_is_not_serializable_is_named() {
    assertThatThrownBy(() -> codecs.encode(new Connection()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(Connection.class.getName() + " is not serializable")
        .hasMessageContaining("java.io.Serializable");
    assertThatThrownBy(() -> codecs.copy(new Session("s", new Thread())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(Session.class.getName())
        .hasMessageContaining("java.lang.Thread");
    assertThatThrownBy(() -> codecs.encodeKey(new ArrayList<>(List.of(new Connection()))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("java.util.ArrayList")
        .hasMessageContaining(Connection.class.getName());
  }

  static final class Exploding implements Serializable {
    private static final long serialVersionUID = 1L;

    private void writeObject(java.io.ObjectOutputStream out) {
      throw new AssertionError("boom " + out.getClass().getSimpleName());
    }
  }

  @Test
  void whatever_a_class_throws_while_it_is_written_is_an_io_exception() {
    assertThatThrownBy(() -> codecs.encode(new Exploding()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(Exploding.class.getName())
        .hasRootCauseInstanceOf(AssertionError.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "01",
        "0103",
        "0201ff",
        "0202",
        "03",
        "04ff",
        "06ffffff",
        "06ffffffff00",
        "0a",
        "0b000000",
        "0b00000000",
        "0c00",
        "0dffffffffffffffffffffffff",
        "100000000000000000ffffffff",
        "0d7fffffffffffffff00000000",
        "0e7fffffffffffffff",
        "0f00000000000000007fffffffffffffff",
        "12ff",
        "1300000000000000",
        "14ff",
        "0101ff",
        "0101eda080",
        "010200",
        "15",
        "7f",
        "80",
        "ff00",
        "00",
        "00aced0005",
        "00aced000570",
        "00aced000574",
        "00aced000573"
      })
  void bytes_that_no_codec_wrote_are_an_io_exception(String hex) {
    assertThatThrownBy(() -> codecs.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex))))
        .isInstanceOf(IOException.class);
  }

  @Test
  void more_bytes_than_configured_are_neither_written_nor_read() throws IOException {
    SerializationSettings small = new SerializationSettings(List.of(), 200, 1_000, 1_000, 100);
    Codecs limited = new Codecs(small, List.of(), CodecsTest.class.getClassLoader());
    assertThat(limited.decode(ByteBuffer.wrap(limited.encode("x".repeat(98))))).isNotNull();
    for (Object large :
        List.of("x".repeat(99), new byte[100], new ArrayList<>(List.of("x".repeat(99))))) {
      assertThatThrownBy(() -> limited.encode(large))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(large.getClass().getTypeName())
          .hasMessageContaining("serialization.max-bytes = 100");
      byte[] encoded = codecs.encode(large);
      assertThatThrownBy(() -> limited.decode(ByteBuffer.wrap(encoded)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("serialization.max-bytes = 100");
    }
    assertThatThrownBy(() -> limited.encode(new ArrayList<>(List.of(new Connection()))))
        .hasMessageContaining(Connection.class.getName());
  }

  @Test
  void a_copy_of_a_large_map_passes_the_limits() throws IOException {
    IdentityHashMap<Object, Object> map = new IdentityHashMap<>();
    Map<Object, Object> sparse = new HashMap<>(1 << 16, 0.25f);
    for (int i = 0; i < 10_000; i++) {
      map.put("key" + i, i);
      sparse.put(i, i);
    }
    assertThat((Map<?, ?>) codecs.copy(map)).hasSize(10_000);
    assertThat(codecs.copy(sparse)).isEqualTo(sparse);
    List<Object> small = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      small.add(new HashMap<>(Map.of(i, i)));
      small.add(new HashMap<>());
      small.add(new IdentityHashMap<>());
    }
    assertThat(codecs.copy(small)).isEqualTo(small);
  }

  @Test
  void a_loader_nobody_else_uses_is_let_go() throws Exception {
    WeakReference<ClassLoader> loader = new WeakReference<>(usedLoader());
    for (int i = 0; i < 20 && loader.get() != null; i++) {
      System.gc();
    }
    assertThat(loader.get()).isNull();
    byte[] encoded = orphan.encode("a");
    assertThatThrownBy(() -> orphan.decode(ByteBuffer.wrap(encoded)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("class loader of the cache is gone");
  }

  /** A loader with a record of its own, of which everything was asked. */
  private ClassLoader usedLoader() throws Exception {
    String source =
        "public record Thing(Object content, Thing next) {"
            + " public static Object make() { return new Thing(1, new Thing(2, null)); } }";
    try (URLClassLoader loader = Sources.compile(folder, "Thing", source)) {
      Object thing = Sources.make(loader, "Thing");
      orphan = codecs(loader);
      assertThat(orphan.isImmutable(thing)).isTrue();
      assertThat(orphan.copy(thing)).isSameAs(thing);
      assertThat(Codecs.heapBytes(thing)).isPositive();
      assertThat(orphan.typeFingerprint(thing)).isNotZero();
      return loader;
    }
  }
}
