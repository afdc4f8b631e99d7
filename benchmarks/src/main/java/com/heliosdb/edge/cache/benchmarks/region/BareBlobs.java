package com.heliosdb.edge.cache.benchmarks.region;

import com.azure.core.http.HttpClient;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * The SDK's blocking client and nothing else: the same bytes, metadata and conditions as the store
 * sends, by one call each. It remembers the tag of every blob.
 */
final class BareBlobs implements RegionClient {
  private static final String ANY = "*";

  private final BlobContainerClient container;
  private final Map<RegionKey, String> tags = new HashMap<>();

  BareBlobs(String connectionString, HttpClient transport) {
    container =
        new BlobServiceClientBuilder()
            .connectionString(connectionString)
            .httpClient(transport)
            .buildClient()
            .getBlobContainerClient("bare");
    container.createIfNotExists();
  }

  @Override
  public byte[] get(RegionKey key) {
    return container.getBlobClient(name(key)).downloadContent().toBytes();
  }

  @Override
  public void insert(RegionKey key, RegionRecord record) {
    upload(key, record, new BlobRequestConditions().setIfNoneMatch(ANY));
  }

  @Override
  public void update(RegionKey key, RegionRecord record) {
    upload(key, record, new BlobRequestConditions().setIfMatch(tags.get(key)));
  }

  private void upload(RegionKey key, RegionRecord record, BlobRequestConditions conditions) {
    BlockBlobSimpleUploadOptions upload =
        new BlockBlobSimpleUploadOptions(BinaryData.fromBytes(record.toBytes()))
            .setMetadata(metadata(record))
            .setRequestConditions(conditions);
    tags.put(
        key,
        container
            .getBlobClient(name(key))
            .getBlockBlobClient()
            .uploadWithResponse(upload, null, Context.NONE)
            .getValue()
            .getETag());
  }

  private static Map<String, String> metadata(RegionRecord record) {
    HexFormat hex = HexFormat.of();
    return Map.of(
        "expires",
        "never",
        "kind",
        "value",
        "version",
        hex.toHexDigits(record.version().clock()) + "-" + hex.toHexDigits(record.version().node()));
  }

  private static String name(RegionKey key) {
    return "region/cache/0000000000000000/-" + key.hex();
  }

  @Override
  public void close() {}
}
