package outside;

import javax.cache.annotation.CacheResult;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;

/** An application with both kinds of annotations. */
@SpringBootApplication
@EnableCaching
public class Shop {
  /** How often a method below really ran. */
  static int calls;

  @Cacheable("products")
  public String product(long id) {
    calls++;
    return "product " + id;
  }

  @CacheResult(cacheName = "products")
  public String tea(String kind) {
    calls++;
    return kind + " tea";
  }
}
