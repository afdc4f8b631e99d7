package com.heliosdb.edge.cache.spring;

import com.heliosdb.edge.cache.config.InvalidSettingException;
import java.util.List;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/** Says of a wrong setting also where Spring found it. Stateless. */
final class InvalidSettingFailureAnalyzer extends AbstractFailureAnalyzer<InvalidSettingException> {
  private final Environment environment;

  /** Called by Spring. */
  InvalidSettingFailureAnalyzer(Environment environment) {
    this.environment = environment;
  }

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, InvalidSettingException cause) {
    String message = String.valueOf(cause.getMessage());
    StringBuilder description = new StringBuilder(message);
    EnvironmentSettings.of(environment, List.of())
        .originsIn(message)
        .forEach(origin -> description.append("\n\n").append(origin));
    return new FailureAnalysis(
        description.toString(),
        "Correct it there. Every setting, with its rule and default, stands in the reference.conf of"
            + " the edge-cache jar.",
        cause);
  }
}
