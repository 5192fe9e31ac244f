package dev.ltx4j.sqlite.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a schema of the rows of {@code sqlite_schema}, as SQLite does when it opens a database. What SQLite refuses to
 * open is a finding; what only this reader does not understand is not judged.
 */
final class SchemaReader implements TreeRows {
    static final String SCHEMA = "sqlite_schema";
    private static final int DESCENDING_FORMAT = 4;

    /** Nobody writes longer ones; the tokens of a longer one might not fit into memory. */
    private static final int MAX_STATEMENT_CHARS = 1 << 20;

    private final CheckContext check;
    private final TextForm text;
    private final boolean descendingCounts;
    private final SqliteRecord source = new SqliteRecord();
    private final Schema schema = new Schema();
    private final Map<String, TableSchema> tables = new HashMap<>();
    private final Map<String, IndexSchema> constraintIndexes = new HashMap<>();

    SchemaReader(CheckContext check, TextForm text) {
        this.check = check;
        this.text = text;
        this.descendingCounts = CheckRun.schemaFormat(check.header()) >= DESCENDING_FORMAT;
    }

    /** Reads the schema by the given walk. */
    Schema read(TreeWalk walk) throws IOException {
        TableSchema self = new TableSchema(SCHEMA, 1, true);
        for (String column : List.of("type", "name", "tbl_name", "rootpage", "sql")) {
            self.addColumn(new ColumnSchema(column, "TEXT", Collation.BINARY, false, ValueHash.NULL));
        }
        tables.put(SCHEMA, self);
        schema.tables.add(self);
        boolean sound = walk.check(self.tree(), this);
        schema.complete &= sound;
        requireRoots();
        return schema;
    }

    @Override
    public void row(long pageNumber, long rowId, Payload payload) throws IOException {
        String trouble = source.open(payload, SchemaRow.VALUES);
        if (trouble != null || !source.fetch(payload, SchemaRow.VALUES)) {
            schema.complete = false;
            check.findings()
                    .add(
                            CheckFinding.Kind.RECORD,
                            pageNumber,
                            "table " + SCHEMA,
                            "row " + rowId + ": " + (trouble == null ? "it cannot be read" : trouble));
            return;
        }
        read(SchemaRow.of(pageNumber, source, text));
    }

    private void read(SchemaRow row) {
        String sql = row.sql();
        if (row.root() == SchemaRow.NULL_ROOT) {
            malformed(row, "it has no root page");
        } else if (sql != null && sql.length() >= 2 && sql.regionMatches(true, 0, "cr", 0, 2)) {
            if (row.root() == SchemaRow.NO_NUMBER || row.root() > check.pageCount()) {
                malformed(row, "invalid rootpage");
            } else {
                statement(row, sql);
            }
        } else if (row.name() == null || (sql != null && !sql.isEmpty())) {
            malformed(row, "it has no statement that creates it");
        } else {
            constraintIndex(row, row.name());
        }
    }

    private void statement(SchemaRow row, String sql) {
        schema.largestRoot = Math.max(schema.largestRoot, row.root());
        if (sql.length() > MAX_STATEMENT_CHARS) {
            schema.notJudged.add(new NotJudged(row.type() + " " + row.name(), "its statement is too long to be read"));
            other(row);
            return;
        }
        try {
            SqlTokens tokens = new SqlTokens(sql);
            tokens.require("CREATE");
            tokens.acceptAny("TEMP", "TEMPORARY");
            if (tokens.accept("TABLE")) {
                table(row, tokens);
            } else if (tokens.accept("VIRTUAL")) {
                tokens.require("TABLE");
                requireTable(row, requireName(row, tokens, "table"));
                requireBalanced(row);
                tokens.require("USING");
                tokens.name();
                schema.notJudged.add(new NotJudged("virtual table " + row.name(), "its content is not judged"));
                other(row);
            } else if (tokens.peek().is("UNIQUE") || tokens.peek().is("INDEX")) {
                boolean unique = tokens.accept("UNIQUE");
                tokens.require("INDEX");
                index(row, tokens, unique);
            } else if (tokens.accept("VIEW")) {
                requireTable(row, requireName(row, tokens, "view"));
                other(row);
            } else if (tokens.accept("TRIGGER")) {
                requireName(row, tokens, "trigger");
            } else {
                throw tokens.unexpected();
            }
        } catch (SqlException e) {
            malformed(row, String.valueOf(e.getMessage()));
            other(row);
        }
    }

    private void other(SchemaRow row) {
        if (row.root() > 0) {
            schema.others.add(new Tree(row.type() + " " + row.name(), row.root(), Tree.Kind.UNKNOWN));
        }
    }

