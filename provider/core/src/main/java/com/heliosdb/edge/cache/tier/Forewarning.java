package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.spi.Version;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells other nodes of the writes that the region lacks, before it has them: what is older is
 * current no more, and loading it costs them less than serving it. Used by the worker only.
 *
 * <p>They take nothing older from the region either, as long as their {@link VersionFloor}
 * remembers it. So no more are told of at a time than a part of what it remembers; of the others
 * they hear when the region has them. The messages go out in portions, each when the last of the
 * one before has come back, so that nobody's buffers overflow who hears about as fast as this node.
 */
final class Forewarning {
  private static final int MOST = 1 << 12;
  private static final int PORTION = 1 << 8;

  private final RegionWrites writes;
  private final BehindWrites behind;
  private final RegionFeed feed;
  // What is yet to be told; null if nothing is.
  private @Nullable Iterator<Map.Entry<KeyRef, Version>> left;
  private int told;
  private boolean again;

  Forewarning(RegionWrites writes, BehindWrites behind, RegionFeed feed) {
    this.writes = writes;
    this.behind = behind;
    this.feed = feed;
  }

  /** Tells what is behind; if that is under way, once more after it, of what still is then. */
  void begin() {
    if (left != null) {
      again = true;
    } else if (!behind.isEmpty()) {
      left = behind.iterator();
      told = 0;
      tell();
    }
  }

  private void tell() {
    Iterator<Map.Entry<KeyRef, Version>> next = left;
    if (next == null) {
      return;
    }
    long last = 0;
    for (int i = 0; i < PORTION && told < MOST && next.hasNext(); i++) {
      Map.Entry<KeyRef, Version> each = next.next();
      last = writes.tell(each.getKey(), each.getValue().clock());
      told++;
    }
    if (last != 0) {
      feed.whenBack(last, this::tell);
      return;
    }
    left = null;
    if (again) {
      again = false;
      begin();
    }
  }
}
