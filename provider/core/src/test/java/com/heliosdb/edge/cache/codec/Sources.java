package com.heliosdb.edge.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles classes at test time, so that a test can have several versions of one. */
final class Sources {
  private Sources() {}

  /** A loader, over the one of the tests, of one top-level class compiled into the folder. */
  static URLClassLoader compile(Path folder, String className, String source) throws IOException {
    Files.createDirectories(folder);
    Path file = Files.writeString(folder.resolve(className + ".java"), source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options = List.of("-proc:none", "-d", folder.toString());
      assertThat(
              compiler
                  .getTask(null, files, null, options, null, files.getJavaFileObjects(file))
                  .call())
          .isTrue();
    }
    return new URLClassLoader(new URL[] {folder.toUri().toURL()}, Sources.class.getClassLoader());
  }

  /** What the static method {@code make()} of a class returns. */
  static Object make(ClassLoader loader, String className) throws ReflectiveOperationException {
    return Class.forName(className, true, loader).getMethod("make").invoke(null);
  }
}
