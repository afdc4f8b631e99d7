package com.heliosdb.edge.cache.examples.quarkus;

import java.io.Serializable;

/**
 * What the catalogue holds. Serializable, since it goes to disk.
 *
 * @param id unique
 * @param name for people
 * @param cents the price
 */
public record Product(String id, String name, long cents) implements Serializable {}
