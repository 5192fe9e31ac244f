package dev.ltx4j.sqlite.check;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Understands {@code CREATE TABLE}: columns, primary key, the indexes that constraints bring, whether there are row ids.
 * Expressions are skipped.
 */
final class TableParser {
    private static final String INTEGER = "INTEGER";

    private final SqlTokens tokens;
    private final TableSchema table;
    private final boolean descendingCounts;
    private final ColumnParser columnParser;
    private final List<Constraint> constraints = new ArrayList<>();
    private boolean descendingRowId;

    /**
     * A key that the table has to have.
     *
     * @param primary whether it is the primary key
     * @param terms its columns
     * @param ofColumn whether it stands in the definition of a column
     */
    record Constraint(boolean primary, List<KeyTerm> terms, boolean ofColumn) {}

    /**
     * A parser.
     *
     * @param tokens at the bracket behind the table's name
     * @param descendingCounts whether the schema's format has descending indexes
     */
    TableParser(SqlTokens tokens, String name, long root, boolean descendingCounts, TextForm text) {
        this.tokens = tokens;
        this.table = new TableSchema(name, root, true);
        this.descendingCounts = descendingCounts;
        this.columnParser = new ColumnParser(tokens, text, constraints);
    }

    TableSchema parse() throws SqlException {
        tokens.require("(");
        do {
            if (isTableConstraint()) {
                break;
            }
            ColumnSchema column = columnParser.parse();
            if (!table.addColumn(column)) {
                throw new SqlException("duplicate column name: " + column.name());
            }
        } while (tokens.accept(","));
        while (isTableConstraint()) {
            tableConstraint();
            tokens.acceptAny(",");
        }
        tokens.require(")");
        boolean withoutRowId = options();
        if (!tokens.atEnd()) {
            throw tokens.unexpected();
        }
        resolve(withoutRowId);
        return table;
    }

    private boolean isTableConstraint() {
        SqlToken token = tokens.peek();
        return token.is("CONSTRAINT")
                || token.is("PRIMARY")
                || token.is("UNIQUE")
                || token.is("CHECK")
                || token.is("FOREIGN");
    }

    private void tableConstraint() throws SqlException {
        if (tokens.accept("CONSTRAINT")) {
            tokens.name();
        } else if (tokens.accept("PRIMARY")) {
            tokens.require("KEY");
            key(true);
        } else if (tokens.accept("UNIQUE")) {
            key(false);
        } else if (tokens.accept("CHECK")) {
            tokens.skipBracketed();
            columnParser.onConflict();
        } else {
            tokens.require("FOREIGN");
            tokens.require("KEY");
            tokens.skipBracketed();
            tokens.require("REFERENCES");
            columnParser.references();
        }
    }

    private void key(boolean primary) throws SqlException {
        tokens.require("(");
        constraints.add(new Constraint(primary, KeyTerm.list(tokens), false));
        columnParser.onConflict();
    }

    private boolean options() throws SqlException {
        boolean withoutRowId = false;
        do {
            if (tokens.accept("WITHOUT")) {
                tokens.require("ROWID");
                withoutRowId = true;
            } else {
                tokens.acceptAny("STRICT");
            }
        } while (tokens.accept(","));
        return withoutRowId;
    }

    private void resolve(boolean withoutRowId) throws SqlException {
        IndexSchema primary = null;
        for (Constraint constraint : constraints) {
            if (constraint.primary() && isRowId(constraint)) {
                table.rowIdColumn = resolve(constraint).get(0).column();
                descendingRowId = constraint.terms().get(0).descending();
                continue;
            }
            IndexSchema index = addIndex(resolve(constraint));
            if (constraint.primary()) {
                primary = index;
            }
        }
        if (withoutRowId) {
            if (primary == null && table.rowIdColumn != TableSchema.NO_COLUMN) {
                primary = addIndex(List.of(new KeyColumn(
                        table.rowIdColumn,
                        table.columns().get(table.rowIdColumn).collation(),
                        descendingRowId && descendingCounts)));
            }
            if (primary == null) {
                throw new SqlException("PRIMARY KEY missing on table " + table.name);
            }
            dropRowIds(primary);
        } else {
            table.indexes.replaceAll(index -> IndexColumns.complete(index, table, true));
        }
    }

    private List<KeyColumn> resolve(Constraint constraint) throws SqlException {
        List<KeyColumn> columns = new ArrayList<>();
        for (KeyTerm term : constraint.terms()) {
            KeyColumn column = term.resolve(table, descendingCounts);
            if (column.column() == KeyColumn.EXPRESSION) {
                throw new SqlException("no such column: " + term.column());
            }
            columns.add(column);
        }
        return columns;
    }

    /** A single column of exactly this type is the row id, unless its own definition says DESC. */
    private boolean isRowId(Constraint constraint) throws SqlException {
        List<KeyTerm> terms = constraint.terms();
        if (terms.size() != 1 || (constraint.ofColumn() && terms.get(0).descending())) {
            return false;
        }
        return table.columns().get(resolve(constraint).get(0).column()).type().equals(INTEGER);
    }

    /** Adds an index with the next name of its kind, unless there is one with the same columns; that one then. */
    private IndexSchema addIndex(List<KeyColumn> key) {
        IndexSchema same = find(key);
        if (same != null) {
            return same;
        }
        String name = "sqlite_autoindex_" + table.name + "_" + (table.indexes.size() + 1);
        IndexSchema index = new IndexSchema(name, 0, true, false, key, key.size());
        table.indexes.add(index);
        return index;
    }

    private @Nullable IndexSchema find(List<KeyColumn> key) {
        for (IndexSchema index : table.indexes) {
            boolean same = index.keyColumns == key.size();
            for (int i = 0; i < key.size() && same; i++) {
                KeyColumn column = index.columns.get(i);
                same = column.column() == key.get(i).column()
                        && column.collation() == key.get(i).collation();
            }
            if (same) {
                return index;
            }
        }
        return null;
    }

    private void dropRowIds(IndexSchema primary) {
        List<KeyColumn> order = IndexColumns.withoutDoubles(primary.columns);
        table.keyColumns = order.size();
        for (int i = 0; i < table.columns().size(); i++) {
            int column = i;
            if (!table.columns().get(i).isVirtual() && order.stream().noneMatch(key -> key.column() == column)) {
                order.add(new KeyColumn(i, Collation.BINARY, false));
            }
        }
        table.rowOrder = List.copyOf(order);
        table.withoutRowId = true;
        table.rowIdColumn = TableSchema.NO_COLUMN;
        table.indexes.remove(primary);
        table.indexes.replaceAll(index -> IndexColumns.complete(index, table, true));
    }
}
