package outside;

import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;
import javax.cache.CacheManager;
import javax.cache.Caching;

/** Asks twice, and tells what came of it. */
@QuarkusMain
public class Main implements QuarkusApplication {
  @Inject Shop shop;
  @Inject CacheManager caches;

  @Override
  public int run(String... arguments) {
    int providers = 0;
    for (Object provider : Caching.getCachingProviders()) {
      providers++;
    }
    String both = shop.tea("green") + ", " + shop.tea("green");
    System.out.printf(
        "%s; calls %d; more than two providers %b; %s%n",
        both, shop.calls(), providers > 2, caches.getCachingProvider().getClass().getName());
    return 0;
  }
}
