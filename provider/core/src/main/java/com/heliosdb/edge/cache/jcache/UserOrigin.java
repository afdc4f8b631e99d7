package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.tier.Origin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.cache.Cache;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;
import org.jspecify.annotations.Nullable;

/**
 * The user's loader and writer. Thread-safe if they are. What they throw arrives as the
 * specification's exceptions.
 */
final class UserOrigin<K, V> implements Origin {
  private final @Nullable CacheLoader<K, V> loader;
  private final @Nullable CacheWriter<? super K, ? super V> writer;
  private final boolean readThrough;
  private final boolean writeThrough;

  UserOrigin(CompleteConfiguration<K, V> configuration) {
    loader =
        configuration.getCacheLoaderFactory() == null
            ? null
            : configuration.getCacheLoaderFactory().create();
    writer =
        configuration.getCacheWriterFactory() == null
            ? null
            : configuration.getCacheWriterFactory().create();
    readThrough = configuration.isReadThrough() && loader != null;
    writeThrough = configuration.isWriteThrough() && writer != null;
  }

  @Override
  public boolean canLoad() {
    return loader != null;
  }

  @Override
  public boolean readThrough() {
    return readThrough;
  }

  @Override
  public boolean writeThrough() {
    return writeThrough;
  }

  /** Loader and writer, as far as there are any. */
  List<Object> userObjects() {
    List<Object> objects = new ArrayList<>(2);
    if (loader != null) {
      objects.add(loader);
    }
    if (writer != null) {
      objects.add(writer);
    }
    return objects;
  }

  @Override
  @SuppressWarnings("unchecked") // the hierarchy knows no types; the key is of this cache
  public @Nullable Object load(Object key) {
    CacheLoader<K, V> present = loader;
    if (present == null) {
      return null;
    }
    try {
      return present.load((K) key);
    } catch (CacheLoaderException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new CacheLoaderException("The CacheLoader threw for key '" + key + "': " + e, e);
    }
  }

  /** Loads many; keys the origin has no value for are left out. */
  Map<K, V> loadAll(Collection<? extends K> keys) {
    CacheLoader<K, V> present = loader;
    if (present == null || keys.isEmpty()) {
      return Map.of();
    }
    Map<K, V> loaded;
    try {
      loaded = present.loadAll(keys);
    } catch (CacheLoaderException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new CacheLoaderException("The CacheLoader threw for " + keys.size() + " keys: " + e, e);
    }
    Map<K, V> values = new HashMap<>();
    if (loaded != null) {
      for (K key : keys) {
        V value = loaded.get(key);
        if (value != null) {
          values.put(key, value);
        }
      }
    }
    return values;
  }

  @Override
  @SuppressWarnings("unchecked") // the hierarchy knows no types; key and value are of this cache
  public void write(Object key, Object value) {
    calling("write", key, w -> w.write(new EdgeCacheEntry<>((K) key, (V) value)));
  }

  @Override
  public void delete(Object key) {
    calling("delete", key, w -> w.delete(key));
  }

  /** Writes many; what is left in the collection when it throws was not written. */
  void writeAll(Collection<Cache.Entry<? extends K, ? extends V>> entries) {
    calling("writeAll", entries.size() + " entries", w -> writeAll(w, entries));
  }

  // The specification's signature asks for exactly the writer's types; entries are only read.
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static void writeAll(CacheWriter<?, ?> writer, Collection<?> entries) {
    ((CacheWriter) writer).writeAll(entries);
  }

  /** Deletes many; what is left in the collection when it throws was not deleted. */
  void deleteAll(Collection<?> keys) {
    calling("deleteAll", keys.size() + " keys", w -> w.deleteAll(keys));
  }

  /** A call of the writer. */
  private interface Call<K, V> {
    void of(CacheWriter<? super K, ? super V> writer);
  }

  private void calling(String method, Object what, Call<K, V> call) {
    CacheWriter<? super K, ? super V> present = writer;
    if (present != null) {
      try {
        call.of(present);
      } catch (CacheWriterException e) {
        throw e;
      } catch (RuntimeException e) {
        throw new CacheWriterException(
            "The CacheWriter threw in " + method + " of '" + what + "': " + e, e);
      }
    }
  }
}
