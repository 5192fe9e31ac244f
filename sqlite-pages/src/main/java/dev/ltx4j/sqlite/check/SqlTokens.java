package dev.ltx4j.sqlite.check;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The tokens of a statement, one after another. */
final class SqlTokens {
    /** The keywords that cannot be names unless they are quoted. */
    private static final Set<String> RESERVED = Set.of(
            "ADD",
            "ALL",
            "ALTER",
            "AND",
            "AS",
            "AUTOINCREMENT",
            "BETWEEN",
            "CASE",
            "CHECK",
            "COLLATE",
            "COMMIT",
            "CONSTRAINT",
            "CREATE",
            "DEFAULT",
            "DEFERRABLE",
            "DELETE",
            "DISTINCT",
            "DROP",
            "ELSE",
            "ESCAPE",
            "EXCEPT",
            "EXISTS",
            "FOREIGN",
            "FROM",
            "GROUP",
            "HAVING",
            "IN",
            "INDEX",
            "INSERT",
            "INTERSECT",
            "INTO",
            "IS",
            "ISNULL",
            "JOIN",
            "LIMIT",
            "NOT",
            "NOTHING",
            "NOTNULL",
            "NULL",
            "ON",
            "OR",
            "ORDER",
            "PRIMARY",
            "REFERENCES",
            "RETURNING",
            "SELECT",
            "SET",
            "TABLE",
            "THEN",
            "TO",
            "TRANSACTION",
            "UNION",
            "UNIQUE",
            "UPDATE",
            "USING",
            "VALUES",
            "WHEN",
            "WHERE");

    private final List<SqlToken> tokens;
    private int position;

    SqlTokens(String sql) throws SqlException {
        tokens = new SqlTokenizer(sql).tokens();
    }

    SqlToken peek() {
        return tokens.get(position);
    }

    /** The token behind the next one. */
    SqlToken peekSecond() {
        return tokens.get(Math.min(position + 1, tokens.size() - 1));
    }

    SqlToken next() {
        SqlToken token = peek();
        if (token.kind() != SqlToken.Kind.END) {
            position++;
        }
        return token;
    }

    boolean atEnd() {
        return peek().kind() == SqlToken.Kind.END
                || (peek().is(";") && peekSecond().kind() == SqlToken.Kind.END);
    }

    /** Goes on if this keyword or sign is next. */
    boolean accept(String wanted) {
        boolean found = peek().is(wanted);
        if (found) {
            position++;
        }
        return found;
    }

    /** Goes on if one of these is next. */
    boolean acceptAny(String... wanted) {
        for (String one : wanted) {
            if (accept(one)) {
                return true;
            }
        }
        return false;
    }

    void require(String wanted) throws SqlException {
        if (!accept(wanted)) {
            throw unexpected();
        }
    }

    /** Whether a name is next: in any quotes, or a word that is not reserved. */
    boolean isName() {
        SqlToken token = peek();
        return switch (token.kind()) {
            case QUOTED, STRING -> true;
            case WORD -> !RESERVED.contains(token.text().toUpperCase(Locale.ROOT));
            case NUMBER, BLOB, SIGN, END -> false;
        };
    }

    String name() throws SqlException {
        if (!isName()) {
            throw unexpected();
        }
        return next().text();
    }

    /** Skips everything up to the bracket that closes the one which has just been read. */
    void skipToClosing() throws SqlException {
        int depth = 1;
        while (depth > 0) {
            SqlToken token = next();
            if (token.kind() == SqlToken.Kind.END) {
                throw new SqlException("incomplete input");
            }
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
        }
    }

    void skipBracketed() throws SqlException {
        require("(");
        skipToClosing();
    }

    SqlException unexpected() {
        SqlToken token = peek();
        return new SqlException(
                token.kind() == SqlToken.Kind.END ? "incomplete input" : "near \"" + token.text() + "\": syntax error");
    }
}
