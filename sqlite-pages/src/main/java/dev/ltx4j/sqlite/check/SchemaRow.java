package dev.ltx4j.sqlite.check;

import org.jspecify.annotations.Nullable;

/**
 * A row of the schema.
 *
 * @param pageNumber the page that it is in
 * @param type {@code table}, {@code index}, {@code view} or {@code trigger}
 * @param name of what it is about
 * @param tableName the table that it belongs to
 * @param root the root page as it is written there; -1 if it is no number, -2 if it is NULL
 * @param sql the statement; null for the indexes that come with constraints
 */
record SchemaRow(
        long pageNumber,
        @Nullable String type,
        @Nullable String name,
        @Nullable String tableName,
        long root,
        @Nullable String sql) {
    static final int VALUES = 5;
    static final long NO_NUMBER = -1;
    static final long NULL_ROOT = -2;
    private static final int TYPE = 0;
    private static final int NAME = 1;
    private static final int TABLE_NAME = 2;
    private static final int ROOT = 3;
    private static final int SQL = 4;
    private static final long MAX_ROOT = 0xffff_ffffL;

    static SchemaRow of(long pageNumber, SqliteRecord source, TextForm text) {
        return new SchemaRow(
                pageNumber,
                string(source, TYPE, text),
                string(source, NAME, text),
                string(source, TABLE_NAME, text),
                root(source, text),
                string(source, SQL, text));
    }

    private static @Nullable String string(SqliteRecord source, int value, TextForm text) {
        long type = source.type(value);
        if (SerialType.isText(type) || SerialType.isBlob(type)) {
            String all = text.string(source, value);
            int end = all.indexOf('\0');
            return end < 0 ? all : all.substring(0, end);
        }
        if (SerialType.isInteger(type)) {
            return Long.toString(source.integer(value));
        }
        return type == SerialType.FLOAT ? Double.toString(source.floating(value)) : null;
    }

    private static long root(SqliteRecord source, TextForm text) {
        String digits = string(source, ROOT, text);
        if (digits == null) {
            return NULL_ROOT;
        }
        if (!digits.matches("[0-9]{1,10}")) {
            return NO_NUMBER;
        }
        long root = Long.parseLong(digits);
        return root > MAX_ROOT ? NO_NUMBER : root;
    }
}
