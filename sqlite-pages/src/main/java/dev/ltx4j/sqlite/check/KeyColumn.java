package dev.ltx4j.sqlite.check;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A column of an index.
 *
 * @param column which column of the table, from 0; {@link #ROW_ID} or {@link #EXPRESSION}
 * @param collation how text is compared; null if it is unknown
 * @param descending whether the greatest comes first
 */
record KeyColumn(int column, @Nullable Collation collation, boolean descending) {
    static final int ROW_ID = -1;
    static final int EXPRESSION = -2;

    /** The row id, last in the indexes of a table that has one. */
    static final KeyColumn OF_ROW_ID = new KeyColumn(ROW_ID, Collation.BINARY, false);

    Collation knownCollation() {
        return Objects.requireNonNull(collation);
    }

    boolean isKnown() {
        return column != EXPRESSION && collation != null;
    }
}
