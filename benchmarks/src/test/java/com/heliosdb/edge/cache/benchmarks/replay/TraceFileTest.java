package com.heliosdb.edge.cache.benchmarks.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class TraceFileTest {
  @TempDir Path directory;

  @Test
  void readsLirsAndSkipsItsMarks() throws IOException {
    assertThat(ids(file("a.trace", "*\r\n7\r\n3\r\n\r\n*\r\n7\r\n"), TraceFormat.LIRS))
        .containsExactly(7L, 3L, 7L);
  }

  @Test
  void expandsTheBlocksOfArc() throws IOException {
    assertThat(ids(file("a.lis", "10 3 0 0\n4 1 0 1\n"), TraceFormat.ARC))
        .containsExactly(10L, 11L, 12L, 4L);
  }

  @Test
  void readsBigEndianInts() throws IOException {
    byte[] bytes = ByteBuffer.allocate(12).putInt(1).putInt(-2).putInt(1).array();
    assertThat(ids(file("a.trace", bytes), TraceFormat.INT32)).containsExactly(1L, -2L, 1L);
  }

  @Test
  void readsBigEndianLongs() throws IOException {
    byte[] bytes = ByteBuffer.allocate(16).putLong(1L << 40 | 200).putLong(-3).array();
    assertThat(ids(file("a.trace", bytes), TraceFormat.INT64)).containsExactly(1L << 40 | 200, -3L);
  }

  @Test
  void findsTheColumnsOfCsvByTheirNames() throws IOException {
    Trace trace =
        new TraceFile(
                file("a.csv", "version,time(s),op,size,lbn\n1,100,2a,512,77\n1,103,2a,512,78\n"))
            .read(TraceFormat.CSV);
    assertThat(ids(trace)).containsExactly(77L, 78L);
    assertThat(times(trace)).containsExactly(0L, 3_000L);
  }

  @Test
  void neverTurnsTimeBack() throws IOException {
    Trace trace =
        new TraceFile(file("a.csv", "time_s,key,size\n5,1,1\n4,2,1\n9,1,1\n"))
            .read(TraceFormat.CSV);
    assertThat(times(trace)).containsExactly(0L, 0L, 4_000L);
  }

  @Test
  void readsTheKeyOfTextLinesAndTakesNoTimeFromThem() throws IOException {
    Trace trace = new TraceFile(file("a.tr", "1 0 68\n200 7454 1\n")).read(TraceFormat.TEXT);
    assertThat(ids(trace)).containsExactly(0L, 7454L);
    assertThat(trace.hasTimes()).isFalse();
    assertThat(times(trace)).containsExactly(0L, 1L);
  }

  @ParameterizedTest
  @ValueSource(strings = {".gz", ".xz", ".zst", ""})
  void readsWhatItsSuffixSaysItIs(String suffix) throws IOException {
    String text = lines(5_000);
    Path file = file("a.trace" + suffix, compressed(suffix, bytes(text)));
    assertThat(ids(file, TraceFormat.LIRS)).hasSize(5_000).startsWith(0L, 7_919L, 15_838L);
  }

  @ParameterizedTest
  @ValueSource(strings = {".gz", ".xz", ".zst"})
  void saysWhereTruncatedDataEnd(String suffix) throws IOException {
    byte[] whole = compressed(suffix, bytes(lines(100_000)));
    Path file = file("cut.trace" + suffix, Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> new TraceFile(file).read(TraceFormat.LIRS))
        .isInstanceOf(BadInputException.class)
        .hasMessageMatching(
            "cut\\.trace\\" + suffix + ", after line \\d+: .*the file is truncated");
  }

  @Test
  void saysWhereDamagedDataCannotBeRead() throws IOException {
    byte[] whole = compressed(".xz", bytes(lines(100_000)));
    whole[whole.length / 2] ^= 0x55;
    Path file = file("bad.trace.xz", whole);
    assertThatThrownBy(() -> new TraceFile(file).read(TraceFormat.LIRS))
        .isInstanceOf(BadInputException.class)
        .hasMessageMatching("bad\\.trace\\.xz, after line \\d+: cannot be read any further: .*");
  }

  @Test
  void saysAtWhichByteABinaryTraceEndsInsideANumber() throws IOException {
    Path file = file("cut.trace", new byte[10]);
    assertThatThrownBy(() -> new TraceFile(file).read(TraceFormat.INT32))
        .hasMessage(
            "cut.trace, byte 8: the trace ends inside a number of 4 bytes: it is truncated");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "LIRS|'1\nx2\n'|a, line 2: expected a block number but found 'x2'",
        "ARC|'1 2 0 0\n5 1\n'|'a, line 2: expected start, count, an ignored number and a sequence"
            + " number but found ''5 1'''",
        "ARC|'1 0 0 0\n'|'a, line 1: expected from 1 to 1000000 blocks but found 0'",
        "CSV|'a,b\n1,2\n'|'a, line 1: expected a header with a key column, one of [key, lbn, id,"
            + " obj_id], but found [a, b]'",
        "CSV|'time,key\n1,2\n3\n'|'a, line 3: expected 2 columns but found 1'",
        "CSV|'time,key\n1.5,2\n'|a, line 2: expected whole seconds but found '1.5'",
        "TEXT|'1 2\n'|'a, line 1: expected a sequence number, a key and a size but found ''1 2'''"
      })
  void saysWhichLineIsNotOfTheFormat(TraceFormat format, String content, String message)
      throws IOException {
    Path file = file("a", content);
    assertThatThrownBy(() -> new TraceFile(file).read(format))
        .isInstanceOf(BadInputException.class)
        .hasMessage(message);
  }

  @Test
  void refusesAnEmptyTraceAndAMissingOne() throws IOException {
    Path empty = file("empty.trace", "*\n");
    assertThatThrownBy(() -> new TraceFile(empty).read(TraceFormat.LIRS))
        .hasMessage(empty + " holds no request in format lirs");
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> new TraceFile(missing).read(TraceFormat.LIRS))
        .hasMessage("There is no file " + missing);
  }

  @ParameterizedTest
  @CsvSource({
    "arc/OLTP.lis.zst, ARC",
    "nasa/nasa.csv.xz, CSV",
    "cdn/test.tr, TEXT",
    "lirs/loop.trace.gz, LIRS",
    "w106.trace.xz, INT32",
    "trace_vaultservice.gz, INT64",
    "request.trace.xz, TEXT",
    "other/loop.trace.gz,",
    "README.md,"
  })
  void tellsFormatsByNames(String name, TraceFormat format) {
    assertThat(new TraceFile(Path.of("/traces").resolve(name)).format().orElse(null))
        .isEqualTo(format);
  }

  private static String lines(int count) {
    StringBuilder text = new StringBuilder();
    // Hard enough to compress that half of the file is half of the lines, about.
    IntStream.range(0, count).forEach(i -> text.append(7_919L * i % 999_983).append('\n'));
    return text.toString();
  }

  private static byte[] compressed(String suffix, byte[] bytes) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (suffix) {
          case ".gz" -> new GZIPOutputStream(all);
          case ".xz" -> new XZOutputStream(all, new LZMA2Options());
          case ".zst" -> new ZstdOutputStream(all);
          default -> all;
        }) {
      out.write(bytes);
    }
    return all.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private Path file(String name, String text) throws IOException {
    return file(name, bytes(text));
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(directory.resolve(name), content);
  }

  private static List<Long> ids(Path file, TraceFormat format) {
    return ids(new TraceFile(file).read(format));
  }

  private static List<Long> ids(Trace trace) {
    return IntStream.range(0, trace.requests()).mapToObj(i -> trace.id(trace.key(i))).toList();
  }

  private static List<Long> times(Trace trace) {
    return IntStream.range(0, trace.requests()).mapToObj(trace::millis).toList();
  }
}
