package dev.ltx4j.sqlite.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An index as a statement describes it: its own, or the table's if it came with a constraint. */
final class IndexSchema {
    final String name;
    final boolean unique;
    final boolean partial;

    /** All values of its records: the key, then the row id, or what of the primary key is not in it. */
    final List<KeyColumn> columns;

    /** How many of the columns are the key. */
    final int keyColumns;

    /** 0 until it is known. */
    long root;

    IndexSchema(String name, long root, boolean unique, boolean partial, List<KeyColumn> columns, int keyColumns) {
        this.name = name;
        this.root = root;
        this.unique = unique;
        this.partial = partial;
        this.columns = List.copyOf(columns);
        this.keyColumns = keyColumns;
    }

    Tree tree() {
        return new Tree("index " + name, root, Tree.Kind.INDEX);
    }

    /** Why the order of its entries is not judged, or null. */
    @Nullable
    String orderNotJudged() {
        for (KeyColumn column : columns) {
            if (column.column() == KeyColumn.EXPRESSION) {
                return "it is on an expression: its order and entries are not judged";
            }
            if (column.collation() == null) {
                return "its collation is unknown: its order and entries are not judged";
            }
        }
        return columns.isEmpty() ? "its statement is not understood: its order and entries are not judged" : null;
    }

    /** Why its entries are not held against the table, or null. */
    @Nullable
    String entriesNotJudged(TableSchema table) {
        String reason = orderNotJudged();
        if (reason != null) {
            return reason;
        }
        if (partial) {
            return "it has a WHERE: its entries are not held against the table";
        }
        for (KeyColumn column : columns) {
            if (column.column() >= 0 && table.recordPosition(column.column()) == TableSchema.NO_COLUMN) {
                return "it is on a generated column that is not stored: its entries are not held against the table";
            }
        }
        return null;
    }
}
