package com.heliosdb.edge.cache.config;

import javax.cache.CacheException;

/**
 * A setting that is unknown, malformed or impossible; the message names key, value, rule and cure.
 */
public final class InvalidSettingException extends CacheException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a message that names key, value, rule and cure. */
  public InvalidSettingException(String message) {
    super(message);
  }

  /** Creates it with such a message and what caused it. */
  public InvalidSettingException(String message, Throwable cause) {
    super(message, cause);
  }
}
