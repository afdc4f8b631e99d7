package outside;

import jakarta.enterprise.context.ApplicationScoped;
import javax.cache.annotation.CacheResult;

/** A bean whose answers are kept. */
@ApplicationScoped
public class Shop {
  private int calls;

  @CacheResult(cacheName = "teas")
  public String tea(String kind) {
    calls++;
    return kind + " tea";
  }

  /** How often the method above really ran. */
  public int calls() {
    return calls;
  }
}
