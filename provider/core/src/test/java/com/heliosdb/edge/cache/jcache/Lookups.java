package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.EdgeCache;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts how many logical gets a test makes: as many hits and misses must the cache count.
 * Thread-safe.
 */
final class Lookups {
  private static final Set<String> ONE =
      Set.of(
          "get", "getAndPut", "getAndRemove", "getAndReplace", "putIfAbsent", "replace", "invoke");

  private final EdgeCache<String, Object> cache;
  private final EdgeCache<String, Object> counted;
  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong completed = new AtomicLong();

  @SuppressWarnings("unchecked") // it implements just that
  Lookups(EdgeCache<String, Object> cache) {
    this.cache = cache;
    counted =
        (EdgeCache<String, Object>)
            Proxy.newProxyInstance(
                Lookups.class.getClassLoader(),
                new Class<?>[] {EdgeCache.class},
                (proxy, method, arguments) -> call(method, arguments));
  }

  /** The cache, through the counter. */
  EdgeCache<String, Object> counted() {
    return counted;
  }

  /** Gets that were begun, whatever came of them. */
  long begun() {
    return begun.get();
  }

  /** Gets that did not end in an exception. */
  long completed() {
    return completed.get();
  }

  private Object call(Method method, Object[] arguments) throws Throwable {
    long gets = gets(method, arguments);
    begun.addAndGet(gets);
    Object result;
    try {
      result = method.invoke(cache, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    completed.addAndGet(gets);
    return method.getName().equals("iterator") ? new Counting((Iterator<?>) result) : result;
  }

  private static long gets(Method method, Object[] arguments) {
    String name = method.getName();
    if (ONE.contains(name) || (name.equals("remove") && arguments.length == 2)) {
      return 1;
    }
    return name.equals("getAll") || name.equals("invokeAll")
        ? ((Collection<?>) arguments[0]).size()
        : 0;
  }

  private final class Counting implements Iterator<Object> {
    private final Iterator<?> inner;

    Counting(Iterator<?> inner) {
      this.inner = inner;
    }

    @Override
    public boolean hasNext() {
      return inner.hasNext();
    }

    @Override
    public Object next() {
      begun.incrementAndGet();
      Object next = inner.next();
      completed.incrementAndGet();
      return next;
    }

    @Override
    public void remove() {
      inner.remove();
    }
  }
}
