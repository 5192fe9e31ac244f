package dev.ltx4j.restore;

import java.util.Set;

/** placeholder */
public final class RestorePlanner {
    private RestorePlanner() {}

    public static LtxPlan plan(
            ReplicaListing listing, TimeCutoffs cutoffs, RestoreTarget target, Set<String> exclusions)
            throws UnrestorableException {
        throw new UnsupportedOperationException();
    }
}
