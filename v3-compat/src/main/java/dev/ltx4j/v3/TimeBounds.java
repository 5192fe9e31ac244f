package dev.ltx4j.v3;

import java.time.Instant;

/**
 * The times that a restore can ask for, both ends included. Immutable.
 *
 * @param first when the first snapshot was created
 * @param last when the last file was created
 */
public record TimeBounds(Instant first, Instant last) {
    /** The bounds over two sets of files. */
    public TimeBounds and(TimeBounds other) {
        return new TimeBounds(
                first.isBefore(other.first) ? first : other.first, last.isAfter(other.last) ? last : other.last);
    }

    public boolean contains(Instant time) {
        return !time.isBefore(first) && !time.isAfter(last);
    }

    @Override
    public String toString() {
        return first + " to " + last;
    }
}
