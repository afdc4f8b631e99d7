package com.heliosdb.edge.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.context.ApplicationContext;

/** A restart as devtools does it: the same JVM, the classes of the application loaded anew. */
class ReloadedClassTest {
  private static final String AS_BEFORE =
      "record Product(String name) implements java.io.Serializable";
  private static final String CHANGED =
      "record Product(String name, int price) implements java.io.Serializable";

  @TempDir Path work;

  @Test
  void values_are_read_again_as_the_reloaded_class() throws Exception {
    try (URLClassLoader first = classes("first", AS_BEFORE);
        URLClassLoader second = classes("second", AS_BEFORE)) {
      write(first);
      application(second)
          .run(
              context -> {
                Object value = products(context).get("key").get();
                assertThat(value).hasToString("Product[name=tea]");
                assertThat(value.getClass().getClassLoader()).isSameAs(second);
                assertThat(products(context).get("nothing").get()).isNull();
              });
    }
  }

  @Test
  void values_of_a_class_that_changed_are_missed() throws Exception {
    try (URLClassLoader first = classes("first", AS_BEFORE);
        URLClassLoader second = classes("second", CHANGED)) {
      write(first);
      application(second)
          .run(
              context -> {
                assertThat(products(context).get("key")).isNull();
                products(context).put("key", product(second, String.class, int.class));
                assertThat(products(context).get("key").get().getClass().getClassLoader())
                    .isSameAs(second);
              });
    }
  }

  private void write(URLClassLoader loader) {
    application(loader)
        .run(
            context -> {
              products(context).put("key", product(loader, String.class));
              products(context).put("nothing", null);
            });
  }

  private static Object product(ClassLoader loader, Class<?>... types)
      throws ReflectiveOperationException {
    var constructor = loader.loadClass("Product").getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return types.length == 1 ? constructor.newInstance("tea") : constructor.newInstance("tea", 3);
  }

  private static Cache products(ApplicationContext context) {
    return context.getBean(CacheManager.class).getCache("products");
  }

  private ApplicationContextRunner application(ClassLoader loader) {
    return Contexts.catalogue()
        .withClassLoader(loader)
        .withPropertyValues(
            "heliosdb.edge.cache.disk.path=" + work.resolve("disk"),
            "heliosdb.edge.cache.disk.capacity=16 MiB",
            "heliosdb.edge.cache.caches.products.disk.enabled=true");
  }

  private URLClassLoader classes(String name, String source) throws IOException {
    Path directory = Files.createDirectory(work.resolve(name));
    Path file = Files.writeString(directory.resolve("Product.java"), source + " {}");
    assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, file.toString()))
        .isZero();
    return new URLClassLoader(
        new URL[] {directory.toUri().toURL()}, ReloadedClassTest.class.getClassLoader());
  }
}
