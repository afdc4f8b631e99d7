package com.heliosdb.edge.cache.hazelcast;

import com.heliosdb.edge.cache.hazelcast.History.Answer;
import com.heliosdb.edge.cache.hazelcast.History.Kind;
import com.heliosdb.edge.cache.hazelcast.History.Operation;
import com.heliosdb.edge.cache.hazelcast.History.Place;
import com.heliosdb.edge.cache.hazelcast.History.Sent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whether the histories of some nodes can be those of caches that never go back. The order of the
 * writes of a key is that of the versions which the region was given. A node has seen what an
 * operation of it read, and what it wrote; an operation that begins later must not see anything
 * older. Finding nothing is never wrong: a tier that fails is a miss.
 *
 * <p>A write that never reached the region has a version that is newer than all its node had seen
 * when it began: nothing older may be seen after it. How new it is, nobody knows, so that it may be
 * seen itself at any time.
 */
final class HistoryChecker {
  private final List<History> nodes;
  private final Map<String, Place> places = new HashMap<>();
  private long compared;
  private long unplaced;

  HistoryChecker(List<History> nodes) {
    this.nodes = nodes;
    for (History node : nodes) {
      for (Sent each : node.sent()) {
        places.putIfAbsent(each.token(), each.place());
      }
    }
    places.remove(History.NOTHING);
  }

  /** Where a node went back, in words; empty if nowhere. */
  List<String> regressions() {
    List<String> found = new ArrayList<>();
    compared = 0;
    unplaced = 0;
    for (int i = 0; i < nodes.size(); i++) {
      String node = "node " + i;
      nodes.get(i).operations().stream()
          .filter(each -> each.kind() != Kind.FAILED && !each.token().equals(History.NOTHING))
          .collect(Collectors.groupingBy(Operation::key))
          .values()
          .forEach(ofOneKey -> check(node, ofOneKey, found));
    }
    return found;
  }

  private void check(String node, List<Operation> ofOneKey, List<String> found) {
    List<Operation> byBegin = new ArrayList<>(ofOneKey);
    byBegin.sort(Comparator.comparingLong(Operation::beginNanos));
    List<Operation> byEnd = new ArrayList<>(ofOneKey);
    byEnd.sort(Comparator.comparingLong(Operation::endNanos));
    Map<String, Place> here = new HashMap<>(places);
    int ended = 0;
    Place newest = Place.FIRST;
    for (Operation each : byBegin) {
      for (; byEnd.get(ended).endNanos() < each.beginNanos(); ended++) {
        Place before = here.getOrDefault(byEnd.get(ended).token(), Place.FIRST);
        newest = before.compareTo(newest) > 0 ? before : newest;
      }
      if (each.kind() == Kind.WRITTEN) {
        here.putIfAbsent(each.token(), newest.next());
      }
      compared += here.containsKey(each.token()) ? 1 : 0;
      Place place = places.get(each.token());
      unplaced += place == null ? 1 : 0;
      // A write may be overtaken by a newer one while it is under way; what is seen may not.
      if (each.kind() == Kind.READ && place != null && place.compareTo(newest) < 0) {
        found.add("%s sees %s, %s, after %s".formatted(node, each, place, newest));
      }
    }
  }

  /**
   * Which keys the region holds in an older version than one it had stored; by key in the region.
   */
  List<String> lost(Map<String, Place> held) {
    List<String> found = new ArrayList<>();
    newestStored()
        .forEach(
            (key, newest) -> {
              Place place = held.get(key);
              if (place == null || place.compareTo(newest) < 0) {
                found.add("%s ends with %s after %s".formatted(key, place, newest));
              }
            });
    return found;
  }

  /** The newest version of each key that the region acknowledged. */
  Map<String, Place> newestStored() {
    Map<String, Place> newest = new HashMap<>();
    for (History node : nodes) {
      for (Sent each : node.sent()) {
        if (each.answer() == Answer.STORED) {
          newest.merge(each.regionKey(), each.place(), (a, b) -> a.compareTo(b) > 0 ? a : b);
        }
      }
    }
    return newest;
  }

  /** Operations that threw, in words. */
  List<String> failures() {
    return nodes.stream()
        .flatMap(node -> node.operations().stream())
        .filter(each -> each.kind() == Kind.FAILED)
        .map(Operation::toString)
        .toList();
  }

  /** After {@link #regressions}: the operations whose order was compared. */
  long compared() {
    return compared;
  }

  /** After {@link #regressions}: those on writes that the region was never given. */
  long unplaced() {
    return unplaced;
  }

  long count(Answer answer) {
    return nodes.stream()
        .flatMap(node -> node.sent().stream())
        .filter(each -> each.answer() == answer)
        .count();
  }
}
