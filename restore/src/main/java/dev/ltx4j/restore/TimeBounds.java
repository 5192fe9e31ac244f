package dev.ltx4j.restore;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The first and the last creation time of a set of files.
 *
 * @param first the earliest, not after {@code last}
 * @param last the latest
 */
public record TimeBounds(Instant first, Instant last) {
    /**
     * Checks the order.
     *
     * @param first the earliest, not after {@code last}
     * @param last the latest
     * @throws IllegalArgumentException if first is after last
     */
    public TimeBounds {
        if (first.isAfter(last)) {
            throw new IllegalArgumentException("first time " + first + " is after the last " + last);
        }
    }

    /**
     * {@return the bounds of the times that a listing has, or empty if it has no files} Files that are too short do not
     * count.
     *
     * @param listing the files, with the times that count
     */
    public static Optional<TimeBounds> of(ReplicaListing listing) {
        return of(listing, Set.of());
    }

    /** The bounds without some files. */
    static Optional<TimeBounds> of(ReplicaListing listing, Set<String> withoutKeys) {
        Instant first = Instant.MAX;
        Instant last = Instant.MIN;
        boolean any = false;
        for (int level = LtxFile.MIN_LEVEL; level <= LtxFile.SNAPSHOT_LEVEL; level++) {
            for (LtxFile file : listing.files(level)) {
                if (!file.isIn(withoutKeys) && !file.isIn(listing.tooShort())) {
                    any = true;
                    first = file.created().isBefore(first) ? file.created() : first;
                    last = file.created().isAfter(last) ? file.created() : last;
                }
            }
        }
        return any ? Optional.of(new TimeBounds(first, last)) : Optional.empty();
    }

    /**
     * {@return whether there can be a state strictly before the moment that is not simply the latest}
     *
     * @param timestamp the moment
     */
    public boolean admits(Instant timestamp) {
        return timestamp.isAfter(first) && !timestamp.isAfter(last);
    }

    /**
     * {@return the smallest bounds around both}
     *
     * @param other the other bounds
     */
    public TimeBounds union(TimeBounds other) {
        return new TimeBounds(
                first.isBefore(other.first) ? first : other.first, last.isAfter(other.last) ? last : other.last);
    }
}
