package com.heliosdb.edge.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordWindowsTest {
  @TempDir Path directory;
  private final FaultyFiles files = new FaultyFiles();
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger writes = new AtomicInteger();
  private DataFile data;
  private RecordWindows windows;

  @BeforeEach
  void open() throws IOException {
    files.onRead = reads::incrementAndGet;
    files.onWrite = writes::incrementAndGet;
    data = new DataFile(directory.resolve("data"), 1 << 20, files);
    data.write(bytes("0123456789"), 0);
    writes.set(0);
    windows = new RecordWindows(data);
    windows.bind();
  }

  @AfterEach
  void close() throws IOException {
    windows.unbind();
    data.close();
  }

  @Test
  void neighbouring_reads_are_one() throws IOException {
    assertThat(read(4, 0)).isEqualTo("0123");
    assertThat(read(4, 4)).isEqualTo("4567");
    assertThat(read(2, 1)).isEqualTo("12");
    assertThat(read(4, 8)).isEqualTo("89");
    assertThat(reads).hasValue(1);
    assertThat(windows.read(ByteBuffer.allocate(4), 10)).isEqualTo(-1);
  }

  @Test
  void neighbouring_writes_are_one() throws IOException {
    windows.write(bytes("ab"), 10);
    windows.write(bytes("cd"), 12);
    assertThat(writes).hasValue(0);
    windows.flush();
    windows.flush();
    assertThat(writes).hasValue(1);
    assertThat(read(10, 6)).isEqualTo("6789abcd");
  }

  @Test
  void writes_apart_are_apart() throws IOException {
    windows.write(bytes("ab"), 0);
    windows.write(bytes("cd"), 4);
    windows.flush();
    assertThat(writes).hasValue(2);
    assertThat(read(10, 0)).isEqualTo("ab23cd6789");
  }

  @Test
  void a_large_write_follows_what_was_gathered_before_it() throws IOException {
    windows.write(bytes("head"), 0);
    windows.write(bytes("x".repeat(100_000)), 4);
    windows.flush();
    assertThat(read(8, 0)).isEqualTo("headxxxx");
    assertThat(data.size()).isEqualTo(100_004);
  }

  @Test
  void a_read_sees_what_its_own_thread_wrote() throws IOException {
    assertThat(read(4, 0)).isEqualTo("0123");
    windows.write(bytes("ab"), 1);
    assertThat(read(4, 0)).isEqualTo("0ab3");
  }

  @Test
  void a_read_sees_what_others_wrote_after_the_window_was_read() throws IOException {
    assertThat(read(4, 0)).isEqualTo("0123");
    data.write(bytes("ab"), 1);
    assertThat(read(4, 0)).isEqualTo("0ab3");
  }

  @Test
  void nothing_outlives_the_call() throws IOException {
    assertThat(read(4, 0)).isEqualTo("0123");
    windows.write(bytes("of a call that failed"), 0);
    windows.unbind();
    windows.bind();
    windows.flush();
    assertThat(read(4, 0)).isEqualTo("0123");
    assertThat(writes).hasValue(0);
  }

  @Test
  void a_failed_read_leaves_no_window() throws IOException {
    assertThat(read(4, 0)).isEqualTo("0123");
    files.onRead =
        () -> {
          throw new IOException("Input/output error");
        };
    data.write(bytes("ab"), 1);
    assertThatThrownBy(() -> read(4, 0)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read(4, 0)).isInstanceOf(IOException.class);
    files.onRead = FaultyFiles.Fault.NONE;
    assertThat(read(4, 0)).isEqualTo("0ab3");
  }

  @Test
  void without_a_window_every_access_goes_to_the_file() throws IOException {
    windows.unbind();
    windows.write(bytes("ab"), 0);
    assertThat(read(4, 0)).isEqualTo("ab23");
    assertThat(read(4, 0)).isEqualTo("ab23");
    assertThat(writes).hasValue(1);
    assertThat(reads).hasValue(2);
  }

  private String read(int bytes, long position) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(bytes);
    int read = windows.read(target, position);
    assertThat(read).isEqualTo(target.position());
    return new String(target.array(), 0, read, StandardCharsets.UTF_8);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
