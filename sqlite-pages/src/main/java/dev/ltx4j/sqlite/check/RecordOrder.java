package dev.ltx4j.sqlite.check;

import java.util.Arrays;
import java.util.List;

/**
 * The order of the records of one index: value by value; NULL before numbers before text before blobs. Source: SQLite
 * file format, section 2.2, "Record Sort Order".
 */
final class RecordOrder {
    private static final double FIRST_BEYOND_LONG = 0x1p63;

    private final Collation[] collations;
    private final boolean[] descending;
    private final TextForm text;
    private int equalColumns;

    /**
     * An order.
     *
     * @param columns what is compared, first to last; all collations are known
     */
    RecordOrder(List<KeyColumn> columns, TextForm text) {
        this.collations = columns.stream().map(KeyColumn::knownCollation).toArray(Collation[]::new);
        this.descending = new boolean[collations.length];
        for (int i = 0; i < descending.length; i++) {
            descending[i] = columns.get(i).descending();
        }
        this.text = text;
    }

    /** Negative if the first is less, positive if it is greater, 0 if all that is compared is the same. */
    int compare(SqliteRecord a, SqliteRecord b) {
        for (int i = 0; i < collations.length; i++) {
            int result = compareValue(a, b, i, collations[i]);
            if (result != 0) {
                equalColumns = i;
                return descending[i] ? -result : result;
            }
        }
        equalColumns = collations.length;
        return 0;
    }

    /** How many columns were equal in the last comparison before it was decided. */
    int equalColumns() {
        return equalColumns;
    }

    private int compareValue(SqliteRecord a, SqliteRecord b, int value, Collation collation) {
        long aType = a.type(value);
        long bType = b.type(value);
        int result = Integer.compare(rank(aType), rank(bType));
        if (result != 0) {
            return result;
        }
        if (SerialType.isNumber(aType)) {
            return compareNumbers(a, aType, b, bType, value);
        }
        if (SerialType.isText(aType)) {
            return text.compare(a, b, value, collation);
        }
        if (SerialType.isBlob(aType)) {
            int aFrom = a.offset(value);
            int bFrom = b.offset(value);
            return Arrays.compareUnsigned(
                    a.bytes, aFrom, aFrom + a.byteCount(value), b.bytes, bFrom, bFrom + b.byteCount(value));
        }
        return 0;
    }

    private static int rank(long type) {
        if (SerialType.isNumber(type)) {
            return 1;
        }
        if (SerialType.isText(type)) {
            return 2;
        }
        return SerialType.isBlob(type) ? 3 : 0;
    }

    private static int compareNumbers(SqliteRecord a, long aType, SqliteRecord b, long bType, int value) {
        if (aType == SerialType.FLOAT) {
            double number = a.floating(value);
            return bType == SerialType.FLOAT
                    ? compareFloating(number, b.floating(value))
                    : -compareMixed(b.integer(value), number);
        }
        return bType == SerialType.FLOAT
                ? compareMixed(a.integer(value), b.floating(value))
                : Long.compare(a.integer(value), b.integer(value));
    }

    /** Not a number is NULL for SQLite; both zeros are the same. */
    private static int compareFloating(double a, double b) {
        if (Double.isNaN(a) || Double.isNaN(b)) {
            return Boolean.compare(Double.isNaN(b), Double.isNaN(a));
        }
        return a < b ? -1 : a > b ? 1 : 0;
    }

    private static int compareMixed(long a, double b) {
        if (Double.isNaN(b) || b < -FIRST_BEYOND_LONG) {
            return 1;
        }
        if (b >= FIRST_BEYOND_LONG) {
            return -1;
        }
        int result = Long.compare(a, (long) b);
        return result != 0 ? result : compareFloating((double) a, b);
    }
}
