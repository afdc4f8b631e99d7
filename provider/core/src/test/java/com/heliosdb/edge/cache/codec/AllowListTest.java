package com.heliosdb.edge.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.config.SerializationSettings;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamConstants;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.sql.Timestamp;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What codecs write and read where a region is configured. */
class AllowListTest {
  private static final AtomicInteger MADE = new AtomicInteger();

  private static final String HERE = "com.heliosdb.edge.cache.codec";

  record Order(String id, Address address) implements Serializable {}

  record Address(String street) implements Serializable {}

  enum Colour {
    RED,
    GREEN {
      @Override
      public String toString() {
        return "green";
      }
    }
  }

  static class Base implements Serializable {
    private static final long serialVersionUID = 1L;
    int number = 7;
  }

  static final class Derived extends Base {
    private static final long serialVersionUID = 1L;
  }

  /** Does its harm while it is read. */
  static final class Gadget implements Serializable {
    private static final long serialVersionUID = 1L;

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
      MADE.incrementAndGet();
      throw new InvalidObjectException("too late");
    }

    @Override
    public int hashCode() {
      MADE.incrementAndGet();
      return 1;
    }
  }

  /** Does its harm while its class is initialized. */
  static final class GadgetClass implements Serializable {
    private static final long serialVersionUID = 1L;

    static {
      MADE.incrementAndGet();
    }
  }

  record Echo(String word) implements InvocationHandler, Serializable {
    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) {
      return word;
    }
  }

  interface Speaker {
    String speak();
  }

  @BeforeEach
  void forget() {
    MADE.set(0);
  }

  private static Codecs allowing(String... allow) {
    return codecs(List.of(), allow);
  }

  private static Codecs codecs(List<Class<?>> types, String... allow) {
    return new Codecs(
        new SerializationSettings(
            List.of(), 200, 1_000_000, 1_000_000, 16 << 20, true, List.of(allow)),
        List.of(),
        types,
        AllowListTest.class.getClassLoader());
  }

  private static Codecs unrestricted() {
    return CodecsTest.codecs(AllowListTest.class.getClassLoader());
  }

  @Test
  @SuppressWarnings({"JavaUtilDate", "JdkObsolete"}) // users have them
  void values_and_collections_of_the_jdk_need_no_permission() throws Exception {
    List<Object> parts =
        List.of(
            "text",
            7,
            7L,
            'c',
            1.5,
            true,
            new BigDecimal("1.50"),
            Instant.EPOCH,
            LocalDate.EPOCH,
            ZonedDateTime.parse("2026-01-01T00:00:00+01:00[Europe/Paris]"),
            Duration.ofDays(1),
            DayOfWeek.MONDAY,
            new UUID(1, 2),
            URI.create("http://x"),
            Locale.ROOT,
            Currency.getInstance("EUR"),
            new Date(5),
            new Timestamp(5),
            TimeUnit.DAYS,
            InetAddress.getByAddress("name", new byte[] {1, 2, 3, 4}));
    List<Object> values =
        List.of(
            parts,
            new ArrayList<>(parts),
            new LinkedList<>(parts),
            new ArrayDeque<>(List.of(1, 2)).clone().toArray(),
            new HashSet<>(parts),
            new TreeSet<>(Set.of("a", "b")),
            new HashMap<>(Map.of("a", parts)),
            new LinkedHashMap<>(Map.of("a", 1)),
            new TreeMap<>(String.CASE_INSENSITIVE_ORDER),
            new TreeMap<>(Collections.reverseOrder()),
            new EnumMap<>(Map.of(DayOfWeek.MONDAY, 1)),
            EnumSet.of(DayOfWeek.MONDAY),
            new ConcurrentHashMap<>(Map.of("a", 1)),
            new ConcurrentSkipListMap<>(Map.of("a", 1)),
            new CopyOnWriteArrayList<>(parts),
            Arrays.asList(1, 2),
            Collections.unmodifiableList(new ArrayList<>(parts)),
            Collections.synchronizedMap(new HashMap<>()),
            Collections.emptyList(),
            Collections.singletonMap("a", 1),
            Map.of("a", 1, "b", 2),
            BitSet.valueOf(new long[] {5}),
            new int[][] {{1}, {2, 3}},
            new String[] {"a"},
            new Object[] {1, "a"},
            new Throwable[] {new IllegalStateException("exception")});
    for (Object value : values) {
      byte[] encoded = allowing().encode(value);
      assertThat(allowing().decode(ByteBuffer.wrap(encoded))).hasSameClassAs(value);
    }
    for (Object value : List.of(new PriorityQueue<>(List.of(2, 1)), new AtomicLong(5))) {
      assertThat(allowing().decode(ByteBuffer.wrap(allowing().encode(value))).toString())
          .isEqualTo(value.toString());
    }
    assertThat(Optional.of(allowing().copy(new ArrayList<>(parts)))).contains(parts);
  }

  @Test
  void a_class_that_is_not_allowed_is_refused_at_the_first_put_with_the_cure() {
    Order order = new Order("1", new Address("street"));
    assertThatThrownBy(() -> allowing().encode(order))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(HERE + ".AllowListTest$Order is not allowed in a region")
        .hasMessageContaining("add " + HERE + ".AllowListTest$Order")
        .hasMessageContaining("its package as " + HERE + ".**")
        .hasMessageContaining("serialization.allow");
    assertThatThrownBy(() -> codecs(List.of(Order.class)).encode(order))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            "AllowListTest$Order holds a " + HERE + ".AllowListTest$Address, which is not allowed");
    assertThatThrownBy(() -> allowing().encodeKey(order))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("serialization.allow");
    assertThatThrownBy(() -> allowing().encode(new ArrayList<>(List.of(1, new Order[0]))))
        .hasMessageContaining("java.util.ArrayList holds a " + HERE + ".AllowListTest$Order");
  }

  @Test
  void names_packages_and_trees_of_packages_allow() throws Exception {
    Order order = new Order("1", new Address("street"));
    for (String pattern : List.of(HERE + ".*", HERE + ".**", "com.heliosdb.**")) {
      Codecs codecs = allowing(pattern);
      assertThat(codecs.decode(ByteBuffer.wrap(codecs.encode(order)))).isEqualTo(order);
    }
    Codecs byName = allowing(Order.class.getName(), Address.class.getName());
    assertThat(byName.decode(ByteBuffer.wrap(byName.encode(order)))).isEqualTo(order);
    for (String pattern : List.of("com.heliosdb.*", "com.helios.**", HERE + "x.**", HERE)) {
      assertThatThrownBy(() -> allowing(pattern).encode(order)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void configured_types_and_immutable_types_are_allowed() throws Exception {
    Order order = new Order("1", null);
    assertThat(codecs(List.of(Order.class)).encode(order)).isNotEmpty();
    SerializationSettings settings =
        new SerializationSettings(
            List.of(Address.class.getName()), 200, 1_000, 1_000, 1 << 20, true, List.of());
    Codecs codecs =
        new Codecs(settings, List.of(), List.of(Order.class), AllowListTest.class.getClassLoader());
    Order whole = new Order("1", new Address("street"));
    assertThat(codecs.decode(ByteBuffer.wrap(codecs.encode(whole)))).isEqualTo(whole);
  }

  @Test
  void superclasses_enums_and_proxies_need_permission_too() throws Exception {
    assertThatThrownBy(() -> codecs(List.of(Derived.class)).encode(new Derived()))
        .hasMessageContaining("AllowListTest$Base");
    assertThatThrownBy(() -> allowing().encode(Colour.RED)).isInstanceOf(IOException.class);
    Codecs colours = codecs(List.of(Colour.class));
    assertThat(colours.decode(ByteBuffer.wrap(colours.encode(Colour.RED)))).isEqualTo(Colour.RED);
    Object proxy =
        Proxy.newProxyInstance(
            AllowListTest.class.getClassLoader(), new Class<?>[] {Speaker.class}, new Echo("hi"));
    assertThatThrownBy(() -> codecs(List.of(Echo.class)).encode(proxy))
        .isInstanceOf(IOException.class);
    Codecs both = codecs(List.of(Echo.class, Speaker.class));
    assertThat(((Speaker) both.decode(ByteBuffer.wrap(both.encode(proxy)))).speak())
        .isEqualTo("hi");
    assertThatThrownBy(() -> allowing().encode(new URL("http://localhost")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void a_gadget_in_a_payload_is_never_made() throws Exception {
    HashMap<Object, Object> trigger = new HashMap<>();
    trigger.put(new Gadget(), 1);
    List<Object> payloads =
        List.of(
            new Gadget(),
            new Gadget[] {new Gadget()},
            new ArrayList<>(List.of(new Gadget())),
            trigger,
            new Object[] {new ArrayList<>(List.of(new Object[] {new Gadget()}))});
    for (Object payload : payloads) {
      byte[] bytes = unrestricted().encode(payload);
      MADE.set(0);
      assertThatThrownBy(() -> allowing().decode(ByteBuffer.wrap(bytes)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("AllowListTest$Gadget")
          .hasMessageContaining("serialization.allow");
      assertThat(MADE).hasValue(0);
      // The payload is live: without a region it does what it came for.
      assertThatThrownBy(() -> unrestricted().decode(ByteBuffer.wrap(bytes)))
          .isInstanceOf(IOException.class);
      assertThat(MADE).hasPositiveValue();
    }
  }

  @Test
  void the_class_of_a_gadget_is_not_even_initialized() throws Exception {
    // The stream of an object without fields, written by hand so that nothing loads the class.
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(BuiltInCodecs.JAVA);
      out.writeShort(ObjectStreamConstants.STREAM_MAGIC);
      out.writeShort(ObjectStreamConstants.STREAM_VERSION);
      out.writeByte(ObjectStreamConstants.TC_OBJECT);
      out.writeByte(ObjectStreamConstants.TC_CLASSDESC);
      out.writeUTF(HERE + ".AllowListTest$GadgetClass");
      out.writeLong(1);
      out.writeByte(ObjectStreamConstants.SC_SERIALIZABLE);
      out.writeShort(0);
      out.writeByte(ObjectStreamConstants.TC_ENDBLOCKDATA);
      out.writeByte(ObjectStreamConstants.TC_NULL);
    }
    assertThatThrownBy(() -> allowing().decode(ByteBuffer.wrap(bytes.toByteArray())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("AllowListTest$GadgetClass")
        .hasMessageContaining("serialization.allow");
    assertThat(MADE).hasValue(0);
    assertThat(unrestricted().decode(ByteBuffer.wrap(bytes.toByteArray()))).isNotNull();
    assertThat(MADE).hasValue(1);
  }
}
