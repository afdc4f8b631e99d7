package com.heliosdb.edge.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.spi.DiskStore.SliceState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.RandomAccessFile;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of files that were changed behind the store's back. */
class EhcacheDiskStoreDamageTest {
  private static final int SLICES = 32;
  private static final int RECORDS = 3_000;

  @TempDir Path directory;
  private EhcacheDiskStore store;

  @BeforeEach
  void fill() throws IOException {
    reopen();
    for (int slice = 0; slice < SLICES; slice++) {
      assertThat(store.openSlice(slice)).isEqualTo(SliceState.EMPTY);
    }
    for (long i = 0; i < RECORDS; i++) {
      store.put(i << 40, i, value(i));
    }
    store.close();
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void a_thousand_flipped_bits_cost_the_slices_they_are_in() throws IOException {
    Random random = new Random(42);
    Set<Integer> damaged = new TreeSet<>();
    for (int i = 0; i < 1_000; i++) {
      int slice = random.nextInt(SLICES - 4);
      damaged.add(slice);
      flipBit(anyFile(slice, random), random);
    }
    reopen();
    for (int slice = 0; slice < SLICES; slice++) {
      assertThat(store.openSlice(slice))
          .isEqualTo(damaged.contains(slice) ? SliceState.DISCARDED : SliceState.INTACT);
    }
    for (long i = 0; i < RECORDS; i++) {
      boolean lost = damaged.contains(store.sliceOf(i << 40));
      assertThat(store.get(i << 40, i)).isEqualTo(lost ? null : value(i));
    }
  }

  @Test
  void each_of_a_thousand_single_flipped_bits_is_seen() throws IOException {
    SliceFiles files = new SliceFiles(slice(7), DataFile.Opener.DEFAULT);
    Random random = new Random(43);
    for (int i = 0; i < 1_000; i++) {
      Path file = anyFile(7, random);
      long seed = random.nextLong();
      flipBit(file, new Random(seed));
      assertThatThrownBy(() -> files.verify(7, SLICES, () -> false))
          .isInstanceOf(IOException.class);
      flipBit(file, new Random(seed));
    }
    assertThat(files.verify(7, SLICES, () -> false).slice()).isEqualTo(7);
  }

  /** One way to damage a slice. */
  enum Damage {
    DATA_CUT {
      @Override
      void inflict(Path slice) throws IOException {
        resize(slice.resolve("data"), Files.size(slice.resolve("data")) - 1);
      }
    },
    DATA_EMPTY {
      @Override
      void inflict(Path slice) throws IOException {
        resize(slice.resolve("data"), 0);
      }
    },
    DATA_LONGER {
      @Override
      void inflict(Path slice) throws IOException {
        resize(slice.resolve("data"), Files.size(slice.resolve("data")) + 100_000);
      }
    },
    DATA_MISSING {
      @Override
      void inflict(Path slice) throws IOException {
        Files.delete(slice.resolve("data"));
      }
    },
    DATA_A_DIRECTORY {
      @Override
      void inflict(Path slice) throws IOException {
        Files.delete(slice.resolve("data"));
        Files.createDirectory(slice.resolve("data"));
      }
    },
    INDEX_CUT {
      @Override
      void inflict(Path slice) throws IOException {
        resize(slice.resolve("index"), Files.size(slice.resolve("index")) - 1);
      }
    },
    INDEX_MISSING {
      @Override
      void inflict(Path slice) throws IOException {
        Files.delete(slice.resolve("index"));
      }
    },
    INDEX_GARBAGE {
      @Override
      void inflict(Path slice) throws IOException {
        Files.write(slice.resolve("index"), value(99));
      }
    },
    SEAL_CUT {
      @Override
      void inflict(Path slice) throws IOException {
        resize(slice.resolve("seal"), Files.size(slice.resolve("seal")) - 4);
      }
    },
    SEAL_EMPTY {
      @Override
      void inflict(Path slice) throws IOException {
        resize(slice.resolve("seal"), 0);
      }
    },
    SEAL_HUGE {
      @Override
      void inflict(Path slice) throws IOException {
        resize(slice.resolve("seal"), 1L << 40);
      }
    },
    SEAL_MISSING {
      @Override
      void inflict(Path slice) throws IOException {
        Files.delete(slice.resolve("seal"));
      }
    },
    SEAL_OF_ANOTHER_SLICE {
      @Override
      void inflict(Path slice) throws IOException {
        for (String name : List.of("data", "index", "seal")) {
          Files.delete(slice.resolve(name));
          Files.copy(slice.resolveSibling("slice-1").resolve(name), slice.resolve(name));
        }
      }
    },
    FOREIGN_FILE {
      @Override
      void inflict(Path slice) throws IOException {
        Files.write(slice.resolve("notes.txt"), value(1));
      }
    },
    FOREIGN_DIRECTORY {
      @Override
      void inflict(Path slice) throws IOException {
        Files.write(Files.createDirectories(slice.resolve("a/b")).resolve("c"), value(1));
      }
    },
    ALL_BUT_A_FOREIGN_FILE_MISSING {
      @Override
      void inflict(Path slice) throws IOException {
        Durable.deleteTree(slice);
        Files.write(Files.createDirectory(slice).resolve("notes.txt"), value(1));
      }
    };

    abstract void inflict(Path slice) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void a_damaged_slice_is_discarded_and_usable(Damage damage) throws IOException {
    damage.inflict(slice(0));
    reopen();
    assertThat(store.openSlice(0)).isEqualTo(SliceState.DISCARDED);
    assertThat(store.openSlice(1)).isEqualTo(SliceState.INTACT);
    assertThat(store.get(0, 0)).isNull();
    assertThat(store.get(1L << 40, 1)).isEqualTo(value(1));
    store.put(0, 0, value(5));
    store.close();

    reopen();
    assertThat(store.openSlice(0)).isEqualTo(SliceState.INTACT);
    assertThat(store.get(0, 0)).isEqualTo(value(5));
  }

  @Test
  void a_missing_slice_is_empty() throws IOException {
    Durable.deleteTree(slice(0));
    reopen();
    assertThat(store.openSlice(0)).isEqualTo(SliceState.EMPTY);
    assertThat(store.get(0, 0)).isNull();
  }

  @Test
  void a_link_in_a_slice_is_removed_and_not_followed(@TempDir Path elsewhere) throws IOException {
    Path precious = Files.write(elsewhere.resolve("precious"), value(1));
    Files.createSymbolicLink(slice(0).resolve("link"), elsewhere);
    reopen();
    assertThat(store.openSlice(0)).isEqualTo(SliceState.DISCARDED);
    assertThat(precious).hasBinaryContent(value(1));
  }

  @Test
  void a_damaged_layout_costs_everything() throws IOException {
    flipBit(directory.resolve("layout"), new Random(1));
    store = EhcacheDiskStore.open(directory, 1 << 20, 2, DataFile.Opener.DEFAULT);
    assertThat(store.slices()).isEqualTo(2);
    for (int slice = 0; slice < 2; slice++) {
      assertThat(store.openSlice(slice)).isEqualTo(SliceState.DISCARDED);
    }
    for (long i = 0; i < RECORDS; i++) {
      assertThat(store.get(i << 40, i)).isNull();
    }
    assertThat(slice(2)).doesNotExist();
  }

  @Test
  void nothing_in_an_index_is_ever_deserialized() throws IOException {
    ByteArrayOutputStream crafted = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(crafted)) {
      out.writeObject(new Trap());
    }
    Files.write(slice(0).resolve("index"), crafted.toByteArray());
    Files.write(slice(1).resolve("index"), crafted.toByteArray());
    forgeSeal(1);

    reopen();
    assertThat(store.openSlice(0)).isEqualTo(SliceState.DISCARDED);
    assertThat(store.openSlice(1)).isEqualTo(SliceState.DISCARDED);
    assertThat(Trap.sprung).isFalse();
  }

  @Test
  void a_slice_that_was_open_when_the_files_were_copied_is_discarded(@TempDir Path copy)
      throws IOException {
    reopen();
    assertThat(store.openSlice(3)).isEqualTo(SliceState.INTACT);
    copyTree(directory, copy);
    try (EhcacheDiskStore copied =
        EhcacheDiskStore.open(copy, 1 << 20, SLICES, DataFile.Opener.DEFAULT)) {
      assertThat(copied.openSlice(3)).isEqualTo(SliceState.DISCARDED);
      assertThat(copied.openSlice(4)).isEqualTo(SliceState.INTACT);
    }
  }

  @Test
  void a_verification_is_abandoned_when_the_store_is_closed() throws IOException {
    SliceFiles files = new SliceFiles(slice(0), DataFile.Opener.DEFAULT);
    assertThatThrownBy(() -> files.verify(0, SLICES, () -> true))
        .isInstanceOf(SliceFiles.AbandonedException.class);
    assertThat(files.verify(0, SLICES, () -> false).slice()).isZero();
  }

  /** Tells when it is deserialized. */
  private static final class Trap implements Serializable {
    private static final long serialVersionUID = 1;
    private static volatile boolean sprung;

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      sprung = true;
      in.defaultReadObject();
    }
  }

