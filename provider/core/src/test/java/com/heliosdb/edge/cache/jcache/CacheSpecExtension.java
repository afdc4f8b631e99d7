package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.jcache.CacheSpec.Copies;
import com.heliosdb.edge.cache.jcache.CacheSpec.Expiry;
import com.heliosdb.edge.cache.jcache.CacheSpec.Layout;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs a test over the product its {@link CacheSpec} names. */
final class CacheSpecExtension implements TestTemplateInvocationContextProvider {
  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getTestMethod(), CacheSpec.class);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    CacheSpec spec = context.getRequiredTestMethod().getAnnotation(CacheSpec.class);
    List<TestTemplateInvocationContext> product = new ArrayList<>();
    for (Layout layout : spec.layouts()) {
      for (Copies copies : spec.copies()) {
        for (Expiry expiry : spec.expiry()) {
          // By reference there is no other tier: an object's identity has no bytes.
          if (layout.onHeapOnly() || copies != Copies.REFERENCE) {
            product.add(new Combination(layout, copies, expiry));
          }
        }
      }
    }
    return product.stream();
  }

  private record Combination(Layout layout, Copies copies, Expiry expiry)
      implements TestTemplateInvocationContext {
    @Override
    public String getDisplayName(int invocationIndex) {
      return layout + " " + copies + " " + expiry;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(new Run(this));
    }
  }

  /** One run of a test: hands it its cache, and looks after it. */
  private static final class Run implements ParameterResolver, InvocationInterceptor {
    private final Combination combination;
    private SpecCache cache;

    Run(Combination combination) {
      this.combination = combination;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == SpecCache.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      cache = new SpecCache(combination.layout, combination.copies, combination.expiry);
      return cache;
    }

    @Override
    public void interceptTestTemplateMethod(
        Invocation<Void> invocation,
        ReflectiveInvocationContext<Method> method,
        ExtensionContext context)
        throws Throwable {
      try {
        invocation.proceed();
        cache.checkInvariants();
        cache.stop();
        cache.checkNothingIsLeft();
      } finally {
        cache.close();
      }
    }
  }
}
