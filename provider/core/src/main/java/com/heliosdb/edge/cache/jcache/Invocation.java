package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.tier.Change;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;

/** One run of an entry processor. Not thread-safe. */
final class Invocation<K, V, T> {
  private final K key;
  private final EntryProcessor<K, V, T> processor;
  private final Object[] arguments;
  private final UserOrigin<K, V> origin;
  private @Nullable T result;

  Invocation(
      K key, EntryProcessor<K, V, T> processor, Object[] arguments, UserOrigin<K, V> origin) {
    this.key = key;
    this.processor = processor;
    this.arguments = arguments;
    this.origin = origin;
  }

  /**
   * Runs it on what is there.
   *
   * @throws EntryProcessorException if the processor throws
   */
  @SuppressWarnings("unchecked") // values are of this cache
  Change run(@Nullable Object current) {
    ProcessorEntry<K, V> entry = new ProcessorEntry<>(key, (V) current, origin);
    try {
      result = processor.process(entry, arguments);
    } catch (EntryProcessorException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new EntryProcessorException("The entry processor threw for key '" + key + "': " + e, e);
    }
    return entry.change();
  }

  /** What the processor returned; null before it ran. */
  @Nullable T result() {
    return result;
  }

  /** The result of a run that failed. */
  static <T> EntryProcessorResult<T> failed(RuntimeException thrown) {
    EntryProcessorException failure =
        thrown instanceof EntryProcessorException asItIs
            ? asItIs
            : new EntryProcessorException(thrown);
    return () -> {
      throw failure;
    };
  }
}