  /** Makes the seal match the index, as somebody with write access could. */
  private void forgeSeal(int number) throws IOException {
    SliceFiles files = new SliceFiles(slice(number), DataFile.Opener.DEFAULT);
    SliceSeal old = SliceSeal.read(slice(number).resolve("seal"), files.dataBytes());
    files.seal(
        new SliceSeal(
            number,
            SLICES,
            old.poolBytes(),
            old.dataBytes(),
            Files.size(files.index()),
            files.sumIndex(),
            old.blockSums()));
    assertThat(files.verify(number, SLICES, () -> false).slice()).isEqualTo(number);
  }

  private void reopen() throws IOException {
    store = EhcacheDiskStore.open(directory, 1 << 20, SLICES, DataFile.Opener.DEFAULT);
  }

  private Path slice(int number) {
    return directory.resolve("slice-" + number);
  }

  /** A file of the slice; a larger one is likelier. */
  private Path anyFile(int number, Random random) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(slice(number))) {
      all.sorted().forEach(files::add);
    }
    long total = 0;
    for (Path file : files) {
      total += Files.size(file);
    }
    long at = (long) (random.nextDouble() * total);
    for (Path file : files) {
      at -= Files.size(file);
      if (at < 0) {
        return file;
      }
    }
    throw new AssertionError("slice " + number + " has no files");
  }

  private static void flipBit(Path path, Random random) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      long position = (long) (random.nextDouble() * file.length());
      file.seek(position);
      int before = file.read();
      file.seek(position);
      file.write(before ^ (1 << random.nextInt(8)));
    }
  }

  private static void resize(Path path, long bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(bytes);
    }
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  private static byte[] value(long seed) {
    byte[] value = new byte[50 + (int) (seed % 300)];
    new Random(seed).nextBytes(value);
    return value;
  }
}
