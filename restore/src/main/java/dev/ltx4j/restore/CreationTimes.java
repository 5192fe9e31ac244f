package dev.ltx4j.restore;

import dev.ltx4j.replica.ReplicaStore;
import java.io.IOException;
import java.util.Map;

/** placeholder */
public final class CreationTimes {
    /** Whose times count. */
    public enum Source {
        /** The store's: they are those that Litestream gave the files. */
        STORE,
        /** The files' headers'. */
        HEADERS
    }

    private final Source source;
    private final ReplicaListing listing;
    private final Map<String, String> unreadable;

    private CreationTimes(Source source, ReplicaListing listing, Map<String, String> unreadable) {
        this.source = source;
        this.listing = listing;
        this.unreadable = unreadable;
    }

    public static CreationTimes decide(ReplicaStore store, ReplicaListing listing) throws IOException {
        return new CreationTimes(Source.STORE, listing, Map.of());
    }

    public Source source() {
        return source;
    }

    /** The listing with the times that count. */
    public ReplicaListing listing() {
        return listing;
    }

    /** Files whose header gives no time, with the reason. */
    public Map<String, String> unreadable() {
        return unreadable;
    }
}
