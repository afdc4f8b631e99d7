package com.heliosdb.edge.cache.tier;

/** The region did not do what was asked: counted and logged already. */
final class RegionFault extends Exception {
  private static final long serialVersionUID = 1L;

  RegionFault(String message) {
    super(message);
  }

  RegionFault(String message, Throwable cause) {
    super(message, cause);
  }
}
