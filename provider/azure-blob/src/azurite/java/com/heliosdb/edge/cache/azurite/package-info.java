/** The emulator of Azure Blob Storage for tests, benchmarks and examples. */
@NullMarked
package com.heliosdb.edge.cache.azurite;

import org.jspecify.annotations.NullMarked;
