package dev.ltx4j.sqlite.internal;

/**
 * How much of a payload is in the b-tree page; the rest is in overflow pages. Immutable. Source: SQLite file format,
 * section 1.6, "Cell Payload Overflow Pages".
 */
public final class LocalPayload {
    private final int usable;
    private final int most;
    private final int least;

    /**
     * The rule for one kind of page.
     *
     * @param usableBytes the bytes of a page that SQLite uses
     * @param tableLeaf whether it is about leaves of tables, else about pages of indexes
     */
    public LocalPayload(int usableBytes, boolean tableLeaf) {
        usable = usableBytes;
        most = tableLeaf
                ? usableBytes - BtreePageLayout.TABLE_LEAF_KEPT_BYTES
                : share(usableBytes, BtreePageLayout.MOST_INDEX_FRACTION);
        least = share(usableBytes, BtreePageLayout.LEAST_FRACTION);
    }

    /**
     * The bytes that are in the page. What is too long keeps so much that the last overflow page is full, if that is not
     * too long either, and else the least.
     *
     * @param payloadBytes 0 or more
     */
    public int bytes(long payloadBytes) {
        if (payloadBytes <= most) {
            return (int) payloadBytes;
        }
        int filling = least + (int) ((payloadBytes - least) % (usable - Integer.BYTES));
        return filling <= most ? filling : least;
    }

    private static int share(int usable, int fraction) {
        return (usable - BtreePageLayout.INTERIOR_HEADER_BYTES) * fraction / BtreePageLayout.WHOLE_FRACTION
                - BtreePageLayout.CELL_OVERHEAD_BYTES;
    }
}
