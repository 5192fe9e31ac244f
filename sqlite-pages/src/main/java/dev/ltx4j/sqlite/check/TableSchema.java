package dev.ltx4j.sqlite.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A table as its statement describes it. It is put together while the schema is read; fixed afterwards.
 */
final class TableSchema {
    /** The value of {@link #rowIdColumn} where no column is the row id. */
    static final int NO_COLUMN = -1;

    final String name;
    final long root;

    /** Whether the statement was understood; else nothing below is known. */
    final boolean understood;

    private final List<ColumnSchema> columns = new ArrayList<>();
    private final Map<String, Integer> columnNumbers = new HashMap<>();
    final List<IndexSchema> indexes = new ArrayList<>();
    boolean withoutRowId;
    int rowIdColumn = NO_COLUMN;

    /** The columns of the primary key, and then all others: the order of the records of a table without row ids. */
    List<KeyColumn> rowOrder = List.of();

    /** How many columns of {@link #rowOrder} are the primary key. */
    int keyColumns;

    TableSchema(String name, long root, boolean understood) {
        this.name = name;
        this.root = root;
        this.understood = understood;
    }

    /** The columns in the order of the statement. */
    List<ColumnSchema> columns() {
        return columns;
    }

    /** Adds a column; false if there is one with that name. */
    boolean addColumn(ColumnSchema column) {
        columns.add(column);
        return columnNumbers.putIfAbsent(key(column.name()), columns.size() - 1) == null;
    }

    /** The number of the column with that name in any case, from 0, or NO_COLUMN. */
    int column(String wanted) {
        return columnNumbers.getOrDefault(key(wanted), NO_COLUMN);
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Where the value of a column is in a record; NO_COLUMN if it is not stored. */
    int recordPosition(int column) {
        if (columns.get(column).isVirtual()) {
            return NO_COLUMN;
        }
        if (withoutRowId) {
            for (int i = 0; i < rowOrder.size(); i++) {
                if (rowOrder.get(i).column() == column) {
                    return i;
                }
            }
            return NO_COLUMN;
        }
        return (int) columns.subList(0, column).stream()
                .filter(other -> !other.isVirtual())
                .count();
    }

    /**
     * How many values of each record SQLite looks at when it checks a table: up to the last column, or the last but one if
     * that is the row id. 0 if there is none.
     */
    int checkedValues() {
        if (withoutRowId) {
            return rowOrder.size();
        }
        int stored =
                (int) columns.stream().filter(column -> !column.isVirtual()).count();
        return stored - 1 == rowIdColumn ? stored - 1 : stored;
    }

    Tree tree() {
        Tree.Kind kind = Tree.Kind.UNKNOWN;
        if (understood) {
            kind = withoutRowId ? Tree.Kind.INDEX : Tree.Kind.TABLE;
        }
        return new Tree("table " + name, root, kind);
    }
}
