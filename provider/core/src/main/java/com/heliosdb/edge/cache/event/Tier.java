package com.heliosdb.edge.cache.event;

/** A level of the hierarchy, fastest first. */
public enum Tier {
  /** L1: objects on the heap of this JVM. */
  HEAP,
  /** L2: bytes on the local SSD; survives restarts. */
  DISK,
  /** L3: bytes shared by the nodes of a region. */
  REGION
}
