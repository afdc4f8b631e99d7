package com.heliosdb.edge.cache.azure;

import static com.heliosdb.edge.cache.azure.Stores.done;
import static com.heliosdb.edge.cache.azure.Stores.key;
import static com.heliosdb.edge.cache.azure.Stores.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.sas.BlobContainerSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.heliosdb.edge.cache.config.StoreOptions;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.spi.RegionStore.Outcome;
import com.heliosdb.edge.cache.spi.RegionStoreProvider;
import java.io.IOException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

class BlobRegionStoreTest {
  @RegisterExtension static final Azurite AZURITE = new Azurite();

  private BlobNames names;
  private FaultProxy proxy;
  private BlobRegionStore store;
  private BlobRegionStore other;

  @BeforeEach
  void open(TestInfo test) throws Exception {
    names = new BlobNames("", "eu", test.getDisplayName());
    proxy = new FaultProxy(AZURITE.server().port());
    store = openAt(proxy.port());
    other = openAt(AZURITE.server().port());
    done(store.putIfNewer(0, key(0), value(1, 10)));
    proxy.forgetRequests();
  }

  private BlobRegionStore openAt(int port) {
    AzureBlobOptions options =
        AZURITE.options(port, Map.of("request-timeout", "30 s", "generation-check", "1 h"));
    return new BlobRegionStore(
        Connection.to(options), names, 1L << 30, options, InstantSource.system());
  }

  @AfterEach
  void close() throws IOException {
    store.close();
    other.close();
    proxy.close();
  }

  private List<String> methods() {
    List<String> methods =
        proxy.requests().stream()
            .map(request -> request.substring(0, request.indexOf(' ')))
            .toList();
    proxy.forgetRequests();
    return methods;
  }

  @Test
  void a_read_is_one_request() throws Exception {
    assertThat(done(store.get(0, key(0)))).isEqualTo(value(1, 10));
    assertThat(methods()).containsExactly("GET");
    assertThat(done(store.get(0, key(1)))).isNull();
    assertThat(methods()).containsExactly("GET");
  }

  @Test
  void a_write_of_a_new_key_or_of_one_known_here_is_one_request() throws Exception {
    done(store.putIfNewer(0, key(1), value(1, 10)));
    done(store.putIfNewer(0, key(1), value(2, 10)));
    done(store.putIfNewer(0, key(1), value(3, 10)));
    assertThat(methods()).containsExactly("PUT", "PUT", "PUT");
    done(other.putIfNewer(0, key(2), value(1, 10)));
    done(store.get(0, key(2)));
    done(store.putIfNewer(0, key(2), value(2, 10)));
    assertThat(methods()).containsExactly("GET", "PUT");
  }

  @Test
  void a_write_over_another_nodes_is_three_requests_and_the_look_takes_the_head_only()
      throws Exception {
    done(other.putIfNewer(0, key(1), value(1, 10)));
    assertThat(done(store.putIfNewer(0, key(1), value(2, 10)))).isEqualTo(Outcome.STORED);
    assertThat(methods()).containsExactly("PUT", "GET", "PUT");
    // Known here, but written by another node since.
    done(other.putIfNewer(0, key(1), value(3, 10)));
    assertThat(done(store.putIfNewer(0, key(1), value(4, 10)))).isEqualTo(Outcome.STORED);
    assertThat(methods()).containsExactly("PUT", "GET", "PUT");
    assertThat(done(other.get(0, key(1)))).isEqualTo(value(4, 10));
  }

  @Test
  void a_write_older_than_what_is_known_here_is_one_request_and_rejected() throws Exception {
    done(store.putIfNewer(0, key(1), value(5, 10)));
    proxy.forgetRequests();
    assertThat(done(store.putIfNewer(0, key(1), value(4, 10)))).isEqualTo(Outcome.REJECTED);
    assertThat(methods()).containsExactly("GET");
  }

  @Test
  void what_the_region_lost_is_written_anew_whatever_was_known_here() throws Exception {
    done(store.putIfNewer(0, key(1), value(5, 10)));
    AZURITE.container().getBlobClient(names.record(0, key(1))).delete();
    assertThat(done(store.putIfNewer(0, key(1), value(4, 10)))).isEqualTo(Outcome.STORED);
    AZURITE.container().getBlobClient(names.record(0, key(1))).delete();
    assertThat(done(store.putIfNewer(0, key(1), value(6, 10)))).isEqualTo(Outcome.STORED);
    assertThat(done(other.get(0, key(1)))).isEqualTo(value(6, 10));
  }

  @Test
  void an_empty_blob_is_no_record() throws Exception {
    AZURITE
        .container()
        .getBlobClient(names.record(0, key(1)))
        .upload(BinaryData.fromBytes(new byte[0]));
    assertThat(done(store.get(0, key(1)))).isNull();
    assertThat(done(store.putIfNewer(0, key(1), value(1, 10)))).isEqualTo(Outcome.STORED);
    assertThat(done(other.get(0, key(1)))).isEqualTo(value(1, 10));
  }

