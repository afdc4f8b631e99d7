package com.heliosdb.edge.cache.benchmarks.region;

import com.heliosdb.edge.cache.config.StoreOptions;
import com.heliosdb.edge.cache.hazelcast.HazelcastRegionStoreProvider;
import com.heliosdb.edge.cache.hazelcast.testing.HazelcastMembers;
import java.io.IOException;
import java.util.Map;

/** A Hazelcast cluster of one member. */
final class HazelcastService implements RegionService {
  private final HazelcastMembers members;

  HazelcastService() throws IOException {
    members = HazelcastMembers.start(1);
  }

  @Override
  public RegionClient client(String peer) throws IOException {
    return switch (peer) {
      case "edge" ->
          StoreClient.open(
              new HazelcastRegionStoreProvider(),
              StoreOptions.of(
                  "region.hazelcast",
                  Map.of("cluster-name", members.clusterName(), "members", members.addresses())));
      case "bare" -> new BareHazelcast(members);
      default -> throw new IllegalArgumentException("Hazelcast has no client " + peer);
    };
  }

  @Override
  public void close() {
    members.close();
  }
}
