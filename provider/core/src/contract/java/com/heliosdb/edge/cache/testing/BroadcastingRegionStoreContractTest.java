package com.heliosdb.edge.cache.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.spi.RegionStore.Subscriber;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every region store does that broadcasts, while nothing fails. */
public abstract class BroadcastingRegionStoreContractTest extends RegionStoreContractTest {
  private static final int MESSAGES = 200;

  @Test
  void broadcasts_on_every_node() {
    assertThat(store.broadcasts()).isTrue();
    assertThat(other.broadcasts()).isTrue();
  }

  @Test
  void tells_when_a_subscription_stands_for_the_first_time() throws Exception {
    Ear ear = listen(store);
    assertThat(ear.interruptions.get()).isPositive();
    assertThat(ear.heard).isEmpty();
  }

  @Test
  void carries_messages_to_all_nodes_and_to_the_publisher() throws Exception {
    Ear own = listen(store);
    Ear others = listen(other);
    done(store.publish(bytes("hello")));
    eventually(() -> own.heard.size() == 1 && others.heard.size() == 1);
    assertThat(own.heard).containsExactly("hello");
    assertThat(others.heard).containsExactly("hello");
  }

  @Test
  void carries_messages_from_empty_to_large() throws Exception {
    Ear ear = listen(other);
    List<String> sent = List.of("", "x", "y".repeat(1_000), "z".repeat(1 << 16), "\u0000\u00e4");
    for (String message : sent) {
      done(store.publish(bytes(message)));
    }
    eventually(() -> ear.heard.size() == sent.size());
    assertThat(ear.heard).isEqualTo(sent);
  }

  @Test
  void keeps_the_order_of_each_publisher() throws Exception {
    Ear own = listen(store);
    Ear others = listen(other);
    atOnce(
        2,
        node -> {
          RegionStore publisher = node == 0 ? store : other;
          List<CompletionStage<Void>> sent = new ArrayList<>();
          for (int i = 0; i < MESSAGES; i++) {
            sent.add(publisher.publish(bytes(node + " " + i)));
          }
          for (CompletionStage<Void> each : sent) {
            done(each);
          }
          return null;
        });
    for (Ear ear : List.of(own, others)) {
      eventually(() -> ear.heard.size() == 2 * MESSAGES);
      for (int node = 0; node < 2; node++) {
        String publisher = node + " ";
        assertThat(ear.heard.stream().filter(message -> message.startsWith(publisher)))
            .containsExactlyElementsOf(
                IntStream.range(0, MESSAGES).mapToObj(i -> publisher + i).toList());
      }
    }
  }

  @Test
  void tells_a_subscriber_nothing_after_its_subscription_ended() throws Exception {
    Ear ended = listen(other);
    Ear staying = listen(other);
    done(store.publish(bytes("1")));
    eventually(() -> ended.heard.size() == 1 && staying.heard.size() == 1);
    ended.subscription.close();
    done(store.publish(bytes("2")));
    eventually(() -> staying.heard.size() == 2);
    assertThat(ended.heard).containsExactly("1");
  }

  @Test
  void keeps_the_messages_of_caches_and_regions_apart() throws Exception {
    RegionStore otherCache = openTracked(region, "customers");
    RegionStore otherRegion = openTracked(region + "-2", CACHE);
    Ear ear = listen(store);
    Ear ofCache = listen(otherCache);
    Ear ofRegion = listen(otherRegion);
    done(otherCache.publish(bytes("of the other cache")));
    done(otherRegion.publish(bytes("of the other region")));
    done(store.publish(bytes("of this cache")));
    eventually(() -> !ear.heard.isEmpty() && !ofCache.heard.isEmpty() && !ofRegion.heard.isEmpty());
    assertThat(ear.heard).containsExactly("of this cache");
    assertThat(ofCache.heard).containsExactly("of the other cache");
    assertThat(ofRegion.heard).containsExactly("of the other region");
  }

  @Test
  void goes_on_for_other_nodes_when_one_closes() throws Exception {
    Ear ear = listen(other);
    listen(store);
    store.close();
    RegionStore third = openTracked(region, CACHE);
    done(third.publish(bytes("after")));
    eventually(() -> !ear.heard.isEmpty());
    assertThat(ear.heard).containsExactly("after");
  }

  /** Subscribes and waits until the subscription stands. */
  private Ear listen(RegionStore node) throws Exception {
    Ear ear = new Ear();
    ear.subscription = node.subscribe(ear);
    eventually(() -> ear.interruptions.get() > 0);
    return ear;
  }

  /** Remembers what it was told, in order. */
  private static final class Ear implements Subscriber {
    final List<String> heard = new CopyOnWriteArrayList<>();
    final AtomicInteger interruptions = new AtomicInteger();
    Closeable subscription;

    @Override
    public void received(byte[] message) {
      heard.add(new String(message, StandardCharsets.UTF_8));
    }

    @Override
    public void interrupted() {
      interruptions.incrementAndGet();
    }
  }
}
