package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.tier.Change;
import java.util.Objects;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;

/**
 * The entry an entry processor works on: collects what is to become of it. Used by one thread,
 * under a claim on the key.
 */
final class ProcessorEntry<K, V> implements MutableEntry<K, V> {
  private final K key;
  private final UserOrigin<K, V> origin;
  private final boolean existed;
  private @Nullable V value;
  private Change change = Change.KEEP;
  private boolean loadTried;

  ProcessorEntry(K key, @Nullable V current, UserOrigin<K, V> origin) {
    this.key = key;
    this.origin = origin;
    this.existed = current != null;
    this.value = current;
  }

  /** The net effect. */
  Change change() {
    return change;
  }

  @Override
  public K getKey() {
    return key;
  }

  @Override
  public boolean exists() {
    return value != null;
  }

  @Override
  @SuppressWarnings("unchecked") // what the loader of this cache returns is of its type
  public @Nullable V getValue() {
    if (change.kind() == Change.Kind.KEEP) {
      if (value != null) {
        change = Change.TOUCH;
      } else if (origin.readThrough() && !loadTried) {
        loadTried = true;
        value = (V) origin.load(key);
        if (value != null) {
          change = Change.load(value);
        }
      }
    }
    return value;
  }

  @Override
  public void setValue(V newValue) {
    value = Objects.requireNonNull(newValue, "value");
    change = Change.put(newValue);
  }

  @Override
  public void remove() {
    loadTried = true;
    boolean onlyHere = !existed && change.puts();
    value = null;
    change = onlyHere ? Change.KEEP : Change.REMOVE;
  }

  @Override
  public <T> T unwrap(Class<T> clazz) {
    return Unwrap.as(clazz, this);
  }
}
