package com.heliosdb.edge.cache.examples.springboot;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cache.annotation.EnableCaching;

/** The service. {@code @EnableCaching} switches on Spring's annotations and those of JSR-107. */
@SpringBootApplication
@EnableCaching
public class CatalogueApplication {
  /** Starts the service; arguments are settings, such as {@code --server.port=8081}. */
  public static void main(String[] arguments) {
    SpringApplication.run(CatalogueApplication.class, arguments);
  }
}
