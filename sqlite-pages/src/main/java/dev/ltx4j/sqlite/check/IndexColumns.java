package dev.ltx4j.sqlite.check;

import java.util.ArrayList;
import java.util.List;

/** What an entry of an index has behind the key, so that it leads to its row. */
final class IndexColumns {
    private IndexColumns() {}

    /**
     * The index with all its columns: the row id, or what the key does not have of the primary key.
     *
     * @param ofConstraint whether the table brought it: SQLite forgets there that the primary key may be descending
     */
    static IndexSchema complete(IndexSchema index, TableSchema table, boolean ofConstraint) {
        List<KeyColumn> columns = new ArrayList<>(index.columns);
        if (table.withoutRowId) {
            List<KeyColumn> key = index.columns;
            for (KeyColumn column : table.rowOrder.subList(0, table.keyColumns)) {
                if (!contains(key, column)) {
                    boolean descending = column.descending() && !ofConstraint;
                    columns.add(new KeyColumn(column.column(), column.collation(), descending));
                }
            }
        } else {
            columns.add(KeyColumn.OF_ROW_ID);
        }
        return new IndexSchema(index.name, index.root, index.unique, index.partial, columns, index.keyColumns);
    }

    /** The columns without those that come again. */
    static List<KeyColumn> withoutDoubles(List<KeyColumn> columns) {
        List<KeyColumn> different = new ArrayList<>();
        for (KeyColumn column : columns) {
            if (!contains(different, column)) {
                different.add(column);
            }
        }
        return different;
    }

    private static boolean contains(List<KeyColumn> columns, KeyColumn wanted) {
        return columns.stream()
                .anyMatch(column -> column.column() == wanted.column() && column.collation() == wanted.collation());
    }
}
