package com.heliosdb.edge.cache.benchmarks.replay;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A sequence of requests. Keys are numbered from 0 in the order of their first request. */
final class Trace {
  /** Time between two requests of a trace that has no times. */
  static final long DEFAULT_STEP_MILLIS = 1;

  private final String name;
  private final int[] keys;
  private final Long[] ids;
  private final long @Nullable [] millis;

  private Trace(String name, int[] keys, Long[] ids, long @Nullable [] millis) {
    this.name = name;
    this.keys = keys;
    this.ids = ids;
    this.millis = millis;
  }

  String name() {
    return name;
  }

  int requests() {
    return keys.length;
  }

  int uniqueKeys() {
    return ids.length;
  }

  boolean hasTimes() {
    return millis != null;
  }

  /** The number of the key of a request. */
  int key(int request) {
    return keys[request];
  }

  /** What the trace calls the key with this number. */
  Long id(int key) {
    return ids[key];
  }

  /** Time since the first request; never falls. */
  long millis(int request) {
    return millis == null ? request * DEFAULT_STEP_MILLIS : millis[request];
  }

  /** Collects the requests of a trace. Either all have times or none has. */
  static final class Builder {
    private final Map<Long, Integer> numbers = new HashMap<>();
    private Long[] ids = new Long[1_024];
    private int[] keys = new int[1_024];
    private long[] millis = new long[0];
    private int size;

    void add(long id) {
      if (size == keys.length) {
        keys = Arrays.copyOf(keys, 2 * size);
      }
      Integer number = numbers.get(id);
      if (number == null) {
        number = numbers.size();
        numbers.put(id, number);
        if (number == ids.length) {
          ids = Arrays.copyOf(ids, 2 * number);
        }
        ids[number] = id;
      }
      keys[size++] = number;
    }

    /** Adds a request with its time; one that runs backwards counts as its predecessor's. */
    void add(long id, long atMillis) {
      add(id);
      if (millis.length < keys.length) {
        millis = Arrays.copyOf(millis, keys.length);
      }
      millis[size - 1] = size == 1 ? atMillis : Math.max(atMillis, millis[size - 2]);
    }

    int size() {
      return size;
    }

    Trace build(String name) {
      long[] times = null;
      if (millis.length > 0) {
        times = Arrays.copyOf(millis, size);
        long first = times[0];
        for (int i = 0; i < size; i++) {
          times[i] -= first;
        }
      }
      return new Trace(name, Arrays.copyOf(keys, size), Arrays.copyOf(ids, numbers.size()), times);
    }
  }
}
