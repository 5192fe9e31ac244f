package dev.ltx4j.v3;

import java.time.Instant;

/**
 * The times that a restore can ask for, both ends included. Immutable.
 *
 * @param first when the first snapshot was created
 * @param last when the last file was created
 */
public record TimeBounds(Instant first, Instant last) {
    /**
     * {@return the bounds over two sets of files}
     *
     * @param other those of the other set
     */
    public TimeBounds and(TimeBounds other) {
        return new TimeBounds(
                first.isBefore(other.first) ? first : other.first, last.isAfter(other.last) ? last : other.last);
    }

    /**
     * {@return whether a restore can ask for this time}
     *
     * @param time the time
     */
    public boolean contains(Instant time) {
        return !time.isBefore(first) && !time.isAfter(last);
    }

    @Override
    public String toString() {
        return first + " to " + last;
    }
}
