package com.heliosdb.edge.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.config.SerializationSettings;
import java.io.IOException;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaCodecTest {
  private static final String THING =
      "public class Thing implements java.io.Serializable {"
          + " private static final long serialVersionUID = 1L;"
          + " public static Object make() { return new Thing(); } }";

  private final Codecs codecs = CodecsTest.codecs(JavaCodecTest.class.getClassLoader());

  @TempDir Path folder;

  record Node(Object next) implements Serializable {}

  record Call(Supplier<String> supplier) implements Serializable {}

  interface Greeter {
    String greet();
  }

  record Handler(String word) implements java.lang.reflect.InvocationHandler, Serializable {
    @Override
    public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] arguments) {
      return word;
    }
  }

  @Test
  void classes_resolve_with_the_loader_of_the_cache() throws Exception {
    try (URLClassLoader loader = Sources.compile(folder, "Thing", THING)) {
      Object thing = Sources.make(loader, "Thing");
      Codecs withLoader = CodecsTest.codecs(loader);
      Object array = java.lang.reflect.Array.newInstance(thing.getClass(), 1);
      for (Object value : List.of(thing, array, new ArrayList<>(List.of(thing)))) {
        byte[] encoded = codecs.encode(value);
        assertThat(withLoader.decode(ByteBuffer.wrap(encoded))).hasSameClassAs(value);
        assertThatThrownBy(() -> codecs.decode(ByteBuffer.wrap(encoded)))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("Thing is missing");
      }
    }
  }

  @Test
  void proxies_resolve_also_for_interfaces_that_are_not_public() throws IOException {
    Greeter greeter =
        (Greeter)
            Proxy.newProxyInstance(
                JavaCodecTest.class.getClassLoader(),
                new Class<?>[] {Greeter.class, Comparable.class},
                new Handler("hello"));
    Object copy = codecs.copy(greeter);
    assertThat(((Greeter) copy).greet()).isEqualTo("hello");
    assertThat(copy).isInstanceOf(Comparable.class).isNotSameAs(greeter);
  }

  @Test
  void a_serializable_lambda_is_copied() throws IOException {
    Call call = new Call((Supplier<String> & Serializable) () -> "called");
    assertThat(((Call) codecs.copy(call)).supplier().get()).isEqualTo("called");
  }

  @Test
  void a_graph_deeper_than_configured_is_refused_by_the_rule() throws IOException {
    Node within = deep(150);
    assertThat(codecs.decode(ByteBuffer.wrap(codecs.encode(within)))).isEqualTo(within);
    byte[] beyond = codecs.encode(deep(250));
    assertThatThrownBy(() -> codecs.decode(ByteBuffer.wrap(beyond)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("serialization.max-depth = 200");
  }

  @Test
  void a_graph_too_deep_for_the_stack_is_an_io_exception() {
    assertThatThrownBy(() -> codecs.encode(deep(1_000_000)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(Node.class.getName())
        .hasCauseInstanceOf(StackOverflowError.class);
  }

  @Test
  void depth_beyond_the_stack_is_an_io_exception_even_if_it_is_allowed() throws Exception {
    SerializationSettings lenient =
        new SerializationSettings(List.of(), Integer.MAX_VALUE, 1L << 40, 1 << 20, 1 << 30);
    Codecs unlimited = new Codecs(lenient, List.of(), JavaCodecTest.class.getClassLoader());
    // A thread with a large stack can write what this one cannot read.
    byte[][] encoded = new byte[1][];
    Node deep = deep(50_000);
    Thread writer =
        new Thread(
            null,
            () -> {
              try {
                encoded[0] = unlimited.encode(deep);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            },
            "large-stack",
            1L << 29);
    writer.start();
    writer.join();
    Throwable[] thrown = new Throwable[1];
    Thread reader =
        new Thread(
            null,
            () -> {
              try {
                unlimited.decode(ByteBuffer.wrap(encoded[0]));
              } catch (IOException e) {
                thrown[0] = e;
              }
            },
            "small-stack",
            1L << 19);
    reader.start();
    reader.join();
    assertThat(thrown[0])
        .isInstanceOf(IOException.class)
        .hasRootCauseInstanceOf(StackOverflowError.class);
  }

  private static Node deep(int depth) {
    Node node = new Node("end");
    for (int i = 1; i < depth; i++) {
      node = new Node(node);
    }
    return node;
  }

  @Test
  void more_references_and_longer_arrays_than_configured_are_refused_by_the_rule()
      throws IOException {
    SerializationSettings small = new SerializationSettings(List.of(), 200, 50, 100, 1 << 20);
    Codecs limited = new Codecs(small, List.of(), JavaCodecTest.class.getClassLoader());
    Object many = new ArrayList<>(java.util.stream.IntStream.range(0, 60).boxed().toList());
    assertThatThrownBy(() -> limited.copy(many))
        .hasMessageContaining("serialization.max-references = 50");
    assertThatThrownBy(() -> limited.copy(new Node(new char[101])))
        .hasMessageContaining("serialization.max-array-length = 100");
    assertThat(limited.copy(new Node(new char[100]))).isInstanceOf(Node.class);
  }

  @Test
  void an_array_is_not_allocated_for_bytes_that_are_not_there() throws IOException {
    for (Object value :
        List.of(
            new char[7],
            new boolean[7],
            new String[7],
            new Node(new long[7]),
            new ArrayList<>(Collections.nCopies(7, "a")))) {
      byte[] bytes = withLengths(codecs.encode(value), 900_000);
      assertThatThrownBy(() -> codecs.decode(ByteBuffer.wrap(bytes)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("an array of length 900000 cannot be in " + (bytes.length - 1));
    }
  }

  @Test
  void nested_arrays_share_one_allowance() throws IOException {
    Object[] arrays = new Object[50];
    for (int i = 0; i < arrays.length; i++) {
      arrays[i] = new Object[7];
    }
    byte[] bytes = withLengths(codecs.encode(arrays), 10_000);
    assertThatThrownBy(() -> codecs.decode(ByteBuffer.wrap(bytes)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot be in");
  }

  /** Every length of 7 in the stream made another. */
  private static byte[] withLengths(byte[] bytes, int length) {
    for (int i = 0; i + 4 <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + 4, new byte[] {0, 0, 0, 7}, 0, 4)) {
        ByteBuffer.wrap(bytes).putInt(i, length);
      }
    }
    return bytes;
  }

  @Test
  void bytes_after_the_object_are_refused() throws IOException {
    byte[] bytes = codecs.encode(new Node(List.of(1)));
    assertThatThrownBy(() -> codecs.decode(ByteBuffer.wrap(Arrays.copyOf(bytes, bytes.length + 1))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("1 bytes after the object");
  }

  @Test
  void damaged_streams_are_read_or_refused_and_nothing_else() throws IOException {
    Map<String, Object> map = new HashMap<>(Map.of("a", List.of(1, 2), "b", TimeUnit.DAYS));
    map.put("c", new HashSet<>(List.of(new Node(new int[] {1}), new Node("x"))));
    map.put("d", new CodecsTest.Name("n", "m"));
    byte[] encoded = codecs.encode(map);
    Random random = new Random(107);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = encoded.clone();
      for (int flips = random.nextInt(3); flips >= 0; flips--) {
        damaged[1 + random.nextInt(damaged.length - 1)] = (byte) random.nextInt();
      }
      int length = random.nextInt(8) == 0 ? 1 + random.nextInt(damaged.length) : damaged.length;
      try {
        codecs.decode(ByteBuffer.wrap(damaged, 0, length));
      } catch (IOException expected) {
        refused++;
      }
    }
    assertThat(refused).isBetween(5_000, 20_000);
  }

  static final class Hostile implements Serializable {
    private static final long serialVersionUID = 1L;

    private void readObject(java.io.ObjectInputStream in) {
      throw new NoClassDefFoundError("of " + in.getClass().getSimpleName());
    }
  }

  static final class Missing implements Serializable {
    private static final long serialVersionUID = 1L;

    private Object readResolve() {
      return null;
    }
  }

  @Test
  void whatever_a_class_does_while_it_is_read_is_an_io_exception() {
    assertThatThrownBy(() -> codecs.copy(new Hostile()))
        .isInstanceOf(IOException.class)
        .hasRootCauseInstanceOf(NoClassDefFoundError.class);
    assertThatThrownBy(() -> codecs.copy(new Missing()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("null");
  }

  /** Run in a JVM of its own: its filter is set once for all. */
  static final class FilteredJvm {
    public static void main(String[] arguments) throws IOException {
      Codecs codecs = CodecsTest.codecs(FilteredJvm.class.getClassLoader());
      System.out.println(codecs.copy(new CodecsTest.Compound(null, List.of("x"), 1, null)));
      byte[] encoded = codecs.encode(new Node("x"));
      try {
        codecs.decode(ByteBuffer.wrap(encoded));
      } catch (IOException e) {
        System.out.println(e.getMessage());
      }
      try {
        codecs.copy(deep(250));
      } catch (IOException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void the_filter_of_the_jvm_is_honoured_besides_ours() throws Exception {
    assertThat(outputWith("!" + Node.class.getName()))
        .contains("Compound[")
        .contains("filter status: REJECTED")
        .doesNotContain("max-depth");
    assertThat(outputWith("com.heliosdb.**;java.**;!*"))
        .contains("Compound[")
        .contains("serialization.max-depth");
  }

  private static String outputWith(String filter) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-Djdk.serialFilter=" + filter,
                "-cp",
                System.getProperty("java.class.path"),
                FilteredJvm.class.getName())
            .redirectErrorStream(true)
            .start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      return output;
    } finally {
      process.destroyForcibly();
    }
  }
}
