package com.heliosdb.edge.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings("ArrayRecordComponent") // That a record can hold an array is the point.
class ImmutabilityTest {
  private static final Immutability IMMUTABILITY =
      new Immutability(
          Set.of(DeclaredFinal.class.getName(), DeclaredOpen.class.getName(), "com.example.Gone"));

  record Empty() {}

  record Flat(int number, String text, Currency currency, TimeUnit unit, ZoneId zone) {}

  record Nested(Flat flat, Empty empty) {}

  record Chain(int number, Chain next) {}

  record Left(Right right, int number) {}

  record Right(Left left, String text) {}

  record LeftWithArray(RightWithArray right) {}

  record RightWithArray(LeftWithArray left, int[] numbers) {}

  record Price(String item, BigDecimal amount) {}

  record Box(Object content) {}

  record Generic<T>(T content) {}

  record WithArray(byte[] bytes) {}

  record WithList(List<String> list) {}

  record OfDeclared(DeclaredFinal one, DeclaredOpen other) {}

  record Secretive(List<String> list) {
    @Override
    public List<String> list() {
      throw new IllegalStateException("An accessor is user code; nobody asked for it");
    }
  }

  static final class DeclaredFinal {
    int field;
  }

  static class DeclaredOpen {
    int field;
  }

  static final class Derived extends DeclaredOpen {}

  @SuppressWarnings("serial") // Never serialized.
  static final class MutableDecimal extends BigDecimal {
    int field;

    MutableDecimal() {
      super("1");
    }
  }

  enum WithBody {
    ONE {
      @Override
      int answer() {
        return 1;
      }
    };

    abstract int answer();
  }

  static Stream<Arguments> immutable() throws UnknownHostException {
    Flat flat = new Flat(1, "a", Currency.getInstance("EUR"), TimeUnit.DAYS, ZoneId.of("UTC"));
    return Stream.of(
            Stream.of("text", true, (byte) 1, (short) 1, 'c', 1, 1L, 1f, 1d),
            Stream.of(BigInteger.ONE, BigDecimal.ONE, UUID.randomUUID(), URI.create("a:b")),
            Stream.of(Instant.EPOCH, LocalTime.NOON, ZoneId.of("Europe/Berlin"), ZoneOffset.UTC),
            Stream.of(ZonedDateTime.parse("2026-03-29T02:30:00+02:00[Europe/Berlin]")),
            Stream.of(Locale.ROOT, String.class, Pattern.compile("a"), new File("a")),
            Stream.of(Currency.getInstance("EUR"), InetAddress.getByAddress(new byte[4])),
            Stream.of(InetAddress.getByAddress(new byte[16]), TimeUnit.DAYS, WithBody.ONE),
            Stream.of(Optional.empty(), Optional.of("a"), OptionalInt.of(1), Optional.of(flat)),
            Stream.of(new Empty(), flat, new Nested(flat, new Empty()), new Nested(null, null)),
            Stream.of(new Chain(1, new Chain(2, null)), new Left(new Right(null, "a"), 1)),
            Stream.of(new Price("a", BigDecimal.ONE), new Price(null, null)),
            Stream.of(
                new Box("a"), new Box(null), new Box(new Box(1)), new Generic<>(WithBody.ONE)),
            Stream.of(new DeclaredFinal(), new DeclaredOpen()),
            Stream.of(new OfDeclared(new DeclaredFinal(), new DeclaredOpen())))
        .flatMap(values -> values)
        .map(value -> Arguments.of(value));
  }

  static Stream<Arguments> mutable() throws Exception {
    Box deep = new Box(null);
    for (int i = 0; i < 100_000; i++) {
      deep = new Box(deep);
    }
    return Stream.of(
            Stream.of(new byte[0], new String[0], new ArrayList<>(), List.of("a"), new BitSet()),
            Stream.of(new BitSet(), new Object(), new URL("file:a"), new MutableDecimal()),
            Stream.of(new Price("a", new MutableDecimal()), new Box(new ArrayList<>()), deep),
            Stream.of(new WithArray(null), new WithList(List.of()), new Generic<>(new byte[0])),
            Stream.of(new LeftWithArray(new RightWithArray(null, new int[1])), new Derived()),
            Stream.of(new OfDeclared(new DeclaredFinal(), new Derived()), Optional.of(new int[0])),
            Stream.of(Optional.of(new Box(new BitSet())), new Secretive(new ArrayList<>())),
            Stream.of(StandardCharsets.UTF_8))
        .flatMap(values -> values)
        .map(value -> Arguments.of(value));
  }

  @ParameterizedTest
  @MethodSource("immutable")
  void never_changes(Object value) {
    assertThat(IMMUTABILITY.isImmutable(value)).isTrue();
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("mutable")
  void may_change(Object value) {
    assertThat(IMMUTABILITY.isImmutable(value)).isFalse();
  }
}
