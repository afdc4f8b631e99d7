package com.heliosdb.edge.cache.examples.springboot;

import java.io.Serializable;

/** A product. Serializable, since the disk tier keeps bytes. */
public record Product(long id, String name, String category) implements Serializable {}
