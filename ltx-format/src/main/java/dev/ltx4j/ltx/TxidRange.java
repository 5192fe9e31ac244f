package dev.ltx4j.ltx;

import org.jspecify.annotations.Nullable;

/**
 * The transactions that one file holds, both ends included.
 *
 * <p>Immutable.
 *
 * @param min the first, not 0
 * @param max the last, not before {@code min}
 */
public record TxidRange(Txid min, Txid max) {
    /**
     * Checks the order.
     *
     * @param min the first, not 0
     * @param max the last, not before {@code min}
     * @throws IllegalArgumentException if min is 0 or after max
     */
    public TxidRange {
        if (min.value() == 0 || min.isAfter(max)) {
            throw new IllegalArgumentException("not a range of TXIDs: " + min + "-" + max);
        }
    }

    /**
     * {@return the range between two TXIDs that are given as numbers}
     *
     * @param min the first, 1 or more
     * @param max the last, not below the first; both unsigned
     */
    public static TxidRange of(long min, long max) {
        return new TxidRange(new Txid(min), new Txid(max));
    }

    /**
     * {@return whether a file of this range is a snapshot: it starts with the first transaction, so it holds every
     * page}
     */
    public boolean isSnapshot() {
        return min.equals(Txid.FIRST);
    }

    /**
     * {@return whether a file of this range continues a database that is at {@code state}: it brings something new and
     * leaves nothing out ({@code min ≤ state+1} and {@code max > state})}
     *
     * @param state the last transaction that the database has
     */
    public boolean continues(Txid state) {
        return !min.previous().isAfter(state) && max.isAfter(state);
    }

    /**
     * {@return whether a transaction is in the range}
     *
     * @param txid the transaction
     */
    public boolean contains(Txid txid) {
        return !txid.isBefore(min) && !txid.isAfter(max);
    }

    // A record's own two would be made by the JVM at the first call, at the cost of some 10 ms of a cold start.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TxidRange range && min.value() == range.min.value() && max.value() == range.max.value();
    }

    @Override
    public int hashCode() {
        return 31 * min.hashCode() + max.hashCode();
    }

    /** {@code MINTXID-MAXTXID}, as in file names. */
    @Override
    public String toString() {
        return min + "-" + max;
    }
}
