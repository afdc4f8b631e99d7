package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.expiry.ExpiryRules;
import com.heliosdb.edge.cache.expiry.TimeSource;
import com.heliosdb.edge.cache.policy.TierPolicy;

/** What whatever changes entries is built of, the same for all of a hierarchy. */
record WriteParts(
    Lookup lookup,
    Stripes stripes,
    HeapTier heap,
    Disk disk,
    Region region,
    Values values,
    ExpiryRules expiry,
    EntryChanges changes,
    Claims claims,
    Mover mover,
    VersionClock versions,
    TierPolicy policy,
    TimeSource time) {}
