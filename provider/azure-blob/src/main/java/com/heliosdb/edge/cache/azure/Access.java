package com.heliosdb.edge.cache.azure;

import com.azure.storage.blob.BlobServiceClientBuilder;

/** How a client proves who it is. Equal ones may share a client; none shows its secret. */
sealed interface Access {
  /** Tells a builder where the account is and how to prove who asks. */
  void applyTo(BlobServiceClientBuilder builder);

  /** As the portal shows it: account and key, or account and shared access signature. */
  record ConnectionString(String secret) implements Access {
    @Override
    public void applyTo(BlobServiceClientBuilder builder) {
      builder.connectionString(secret);
    }

    @Override
    public String toString() {
      return "connection string";
    }
  }

  /** A shared access signature. */
  record Sas(String endpoint, String secret) implements Access {
    @Override
    public void applyTo(BlobServiceClientBuilder builder) {
      builder.endpoint(endpoint).sasToken(secret);
    }

    @Override
    public String toString() {
      return "SAS for " + endpoint;
    }
  }

  /** Tokens of a credential that a class of the user's supplies. */
  record Tokens(String endpoint, Class<?> supplier) implements Access {
    @Override
    public void applyTo(BlobServiceClientBuilder builder) {
      builder.endpoint(endpoint).credential(new SuppliedCredential(supplier));
    }
  }
}
