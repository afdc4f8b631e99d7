package com.heliosdb.edge.cache.spring;

import com.heliosdb.edge.cache.event.Tier;
import java.util.Locale;

/** How tiers are called in what we show. */
final class Names {
  private Names() {}

  static String of(Tier tier) {
    return tier.name().toLowerCase(Locale.ROOT);
  }
}
