package dev.ltx4j.sqlite.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One column of a key as it is written: {@code name COLLATE NOCASE DESC}.
 *
 * @param column its name; null if it is an expression
 * @param collation the collation's name; null if there is none
 * @param descending whether it says DESC
 * @param mayBeText whether the name is in quotes, so that SQLite may take it for a text
 */
record KeyTerm(@Nullable String column, @Nullable String collation, boolean descending, boolean mayBeText) {
    /** Words that may stand behind an operand, or before one. */
    private static final Set<String> OPERATORS = Set.of(
            "AND", "OR", "NOT", "IS", "ISNULL", "NOTNULL", "IN", "LIKE", "GLOB", "MATCH", "REGEXP", "BETWEEN",
            "COLLATE", "ESCAPE", "CASE", "WHEN", "THEN", "ELSE", "END", "CAST", "ASC", "DESC", "NULLS", "FIRST",
            "LAST");

    /** What starts a variable or ends a statement. */
    private static final String NO_OPERATORS = "?@#:;";

    /** What is no column by itself and yet no mistake. */
    private static final Set<String> OTHER_NAMES =
            Set.of("ROWID", "OID", "_ROWID_", "TRUE", "FALSE", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP");

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
        if (!startsWithColumn(tokens)) {
            skipExpression(tokens);
            return new KeyTerm(null, null, false, true);
        }
        boolean mayBeText = tokens.peek().kind() != SqlToken.Kind.WORD;
        String column = tokens.name();
        String collation = tokens.accept("COLLATE") ? tokens.name() : null;
        boolean descending = false;
        if (!tokens.accept("ASC")) {
            descending = tokens.accept("DESC");
        }
        if (tokens.accept("NULLS") && !tokens.acceptAny("FIRST", "LAST")) {
            throw tokens.unexpected();
        }
        if (isEnd(tokens.peek())) {
            return new KeyTerm(column, collation, descending, mayBeText);
        }
        if (tokens.peek().kind() == SqlToken.Kind.WORD && !OPERATORS.contains(upper(tokens.peek()))) {
            throw tokens.unexpected();
        }
        skipExpression(tokens);
        return new KeyTerm(null, null, false, true);
    }

    /** A name that an operator or a bracket follows is part of an expression; no other word may follow. */
    private static boolean startsWithColumn(SqlTokens tokens) throws SqlException {
        SqlToken second = tokens.peekSecond();
        if (!tokens.isName() || (second.kind() == SqlToken.Kind.SIGN && !isEnd(second))) {
            return false;
        }
        String first = upper(tokens.peek());
        boolean operator = tokens.peek().kind() == SqlToken.Kind.WORD && OPERATORS.contains(first);
        return !operator;
    }

    private static boolean isEnd(SqlToken token) {
        return token.is(",") || token.is(")") || token.is("AUTOINCREMENT");
    }

    private static String upper(SqlToken token) {
        return token.text().toUpperCase(Locale.ROOT);
    }

    /** Two operands without an operator between them are a mistake; more is not looked at. */
    private static void skipExpression(SqlTokens tokens) throws SqlException {
        boolean afterOperand = false;
        while (!tokens.peek().is(",") && !tokens.peek().is(")")) {
            SqlToken token = tokens.peek();
            boolean operator = token.kind() == SqlToken.Kind.SIGN || OPERATORS.contains(upper(token));
            boolean variable = token.kind() == SqlToken.Kind.SIGN && NO_OPERATORS.contains(token.text());
            if (token.kind() == SqlToken.Kind.END || variable || (afterOperand && !operator)) {
                throw tokens.unexpected();
            }
            tokens.next();
            if (token.is("(")) {
                tokens.skipToClosing();
            }
            afterOperand = token.is("(") || !operator;
        }
    }

    /** The column of the table, and how it is sorted. */
    KeyColumn resolve(TableSchema table, boolean descendingCounts) throws SqlException {
        int number = column == null ? TableSchema.NO_COLUMN : table.column(column);
        if (number == TableSchema.NO_COLUMN) {
            if (column != null
                    && table.understood
                    && !mayBeText
                    && !OTHER_NAMES.contains(column.toUpperCase(Locale.ROOT))) {
                throw new SqlException("no such column: " + column);
            }
            return new KeyColumn(KeyColumn.EXPRESSION, null, false);
        }
        Collation known = collation == null ? table.columns().get(number).collation() : Collation.named(collation);
        return new KeyColumn(number, known, descending && descendingCounts);
    }
}
