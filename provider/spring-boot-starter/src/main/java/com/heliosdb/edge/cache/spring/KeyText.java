package com.heliosdb.edge.cache.spring;

import com.heliosdb.edge.cache.EdgeCache;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.cache.configuration.Configuration;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;

/**
 * Keys of a cache as text. Where the cache says what its keys are, the text is converted to that;
 * where it does not, as with the caches annotations use, it is taken for the first of the usual
 * types whose key the cache holds.
 */
final class KeyText {
  private static final List<Class<?>> USUAL =
      List.of(String.class, Integer.class, Long.class, UUID.class);

  private final EdgeCache<Object, Object> cache;
  private final ConversionService conversions = ApplicationConversionService.getSharedInstance();

  KeyText(EdgeCache<Object, Object> cache) {
    this.cache = cache;
  }

  /**
   * The key.
   *
   * @throws IllegalArgumentException if the text is no key of the configured type
   */
  @SuppressWarnings("unchecked") // the specification's own signature is raw
  Object parse(String text) {
    Configuration<?, ?> configuration = cache.getConfiguration(Configuration.class);
    Class<?> type = configuration.getKeyType();
    return type == Object.class ? usual(text) : as(type, text);
  }

  private Object usual(String text) {
    if (text.equals(SimpleKey.EMPTY.toString()) && cache.tierOf(SimpleKey.EMPTY).isPresent()) {
      return SimpleKey.EMPTY;
    }
    for (Class<?> type : USUAL) {
      Object key;
      try {
        key = as(type, text);
      } catch (IllegalArgumentException notOfThisType) {
        continue;
      }
      if (cache.tierOf(key).isPresent()) {
        return key;
      }
    }
    return text;
  }

  private Object as(Class<?> type, String text) {
    try {
      return Objects.requireNonNull(conversions.convert(text, type));
    } catch (ConversionException | NullPointerException e) {
      throw new IllegalArgumentException(
          "'%s' is no %s, which the keys of cache '%s' are"
              .formatted(text, type.getName(), cache.getName()),
          e);
    }
  }
}
