package dev.ltx4j.sqlite.check;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds each entry of a tree against the one before it: keys ascend. Both stand where they are in their pages; only when a
 * page is left, its last entry is copied.
 */
final class KeyOrderCheck {
    private final Findings findings;
    private final String object;
    private final int columns;
    private final @Nullable RecordOrder order;
    private final int uniqueColumns;
    private SqliteRecord previous = new SqliteRecord();
    private SqliteRecord current = new SqliteRecord();
    private boolean hasPrevious;
    private boolean tooLong;

    private KeyOrderCheck(
            Findings findings, String object, int columns, @Nullable RecordOrder order, int uniqueColumns) {
        this.findings = findings;
        this.object = object;
        this.columns = columns;
        this.order = order;
        this.uniqueColumns = uniqueColumns;
    }

    /**
     * For one walk.
     *
     * @param columns what is compared
     * @param uniqueColumns how many of them make a key that may come only once unless a NULL is in it; 0 for no such rule
     */
    static KeyOrderCheck of(
            Findings findings, String object, List<KeyColumn> columns, int uniqueColumns, TextForm text) {
        boolean known = columns.stream().allMatch(KeyColumn::isKnown);
        return new KeyOrderCheck(
                findings, object, columns.size(), known ? new RecordOrder(columns, text) : null, uniqueColumns);
    }

    /** For trees whose order is not looked at. */
    static KeyOrderCheck none(Findings findings) {
        return new KeyOrderCheck(findings, "", 0, null, 0);
    }

    /** Whether the order is looked at. */
    boolean isJudged() {
        return order != null;
    }

    /** Where the header of the next entry is to be read. */
    SqliteRecord next() {
        return current;
    }

    /** Takes the entry that was read into {@link #next}. */
    void entry(long pageNumber, Payload payload) throws IOException {
        if (order == null) {
            return;
        }
        if (!current.keep(payload, columns)) {
            tooLong = true;
            hasPrevious = false;
            return;
        }
        if (hasPrevious) {
            int result = order.compare(previous, current);
            if (result >= 0) {
                findings.add(
                        CheckFinding.Kind.KEY_ORDER,
                        pageNumber,
                        object,
                        result == 0 ? "the same key twice" : "keys are not in ascending order");
            } else if (uniqueColumns > 0 && order.equalColumns() >= uniqueColumns && !hasNull()) {
                findings.add(
                        CheckFinding.Kind.NOT_UNIQUE,
                        pageNumber,
                        object,
                        "two entries with the same key (non-unique entry in index)");
            }
        }
        SqliteRecord kept = current;
        current = previous;
        previous = kept;
        hasPrevious = true;
    }

    /** The page of the last entry is about to be overwritten. */
    void leavePage() {
        if (hasPrevious) {
            previous.detach(columns);
        }
    }

    private boolean hasNull() {
        for (int i = 0; i < uniqueColumns; i++) {
            if (current.type(i) == SerialType.NULL) {
                return true;
            }
        }
        return false;
    }

    /** Whether keys were too long to be compared. */
    boolean isIncomplete() {
        return tooLong;
    }
}
