package com.heliosdb.edge.cache.benchmarks.replay;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/** A file with a trace: plain, or compressed as its suffix says. */
record TraceFile(Path path) {
  private static final int BUFFER = 1 << 16;
  private static final List<String> COMPRESSIONS = List.of(".gz", ".xz", ".zst");

  /** The format its name tells, if it tells one. */
  Optional<TraceFormat> format() {
    Path folder = path.toAbsolutePath().normalize().getParent();
    Path folderName = folder == null ? null : folder.getFileName();
    return TraceFormat.ofFile(folderName == null ? "" : folderName.toString(), plainName());
  }

  /** Its name without the suffix of a compression. */
  String plainName() {
    String name = fileName();
    return COMPRESSIONS.stream()
        .filter(name::endsWith)
        .findFirst()
        .map(suffix -> name.substring(0, name.length() - suffix.length()))
        .orElse(name);
  }

  private String fileName() {
    return String.valueOf(path.getFileName());
  }

  /**
   * Reads all of it.
   *
   * @throws BadInputException if it is not there, truncated or not of the format; names the place
   */
  Trace read(TraceFormat format) {
    if (!Files.isRegularFile(path)) {
      throw new BadInputException("There is no file " + path);
    }
    Trace.Builder trace = new Trace.Builder();
    TraceFormat.Position at = new TraceFormat.Position(fileName());
    try (InputStream file = Files.newInputStream(path);
        InputStream in = new BufferedInputStream(decompressed(file), BUFFER)) {
      format.read(in, at, trace);
    } catch (IOException | UncheckedIOException e) {
      throw at.unreadable(e);
    }
    if (trace.size() == 0) {
      throw new BadInputException(path + " holds no request in format " + format.label());
    }
    return trace.build(fileName());
  }

  private InputStream decompressed(InputStream file) throws IOException {
    InputStream buffered = new BufferedInputStream(file, BUFFER);
    String name = fileName();
    if (name.endsWith(".gz")) {
      return new GZIPInputStream(buffered, BUFFER);
    }
    if (name.endsWith(".xz")) {
      return new XZInputStream(buffered);
    }
    return name.endsWith(".zst") ? new ZstdInputStream(buffered) : buffered;
  }
}
