package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.config.InvalidSettingException;
import com.heliosdb.edge.cache.testing.ManualTimeSource;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.configuration.OptionalFeature;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EdgeCachingProviderTest {
  private static final URI URI_A = URI.create("test:a");
  private static final URI URI_B = URI.create("test:b");

  private final List<ManualTimeSource> clocks = new CopyOnWriteArrayList<>();
  private final EdgeCachingProvider provider =
      new EdgeCachingProvider(
          () -> {
            ManualTimeSource clock = new ManualTimeSource();
            clocks.add(clock);
            return clock;
          });

  @AfterEach
  void close() {
    provider.close();
    assertThat(clocks).allMatch(ManualTimeSource::isClosed);
  }

  private static ClassLoader newLoader() {
    return new ClassLoader(EdgeCachingProviderTest.class.getClassLoader()) {};
  }

  @Test
  void it_is_found_as_a_service() {
    // Beside Ehcache's own, which is on the class path before our jar is shaded.
    assertThat(ServiceLoader.load(CachingProvider.class))
        .hasAtLeastOneElementOfType(EdgeCachingProvider.class);
    assertThat(Caching.getCachingProvider(EdgeCachingProvider.class.getName()))
        .isInstanceOf(EdgeCachingProvider.class);
  }

  @Test
  void nulls_mean_the_defaults() {
    CacheManager manager = provider.getCacheManager();
    assertThat(provider.getCacheManager(null, null, null)).isSameAs(manager);
    assertThat(provider.getCacheManager(null, null)).isSameAs(manager);
    assertThat(provider.getCacheManager(provider.getDefaultURI(), provider.getDefaultClassLoader()))
        .isSameAs(manager);
    assertThat(manager.getURI()).isEqualTo(provider.getDefaultURI());
    assertThat(manager.getClassLoader()).isSameAs(provider.getDefaultClassLoader());
    assertThat(manager.getCachingProvider()).isSameAs(provider);
    assertThat(manager.getProperties()).isEmpty();
    assertThat(provider.getDefaultProperties()).isEmpty();
    provider.close(null, null);
    assertThat(manager.isClosed()).isTrue();
  }

  @Test
  void there_is_one_manager_for_each_uri_and_loader() {
    ClassLoader loader = newLoader();
    CacheManager manager = provider.getCacheManager(URI_A, loader);
    assertThat(provider.getCacheManager(URI_A, loader)).isSameAs(manager);
    assertThat(provider.getCacheManager(URI_B, loader)).isNotSameAs(manager);
    assertThat(provider.getCacheManager(URI_A, newLoader())).isNotSameAs(manager);
  }

  @Test
  void a_closed_manager_is_replaced() {
    CacheManager manager = provider.getCacheManager();
    manager.close();
    CacheManager next = provider.getCacheManager();
    assertThat(next).isNotSameAs(manager);
    assertThat(next.isClosed()).isFalse();
  }

  @Test
  void closing_reaches_exactly_the_managers_meant() {
    ClassLoader loader1 = newLoader();
    ClassLoader loader2 = newLoader();
    CacheManager a1 = provider.getCacheManager(URI_A, loader1);
    CacheManager b1 = provider.getCacheManager(URI_B, loader1);
    CacheManager a2 = provider.getCacheManager(URI_A, loader2);
    provider.close(URI_A, loader1);
    assertThat(List.of(a1.isClosed(), b1.isClosed(), a2.isClosed()))
        .containsExactly(true, false, false);
    provider.close(loader1);
    assertThat(List.of(b1.isClosed(), a2.isClosed())).containsExactly(true, false);
    provider.close(newLoader());
    provider.close(URI_B, loader2);
    assertThat(a2.isClosed()).isFalse();
    provider.close();
    assertThat(a2.isClosed()).isTrue();
    assertThat(provider.getCacheManager(URI_A, loader2).isClosed()).isFalse();
  }

  @Test
  void properties_are_those_of_the_first_call_with_what_they_inherit() {
    Properties defaults = new Properties();
    defaults.setProperty("inherited", "yes");
    Properties properties = new Properties(defaults);
    properties.setProperty("own", "1");
    CacheManager manager = provider.getCacheManager(URI_A, null, properties);
    properties.setProperty("own", "2");
    Properties other = new Properties();
    other.setProperty("own", "3");
    assertThat(provider.getCacheManager(URI_A, null, other)).isSameAs(manager);
    manager.getProperties().clear();
    assertThat(manager.getProperties())
        .containsEntry("own", "1")
        .containsEntry("inherited", "yes")
        .hasSize(2);
  }

  @Test
  void a_manager_with_a_wrong_setting_is_not_created() {
    Properties properties = new Properties();
    properties.setProperty("heliosdb.edge.cache.heap.capacity", "a lot");
    assertThatThrownBy(() -> provider.getCacheManager(URI_A, null, properties))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("heap.capacity");
    assertThat(clocks).isEmpty();
    assertThatCode(() -> provider.getCacheManager(URI_A, null)).doesNotThrowAnyException();
  }

  @Test
  void storing_by_reference_is_supported() {
    assertThat(provider.isSupported(OptionalFeature.STORE_BY_REFERENCE)).isTrue();
  }

  @Test
  void a_class_loader_nobody_uses_any_more_is_collected() {
    WeakReference<ClassLoader> abandoned = useAndForget(false);
    WeakReference<ClassLoader> closed = useAndForget(true);
    assertThat(isCollected(abandoned)).isTrue();
    assertThat(isCollected(closed)).isTrue();
  }

  private WeakReference<ClassLoader> useAndForget(boolean close) {
    @Nullable ClassLoader loader = newLoader();
    CacheManager manager = provider.getCacheManager(URI_A, loader);
    manager.createCache("numbers", new MutableConfiguration<String, Integer>());
    if (close) {
      manager.close();
    } else {
      manager.destroyCache("numbers");
      clocks.forEach(ManualTimeSource::close);
    }
    return new WeakReference<>(loader);
  }

  private static boolean isCollected(WeakReference<?> reference) {
    for (int i = 0; i < 20 && reference.get() != null; i++) {
      System.gc();
    }
    return reference.get() == null;
  }
}
