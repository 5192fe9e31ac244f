package dev.ltx4j.sqlite.check;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One column of a key as it is written: {@code name COLLATE NOCASE DESC}.
 *
 * @param column its name; null if it is an expression
 * @param collation the collation's name; null if there is none
 * @param descending whether it says DESC
 */
record KeyTerm(@Nullable String column, @Nullable String collation, boolean descending) {

    /** Reads a list up to the bracket that closes it; the one that opens it has been read. */
    static List<KeyTerm> list(SqlTokens tokens) throws SqlException {
        List<KeyTerm> terms = new ArrayList<>();
        do {
            terms.add(one(tokens));
        } while (tokens.accept(","));
        tokens.acceptAny("AUTOINCREMENT");
        tokens.require(")");
        return terms;
    }

    private static KeyTerm one(SqlTokens tokens) throws SqlException {
        String column = null;
        String collation = null;
        SqlToken second = tokens.peekSecond();
        if (tokens.isName()
                && (second.is(",")
                        || second.is(")")
                        || second.is("COLLATE")
                        || second.is("ASC")
                        || second.is("DESC")
                        || second.is("AUTOINCREMENT"))) {
            column = tokens.name();
            if (tokens.accept("COLLATE")) {
                collation = tokens.name();
            }
        }
        boolean descending = false;
        if (!tokens.accept("ASC")) {
            descending = tokens.accept("DESC");
        }
        boolean plain =
                tokens.peek().is(",") || tokens.peek().is(")") || tokens.peek().is("AUTOINCREMENT");
        if (column != null && plain) {
            return new KeyTerm(column, collation, descending);
        }
        skipExpression(tokens);
        return new KeyTerm(null, null, false);
    }

    private static void skipExpression(SqlTokens tokens) throws SqlException {
        while (!tokens.peek().is(",") && !tokens.peek().is(")")) {
            if (tokens.peek().kind() == SqlToken.Kind.END) {
                throw tokens.unexpected();
            }
            if (tokens.next().is("(")) {
                tokens.skipToClosing();
            }
        }
    }

    /** The column of the table, and how it is sorted. */
    KeyColumn resolve(TableSchema table, boolean descendingCounts) {
        int number = column == null ? TableSchema.NO_COLUMN : table.column(column);
        if (number == TableSchema.NO_COLUMN) {
            return new KeyColumn(KeyColumn.EXPRESSION, null, false);
        }
        Collation known = collation == null ? table.columns.get(number).collation() : Collation.named(collation);
        return new KeyColumn(number, known, descending && descendingCounts);
    }
}
