package dev.ltx4j.sqlite.check;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds each entry of a tree against the one before it: keys ascend. */
final class KeyOrderCheck {
    private final Findings findings;
    private final String object;
    private final List<KeyColumn> columns;
    private final @Nullable RecordOrder order;
    private final int uniqueColumns;
    private SqliteRecord previous = new SqliteRecord();
    private SqliteRecord current = new SqliteRecord();
    private boolean hasPrevious;
    private boolean tooLong;

    private KeyOrderCheck(
            Findings findings, String object, List<KeyColumn> columns, @Nullable RecordOrder order, int uniqueColumns) {
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
                findings, object, columns, known ? new RecordOrder(columns, text) : null, uniqueColumns);
    }

    /** For trees whose order is not looked at. */
    static KeyOrderCheck none(Findings findings) {
        return new KeyOrderCheck(findings, "", List.of(), null, 0);
    }

    /** Takes the next entry, whose header has been read into the given record. */
    void entry(long pageNumber, SqliteRecord header, Payload payload) throws IOException {
        if (order == null) {
            return;
        }
        current.openAs(header);
        if (!current.keep(payload, columns.size())) {
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
            } else if (order.equalColumns() >= uniqueColumns && uniqueColumns > 0 && !hasNull()) {
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
