package dev.ltx4j.restore;

import dev.ltx4j.sqlite.Experimental;
import java.util.Map;
import java.util.Optional;

/**
 * A listing whose times can be relied on.
 *
 * @param listing with the times that count
 * @param unreadable the files whose time nobody knows, by key, with the reason. They must be kept out of a plan; in the
 *     listing they have the earliest time that they can have had, so that a plan that may lack them fails
 */
@Experimental
public record TimedListing(ReplicaListing listing, Map<String, String> unreadable) {
    /**
     * Copies the map.
     *
     * @param listing with the times that count
     * @param unreadable the files whose time nobody knows, by key, with the reason. They must be kept out of a plan; in
     *     the listing they have the earliest time that they can have had, so that a plan that may lack them fails
     */
    public TimedListing {
        unreadable = Map.copyOf(unreadable);
    }

    /** {@return the bounds of the times that are known} */
    public Optional<TimeBounds> bounds() {
        return TimeBounds.of(listing, unreadable.keySet());
    }
}
