package dev.ltx4j.sqlite.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The second and third round of an {@link IndexMatch}: which rows and entries are without a counterpart. */
final class IndexDifferences {
    private static final int BUCKET_SHIFT = Long.SIZE - 16;
    private static final int BUCKETS = 1 << 16;

    /** What is looked at one by one; more than that is left to the next check. */
    private static final int MAX_SINGLE = 100_000;

    private final long[] buckets = new long[BUCKETS];
    private final boolean[] wanted = new boolean[BUCKETS];
    private final Map<Long, Single> singles = new HashMap<>();
    private long count;

    /**
     * A row or an entry.
     *
     * @param rowId its row id, or its place in the tree
     * @param balance how many rows there are with that hash more than entries
     */
    record Single(long rowId, long balance) {}

    /** The second round. */
    void addToBucket(long hash, long rowId, int sign) {
        buckets[(int) (hash >>> BUCKET_SHIFT)] += hash * sign;
        count++;
    }

    /** Between the second and the third round. */
    void chooseBuckets() {
        long left = MAX_SINGLE;
        for (int bucket = 0; bucket < BUCKETS && left > 0; bucket++) {
            if (buckets[bucket] != 0) {
                wanted[bucket] = true;
                left -= count / BUCKETS + 1;
            }
        }
    }

    /** The third round. */
    void addSingle(long hash, long rowId, int sign) {
        if (!wanted[(int) (hash >>> BUCKET_SHIFT)]) {
            return;
        }
        Single known = singles.get(hash);
        if (known == null && singles.size() >= 2 * MAX_SINGLE) {
            return;
        }
        Single next = new Single(rowId, (known == null ? 0 : known.balance()) + sign);
        if (next.balance() == 0) {
            singles.remove(hash);
        } else {
            singles.put(hash, next);
        }
    }

    /** The row ids of rows without entries, or of entries without rows, in ascending order. */
    List<Long> rowIds(boolean ofRows) {
        List<Long> rowIds = new ArrayList<>();
        for (Single single : singles.values()) {
            if (single.balance() > 0 == ofRows) {
                rowIds.add(single.rowId());
            }
        }
        rowIds.sort(null);
        return rowIds;
    }
}