    /** The name behind CREATE and what; it has to be the row's. */
    private String requireName(SchemaRow row, SqlTokens tokens, String type) throws SqlException {
        if (tokens.accept("IF")) {
            tokens.require("NOT");
            tokens.require("EXISTS");
        }
        String name = tokens.name();
        if (tokens.accept(".")) {
            name = tokens.name();
        }
        if (!type.equalsIgnoreCase(row.type()) || !name.equalsIgnoreCase(row.name())) {
            throw new SqlException(
                    "it is about " + row.type() + " " + row.name() + ", its statement about " + type + " " + name);
        }
        return name;
    }

    private static void requireTable(SchemaRow row, String name) throws SqlException {
        if (!name.equalsIgnoreCase(row.tableName())) {
            throw new SqlException("its table is called " + row.tableName());
        }
    }

    private void table(SchemaRow row, SqlTokens tokens) throws SqlException {
        String name = requireName(row, tokens, "table");
        requireTable(row, name);
        requireBalanced(row);
        TableSchema table;
        try {
            table = new TableParser(tokens, name, row.root(), descendingCounts, text).parse();
        } catch (SqlException e) {
            table = new TableSchema(name, row.root(), false);
            malformed(row, String.valueOf(e.getMessage()));
        }
        if (tables.putIfAbsent(key(name), table) != null) {
            malformed(row, "there is already a table named " + name);
        }
        schema.tables.add(table);
        table.indexes.forEach(index -> constraintIndexes.put(key(index.name), index));
    }

    private static void requireBalanced(SchemaRow row) throws SqlException {
        SqlTokens all = new SqlTokens(String.valueOf(row.sql()));
        int depth = 0;
        for (SqlToken token = all.next(); token.kind() != SqlToken.Kind.END && depth >= 0; token = all.next()) {
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
        }
        if (depth != 0) {
            throw new SqlException(depth > 0 ? "incomplete input" : "near \")\": syntax error");
        }
    }

    private void index(SchemaRow row, SqlTokens tokens, boolean unique) throws SqlException {
        String name = requireName(row, tokens, "index");
        tokens.require("ON");
        String tableName = tokens.name();
        TableSchema table = tables.get(key(tableName));
        if (table == null) {
            throw new SqlException("no such table: " + tableName);
        }
        requireTable(row, tableName);
        requireBalanced(row);
        tokens.require("(");
        List<KeyColumn> key = new ArrayList<>();
        for (KeyTerm term : KeyTerm.list(tokens)) {
            key.add(term.resolve(table, descendingCounts));
        }
        boolean partial = tokens.accept("WHERE");
        if (!partial && !tokens.atEnd()) {
            throw tokens.unexpected();
        }
        if (table.understood) {
            IndexSchema index = new IndexSchema(name, row.root(), unique, partial, key, key.size());
            table.indexes.add(IndexColumns.complete(index, table, false));
        } else {
            table.indexes.add(new IndexSchema(name, row.root(), unique, partial, List.of(), 0));
        }
    }

    /** An index without a statement came with a constraint of its table, and has the name that this gave it. */
    private void constraintIndex(SchemaRow row, String name) {
        schema.largestRoot = Math.max(schema.largestRoot, row.root());
        IndexSchema index = constraintIndexes.get(key(name));
        if (index != null) {
            if (row.root() < 2 || row.root() > check.pageCount()) {
                malformed(row, "invalid rootpage");
            } else {
                index.root = row.root();
            }
            return;
        }
        TableSchema table = tables.get(key(String.valueOf(row.tableName())));
        if (table == null || table.understood) {
            malformed(row, "orphan index");
        }
        if (row.root() > 0 && row.root() <= check.pageCount()) {
            schema.others.add(new Tree("index " + name, row.root(), Tree.Kind.INDEX));
            schema.notJudged.add(new NotJudged("index " + name, "the table's statement is not understood"));
        }
    }

    private void requireRoots() {
        for (TableSchema table : schema.tables) {
            if (table.root < 1) {
                malformed("table " + table.name, "it has no root page");
            }
            for (IndexSchema index : table.indexes) {
                if (index.root < 1) {
                    malformed("index " + index.name, "it has no root page");
                }
            }
        }
    }

    private void malformed(SchemaRow row, String detail) {
        malformed((row.type() == null ? "" : row.type() + " ") + row.name(), detail);
    }

    private void malformed(String object, String detail) {
        schema.complete = false;
        check.findings()
                .add(
                        CheckFinding.Kind.SCHEMA,
                        0,
                        object,
                        "the schema does not describe it well: " + detail + " (malformed database schema)");
    }

    private static String key(@Nullable String name) {
        return String.valueOf(name).toLowerCase(Locale.ROOT);
    }
}