  @Test
  void an_unreadable_generation_fails_and_names_the_blob() throws Exception {
    AZURITE.container().getBlobClient(names.generation()).upload(BinaryData.fromString("7"));
    assertThatThrownBy(() -> done(store.generation()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(names.generation());
    assertThatThrownBy(() -> done(store.startGeneration(9))).isInstanceOf(IOException.class);
  }

  @Test
  void the_generation_is_stored_in_its_documented_form() throws Exception {
    done(store.startGeneration(7));
    assertThat(AZURITE.container().getBlobClient(names.generation()).downloadContent().toString())
        .isEqualTo("HECG1 0000000000000007\n");
  }

  @Test
  void a_service_that_has_lost_the_generation_is_told_by_who_knows_it() throws Exception {
    done(store.startGeneration(7));
    AZURITE.container().getBlobClient(names.generation()).delete();

    assertThat(done(store.generation())).isEqualTo(7);

    assertThat(done(other.generation())).isEqualTo(7);
  }

  @Test
  void stores_with_equal_settings_share_a_client() {
    AzureBlobOptions options = AZURITE.options(1, Map.of());
    AzureBlobOptions elsewhere = AZURITE.options(1, Map.of("container", "another"));
    Connection first = Connection.to(options);
    Connection second = Connection.to(AZURITE.options(1, Map.of("sweep-interval", "2 h")));
    Connection third = Connection.to(elsewhere);
    assertThat(second).isSameAs(first);
    assertThat(third).isNotSameAs(first);
    first.release();
    assertThat(Connection.to(options)).isSameAs(first);
    second.release();
    first.release();
    third.release();
    Connection anew = Connection.to(options);
    assertThat(anew).isNotSameAs(first);
    anew.release();
  }

  @Test
  void no_thread_is_left_when_the_last_store_is_closed() throws Exception {
    AzureBlobOptions options =
        AZURITE.options(proxy.port(), Map.of("container", "threads", "request-timeout", "30 s"));
    Connection connection = Connection.to(options);
    BlobRegionStore alone =
        new BlobRegionStore(connection, names, 1, options, InstantSource.system());
    alone.sweepFromTimeToTime();
    done(alone.putIfNewer(0, key(1), value(1, 10)));
    String prefix = connection.threadPrefix();
    assertThat(threads(prefix)).isNotEmpty();
    alone.close();
    // The last ones have done their work, but may be still on their way out.
    for (Thread thread : threads(prefix)) {
      thread.join(60_000);
    }
    assertThat(threads(prefix)).isEmpty();
  }

  private static List<Thread> threads(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(prefix))
        .toList();
  }

  @Test
  void a_signature_for_the_container_suffices() throws Exception {
    String signature =
        AZURITE
            .container()
            .generateSas(
                new BlobServiceSasSignatureValues(
                    OffsetDateTime.now(ZoneOffset.UTC).plusHours(1),
                    new BlobContainerSasPermission()
                        .setReadPermission(true)
                        .setWritePermission(true)
                        .setDeletePermission(true)
                        .setListPermission(true)));
    StoreOptions options =
        StoreOptions.of(
            "region.azure-blob",
            Map.of("endpoint", AZURITE.server().endpoint(), "sas-token", signature));
    RegionStore signed =
        new AzureBlobStoreProvider()
            .open(new RegionStoreProvider.Context("eu", "signed", 1 << 20, options));
    assertThat(done(signed.putIfNewer(0, key(1), value(1, 10)))).isEqualTo(Outcome.STORED);
    assertThat(done(signed.get(0, key(1)))).isEqualTo(value(1, 10));
    assertThat(done(signed.startGeneration(1))).isEqualTo(1);
    signed.close();
  }

  @Test
  void a_wrong_signature_fails_without_being_shown() throws Exception {
    StoreOptions options =
        StoreOptions.of(
            "region.azure-blob",
            Map.of("endpoint", AZURITE.server().endpoint(), "sas-token", "sv=2024-01-01&sig=hush"));
    RegionStore signed =
        new AzureBlobStoreProvider()
            .open(new RegionStoreProvider.Context("eu", "signed", 1 << 20, options));
    assertThatThrownBy(() -> done(signed.get(0, key(1))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("403")
        .hasMessageNotContaining("hush")
        .hasNoCause();
    signed.close();
  }

  @Test
  void the_provider_is_found_by_its_name() {
    assertThat(ServiceLoader.load(RegionStoreProvider.class))
        .anyMatch(
            provider ->
                provider instanceof AzureBlobStoreProvider
                    && provider.name().equals("azure-blob")
                    && provider.deadline().toMillis() == 250);
  }
}
