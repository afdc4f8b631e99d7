/** A region store in Azure Blob Storage. */
@NullMarked
package com.heliosdb.edge.cache.azure;

import org.jspecify.annotations.NullMarked;
