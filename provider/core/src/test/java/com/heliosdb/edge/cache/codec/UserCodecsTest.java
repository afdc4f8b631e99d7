package com.heliosdb.edge.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.config.InvalidSettingException;
import com.heliosdb.edge.cache.spi.ValueCodec;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserCodecsTest {
  @TempDir Path folder;

  /** A mutable type that is not serializable. */
  public static final class Point {
    int x;
    int y;

    Point(int x, int y) {
      this.x = x;
      this.y = y;
    }
  }

  /** Found as a service. */
  public static class PointCodec implements ValueCodec {
    @Override
    public int id() {
      return 255;
    }

    @Override
    public boolean handles(Class<?> type) {
      return type == Point.class;
    }

    @Override
    public byte[] encode(Object value) throws IOException {
      Point point = (Point) value;
      if (point.x < 0) {
        throw new IOException(Point.class.getName() + " must not be left of the origin");
      }
      return ByteBuffer.allocate(8).putInt(point.x).putInt(point.y).array();
    }

    @Override
    public Object decode(ByteBuffer bytes, ClassLoader loader) {
      return new Point(bytes.getInt(), bytes.getInt());
    }
  }

  /** Has the same id. */
  public static final class OtherPointCodec extends PointCodec {}

  /** Has an id of ours. */
  public static final class LowCodec extends PointCodec {
    @Override
    public int id() {
      return 127;
    }
  }

  private URLClassLoader loaderWith(String... names) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.write(services.resolve(ValueCodec.class.getName()), List.of(names));
    return new URLClassLoader(
        new URL[] {folder.toUri().toURL()}, UserCodecsTest.class.getClassLoader());
  }

  @Test
  void a_codec_of_the_user_encodes_its_types() throws IOException {
    try (URLClassLoader loader = loaderWith(PointCodec.class.getName())) {
      Codecs withoutUsers = CodecsTest.codecs(UserCodecsTest.class.getClassLoader());
      Codecs users = CodecsTest.codecs(loader);
      byte[] encoded = users.encode(new Point(1, 2));
      assertThat(HexFormat.of().formatHex(encoded)).isEqualTo("ff0000000100000002");
      assertThat(users.copy(new Point(3, 4))).usingRecursiveComparison().isEqualTo(new Point(3, 4));
      assertThat(users.encode("plain")[0]).isEqualTo((byte) 1);
      assertThatThrownBy(() -> users.encodeKey(new Point(-1, 0))).hasMessageContaining("origin");
      assertThatThrownBy(() -> users.decode(ByteBuffer.wrap(encoded, 0, 3)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Codec 255");
      assertThatThrownBy(() -> withoutUsers.decode(ByteBuffer.wrap(encoded)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No codec has the id 255");
    }
  }

  @Test
  void two_codecs_with_one_id_are_refused_by_name() throws IOException {
    try (URLClassLoader loader =
        loaderWith(PointCodec.class.getName(), OtherPointCodec.class.getName())) {
      assertThatThrownBy(() -> CodecsTest.codecs(loader))
          .isInstanceOf(InvalidSettingException.class)
          .hasMessageContaining(PointCodec.class.getName())
          .hasMessageContaining(OtherPointCodec.class.getName())
          .hasMessageContaining("255");
    }
  }

  @Test
  void a_codec_with_an_id_of_ours_is_refused_by_name() throws IOException {
    try (URLClassLoader loader = loaderWith(LowCodec.class.getName())) {
      assertThatThrownBy(() -> CodecsTest.codecs(loader))
          .isInstanceOf(InvalidSettingException.class)
          .hasMessageContaining(LowCodec.class.getName())
          .hasMessageContaining("from 128 to 255 but is 127");
    }
  }

  @Test
  void a_codec_that_cannot_be_loaded_is_refused_by_name() throws IOException {
    try (URLClassLoader loader = loaderWith("com.example.Missing")) {
      assertThatThrownBy(() -> CodecsTest.codecs(loader))
          .isInstanceOf(InvalidSettingException.class)
          .hasMessageContaining("com.example.Missing");
    }
  }
}
