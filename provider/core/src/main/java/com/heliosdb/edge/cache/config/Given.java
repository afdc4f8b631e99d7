package com.heliosdb.edge.cache.config;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;

/**
 * A value as it was given to a setting, and where.
 *
 * @param name the setting, as it is written in that place
 * @param value the value, which knows its origin
 */
record Given(String name, ConfigValue value) {
  String shownValue() {
    return value.render(ConfigRenderOptions.concise());
  }

  String origin() {
    return value.origin().description();
  }

  /** {@code disk.capacity = "4 KiB" (edge-cache.conf: 3)}. */
  @Override
  public String toString() {
    return name + " = " + shownValue() + " (" + origin() + ")";
  }
}
