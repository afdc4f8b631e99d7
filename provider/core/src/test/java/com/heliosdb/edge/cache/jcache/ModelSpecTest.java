package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.jcache.CacheSpec.Copies;
import com.heliosdb.edge.cache.jcache.CacheSpec.Expiry;
import com.heliosdb.edge.cache.jcache.CacheSpec.Layout;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import javax.cache.Cache;
import org.junit.jupiter.api.Timeout;

/** Whatever one does to a cache, one finds what a map with deadlines would hold. */
@Timeout(120)
class ModelSpecTest {
  private static final int STEPS = 600;
  private static final int KEYS = 6;

  @CacheSpec(
      layouts = {Layout.HEAP, Layout.DISK, Layout.WARM, Layout.TIGHT, Layout.ADAPTIVE},
      expiry = {
        Expiry.ETERNAL,
        Expiry.CREATED,
        Expiry.MODIFIED,
        Expiry.ACCESSED,
        Expiry.TOUCHED,
        Expiry.USER
      })
  void any_sequence_of_operations_is_answered_as_by_a_map_with_deadlines(SpecCache spec) {
    Random random = new Random(4711);
    Run run = new Run(spec, spec.create());
    for (int i = 0; i < STEPS; i++) {
      run.step("step " + i, random.nextInt(21), "key" + random.nextInt(KEYS), random);
    }
    run.compare("end");
  }

  private record Held(Object value, long deadline) {}

  /** The cache and its model side by side. */
  private static final class Run {
    private final SpecCache spec;
    private EdgeCache<String, Object> cache;
    private final Map<String, Held> model = new HashMap<>();

    Run(SpecCache spec, EdgeCache<String, Object> cache) {
      this.spec = spec;
      this.cache = cache;
    }

    // ---------------------------------------------------------------- the model

    private long now() {
      return spec.clock().millis();
    }

    private long inALife() {
      return now() + SpecCache.LIFE.toMillis();
    }

    private Object peek(String key) {
      Held held = model.get(key);
      return held == null || held.deadline <= now() ? null : held.value;
    }

    private Object read(String key) {
      Object value = peek(key);
      if (value != null && spec.expiry.onAccess) {
        model.put(key, new Held(value, inALife()));
      }
      return value;
    }

    private void write(String key, Object value) {
      boolean create = peek(key) == null;
      boolean sets = create ? spec.expiry.onCreation : spec.expiry.onUpdate;
      long otherwise = create ? Long.MAX_VALUE : model.get(key).deadline;
      model.put(key, new Held(value, sets ? inALife() : otherwise));
    }

    private Map<String, Object> content() {
      Map<String, Object> content = new HashMap<>();
      for (String key : model.keySet()) {
        Object value = peek(key);
        if (value != null) {
          content.put(key, value);
        }
      }
      return content;
    }

    // ---------------------------------------------------------------- the steps

    void step(String what, int operation, String key, Random random) {
      String text = "value" + random.nextInt(3);
      Object value = spec.value(text);
      Object other = spec.value("value" + random.nextInt(3));
      Object old = peek(key);
      what += " operation " + operation + " on " + key;
      switch (operation) {
        case 0, 1, 2 -> {
          cache.put(key, value);
          write(key, spec.value(text));
        }
        case 3, 4, 5 -> assertThat(cache.get(key)).as(what).isEqualTo(read(key));
        case 6 -> assertThat(cache.containsKey(key)).as(what).isEqualTo(old != null);
        case 7 -> {
          assertThat(cache.putIfAbsent(key, value)).as(what).isEqualTo(old == null);
          if (old == null) {
            write(key, spec.value(text));
          }
        }
        case 8 -> {
          assertThat(cache.remove(key)).as(what).isEqualTo(old != null);
          model.remove(key);
        }
        case 9 -> {
          assertThat(cache.remove(key, other)).as(what).isEqualTo(other.equals(old));
          if (other.equals(old)) {
            model.remove(key);
          } else {
            read(key);
          }
        }
        case 10 -> {
          assertThat(cache.replace(key, other, value)).as(what).isEqualTo(other.equals(old));
          if (other.equals(old)) {
            write(key, spec.value(text));
          } else {
            read(key);
          }
        }
        case 11 -> {
          assertThat(cache.replace(key, value)).as(what).isEqualTo(old != null);
          if (old != null) {
            write(key, spec.value(text));
          }
        }
        case 12 -> {
          assertThat(cache.getAndPut(key, value)).as(what).isEqualTo(old);
          write(key, spec.value(text));
        }
        case 13 -> {
          assertThat(cache.getAndRemove(key)).as(what).isEqualTo(old);
          model.remove(key);
        }
        case 14 -> {
          assertThat(cache.getAndReplace(key, value)).as(what).isEqualTo(old);
          if (old != null) {
            write(key, spec.value(text));
          }
        }
        case 15 -> {
          Object seen =
              cache.invoke(
                  key,
                  (entry, arguments) -> {
                    Object before = entry.getValue();
                    entry.setValue(value);
                    return before;
                  });
          assertThat(seen).as(what).isEqualTo(old);
          write(key, spec.value(text));
        }
        case 16 -> {
          // Of its own for as long as the policy would give, so that the model needs no more.
          Duration ttl = spec.expiry == Expiry.ETERNAL ? null : SpecCache.LIFE;
          cache.put(key, value, ttl);
          if (spec.expiry.onAccess) {
            // Reads would not move it: the next write is what the model knows.
            cache.remove(key);
            model.remove(key);
          } else {
            model.put(key, new Held(spec.value(text), ttl == null ? Long.MAX_VALUE : inALife()));
          }
        }
        case 17 -> spec.advance(Duration.ofMillis(random.nextInt(40_000)));
        case 18 -> spec.demoteAll();
        case 19 -> {
          Set<String> keys = new TreeSet<>(List.of("key0", "key1", key));
          Map<String, Object> found = cache.getAll(keys);
          for (String each : keys) {
            assertThat(found.get(each)).as(what).isEqualTo(read(each));
          }
        }
        default -> {
          if (spec.layout.onDisk() && random.nextInt(4) == 0) {
            cache = spec.restart();
          }
          compare(what);
        }
      }
      if (spec.copies == Copies.MUTABLE && value instanceof SpecCache.Box box) {
        box.text = "changed by its owner";
      }
    }

    void compare(String what) {
      Map<String, Object> found = new HashMap<>();
      for (Cache.Entry<String, Object> entry : cache) {
        found.put(entry.getKey(), entry.getValue());
      }
      assertThat(found).as(what).isEqualTo(content());
      content().keySet().forEach(this::read);
    }
  }
}
