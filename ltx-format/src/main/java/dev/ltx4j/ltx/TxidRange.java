package dev.ltx4j.ltx;

/**
 * The transactions that one file holds, both ends included.
 *
 * <p>Immutable.
 *
 * @param min the first, not 0
 * @param max the last, not before {@code min}
 */
public record TxidRange(Txid min, Txid max) {
    /** @throws IllegalArgumentException if min is 0 or after max */
    public TxidRange {
        if (min.value() == 0 || min.isAfter(max)) {
            throw new IllegalArgumentException("not a range of TXIDs: " + min + "-" + max);
        }
    }

    public static TxidRange of(long min, long max) {
        return new TxidRange(new Txid(min), new Txid(max));
    }

    /** Whether a file of this range is a snapshot: it starts with the first transaction, so it holds every page. */
    public boolean isSnapshot() {
        return min.equals(Txid.FIRST);
    }

    /**
     * Whether a file of this range continues a database that is at {@code state}: it brings something new and leaves
     * nothing out ({@code min ≤ state+1} and {@code max > state}).
     */
    public boolean continues(Txid state) {
        return !min.previous().isAfter(state) && max.isAfter(state);
    }

    public boolean contains(Txid txid) {
        return !txid.isBefore(min) && !txid.isAfter(max);
    }

    /** {@code MINTXID-MAXTXID}, as in file names. */
    @Override
    public String toString() {
        return min + "-" + max;
    }
}
