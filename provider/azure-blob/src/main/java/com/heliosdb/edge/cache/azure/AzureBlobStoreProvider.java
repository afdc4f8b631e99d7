package com.heliosdb.edge.cache.azure;

import com.heliosdb.edge.cache.config.InvalidSettingException;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.spi.RegionStoreProvider;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Opens region stores in Azure Blob Storage, selected by {@code region.store = azure-blob}.
 * Thread-safe.
 *
 * <p>The settings, under {@code region.azure-blob}:
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>what</th><th>default</th></tr>
 * <tr><td>connection-string</td><td>account and key, or account and signature, as the portal shows
 *     them; excludes the three below</td><td></td></tr>
 * <tr><td>endpoint</td><td>{@code https://ACCOUNT.blob.core.windows.net}</td><td></td></tr>
 * <tr><td>sas-token</td><td>a shared access signature for the container or account: read, write,
 *     delete, list, and create if the container is not there</td><td></td></tr>
 * <tr><td>credential</td><td>instead of a signature: the name of a public class that is a {@code
 *     Supplier<TokenCredential>}; it may give one of azure-identity, which comes with the
 *     application</td><td></td></tr>
 * <tr><td>container</td><td>created when it is missing</td><td>edge-cache</td></tr>
 * <tr><td>prefix</td><td>what all names of blobs begin with</td><td></td></tr>
 * <tr><td>request-timeout</td><td>how long an operation may take in all, 10 ms to 5 min</td>
 *     <td>2 s</td></tr>
 * <tr><td>sweep-interval</td><td>how often one of the nodes removes what has expired, what the
 *     capacity has no room for, the oldest first, and what is left of older generations, 1 s to
 *     30 d; each time lists all blobs of the cache</td><td>1 h</td></tr>
 * <tr><td>generation-check</td><td>how long after a clear on one node others may still read what
 *     was there before, 1 ms to 1 h</td><td>1 s</td></tr>
 * </table>
 *
 * <p>Stores with equal access, container and request timeout share one client. There are no
 * retries: a throttled or failed request fails the operation, and the tier above decides when to
 * ask again.
 */
public final class AzureBlobStoreProvider implements RegionStoreProvider {
  /** Creates it; {@link java.util.ServiceLoader} does. */
  public AzureBlobStoreProvider() {}

  @Override
  public String name() {
    return "azure-blob";
  }

  @Override
  public Duration deadline() {
    return Duration.ofMillis(250);
  }

  @Override
  public RegionStore open(Context context) {
    AzureBlobOptions options = AzureBlobOptions.read(context.options());
    Connection connection = open(options, context);
    BlobRegionStore store =
        new BlobRegionStore(
            connection,
            new BlobNames(options.prefix(), context.region(), context.cache()),
            context.capacityBytes(),
            options,
            InstantSource.system());
    store.sweepFromTimeToTime();
    return store;
  }

  private static Connection open(AzureBlobOptions options, Context context) {
    try {
      return Connection.to(options);
    } catch (IllegalArgumentException e) {
      // Not with its cause: that may quote what it did not understand.
      throw new InvalidSettingException(
          "%s must be a storage account's as the portal shows it, with AccountName and AccountKey or"
                  .formatted(context.options().fullKey("connection-string"))
              + " SharedAccessSignature (its value is not shown)");
    }
  }
}
