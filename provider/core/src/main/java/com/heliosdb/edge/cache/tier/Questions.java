package com.heliosdb.edge.cache.tier;

import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What one operation on many keys asks the region: the questions for its next keys are under way
 * while it waits for an answer, so many at a time that other callers find room. When the region
 * does not answer one of them, none is waited for any more. Used by one thread at a time.
 *
 * <p>That a key has no value of use is remembered when the questions are closed, for what the
 * operation does about it: to load under a claim, say. Such an answer holds as long as an entry
 * would be trusted that had been found instead: until something newer of the key is heard, or may
 * have been missed. What another node loads while this one waits for the claim is heard of, so the
 * key is asked for again, and not loaded twice; where nobody tells, {@code region.max-staleness}
 * bounds the age of both. That the region does not answer holds for the rest of the operation.
 */
public final class Questions implements Asking, AutoCloseable {
  private final Region region;
  private final Lookup lookup;
  private final Map<KeyRef, Question> underWay = new HashMap<>();
  // Read by whoever goes on with the operation, while its caller may go on by itself.
  private final Map<KeyRef, RegionAnswer> kept;
  private Collection<?> keys;
  // Begun when there is a first question, so that keys are gone over once where there is none.
  private @Nullable Iterator<?> ahead;
  private boolean away;

  Questions(Region region, Lookup lookup, Collection<?> keys) {
    this(region, lookup, keys, new ConcurrentHashMap<>());
  }

  private Questions(
      Region region, Lookup lookup, Collection<?> keys, Map<KeyRef, RegionAnswer> kept) {
    this.region = region;
    this.lookup = lookup;
    this.kept = kept;
    this.keys = keys;
  }

  /** How many of its questions, and how many of its writes, may be under way; at least 1. */
  public int mostUnderWay() {
    return region.mostUnderWay();
  }

  /** The same operation goes on with these keys, which it may have asked for already. */
  Questions again(Collection<?> keys) {
    return new Questions(region, lookup, keys, kept);
  }

  @Override
  public void lookAhead(Effects effects) {
    Iterator<?> next = ahead;
    if (next == null) {
      next = keys.iterator();
      ahead = next;
    }
    while (!away && underWay.size() < region.mostUnderWay() && next.hasNext()) {
      KeyRef key = new KeyRef(next.next());
      if (known(key) == null && lookup.asks(key, effects)) {
        Question question = region.ask(key);
        if (question.isTurnedAway()) {
          // Others have all the room: the key is asked for when its time comes.
          return;
        }
        away = question.isLost();
        underWay.put(key, question);
      }
    }
  }

  @Override
  public RegionAnswer ask(KeyRef key) {
    RegionAnswer known = known(key);
    if (known != null) {
      return known;
    }
    Question question = underWay.remove(key);
    if (away) {
      return withoutWaiting(question);
    }
    RegionAnswer answer = question == null ? region.find(key) : question.await();
    if (question != null
        && answer.kind() != RegionAnswer.Kind.VALUE
        && !region.holds(key, answer)) {
      // A value is looked at again when it is installed.
      answer = region.find(key);
    }
    away = answer.kind() == RegionAnswer.Kind.AWAY;
    return answer;
  }

  private @Nullable RegionAnswer known(KeyRef key) {
    RegionAnswer answer = kept.get(key);
    return answer != null && region.holds(key, answer) ? answer : null;
  }

  private RegionAnswer withoutWaiting(@Nullable Question question) {
    if (question == null) {
      return region.spare();
    }
    if (question.isAnswered()) {
      return question.await();
    }
    question.giveUp();
    return RegionAnswer.AWAY;
  }

  @Override
  public void keep(KeyRef key, RegionAnswer answer) {
    kept.put(key, answer.withoutValue());
  }

  /** Asks no more ahead. */
  @Override
  public void close() {
    keys = List.of();
    ahead = null;
    underWay.values().forEach(Question::giveUp);
    underWay.clear();
  }
}
