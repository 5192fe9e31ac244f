package dev.ltx4j.sqlite.check;

import java.util.ArrayList;
import java.util.List;

/** Takes a statement of the schema apart into tokens, by the rules of SQLite's own tokenizer. */
final class SqlTokenizer {
    private static final String SIGNS = "()+-*/%=<>!|,&~.;?@#:";

    private final String sql;
    private final List<SqlToken> tokens = new ArrayList<>();
    private int position;

    SqlTokenizer(String sql) {
        int end = sql.indexOf('\0');
        this.sql = end < 0 ? sql : sql.substring(0, end);
    }

    List<SqlToken> tokens() throws SqlException {
        while (position < sql.length()) {
            next();
        }
        tokens.add(new SqlToken(SqlToken.Kind.END, ""));
        return tokens;
    }

    private void next() throws SqlException {
        char c = sql.charAt(position);
        if (isSpace(c)) {
            position++;
        } else if (sql.startsWith("--", position)) {
            int end = sql.indexOf('\n', position);
            position = end < 0 ? sql.length() : end + 1;
        } else if (sql.startsWith("/*", position)) {
            int end = sql.indexOf("*/", position + 2);
            position = end < 0 ? sql.length() : end + 2;
        } else if (c == '\'') {
            quoted(c, SqlToken.Kind.STRING);
        } else if (c == '"' || c == '`') {
            quoted(c, SqlToken.Kind.QUOTED);
        } else if (c == '[') {
            bracketed();
        } else if (isDigit(c) || (c == '.' && position + 1 < sql.length() && isDigit(sql.charAt(position + 1)))) {
            number();
        } else if ((c == 'x' || c == 'X') && position + 1 < sql.length() && sql.charAt(position + 1) == '\'') {
            position++;
            quoted('\'', SqlToken.Kind.BLOB);
        } else if (isWord(c)) {
            int start = position;
            skipWord();
            tokens.add(new SqlToken(SqlToken.Kind.WORD, sql.substring(start, position)));
        } else if (SIGNS.indexOf(c) >= 0) {
            position++;
            tokens.add(new SqlToken(SqlToken.Kind.SIGN, String.valueOf(c)));
        } else {
            throw new SqlException("unrecognized token: \"" + c + "\"");
        }
    }

    private void quoted(char quote, SqlToken.Kind kind) throws SqlException {
        StringBuilder text = new StringBuilder();
        int at = position + 1;
        while (true) {
            int end = sql.indexOf(quote, at);
            if (end < 0) {
                throw new SqlException("a quote that does not end: " + quote);
            }
            text.append(sql, at, end);
            if (end + 1 < sql.length() && sql.charAt(end + 1) == quote) {
                text.append(quote);
                at = end + 2;
            } else {
                position = end + 1;
                break;
            }
        }
        if (kind == SqlToken.Kind.BLOB && !isHex(text)) {
            throw new SqlException("unrecognized token: \"x'" + text + "'\"");
        }
        tokens.add(new SqlToken(kind, text.toString()));
    }

    private static boolean isHex(CharSequence text) {
        return text.length() % 2 == 0 && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80);
    }

    private void bracketed() throws SqlException {
        int end = sql.indexOf(']', position);
        if (end < 0) {
            throw new SqlException("a bracket that does not end");
        }
        tokens.add(new SqlToken(SqlToken.Kind.QUOTED, sql.substring(position + 1, end)));
        position = end + 1;
    }

    /** Digits, a point, an exponent; what follows at once is part of the token, and wrong. */
    private void number() throws SqlException {
        int start = position;
        while (position < sql.length()
                && (isWord(sql.charAt(position)) || sql.charAt(position) == '.' || inExponent())) {
            position++;
        }
        String text = sql.substring(start, position);
        if (!text.matches("0[xX][0-9A-Fa-f]+|([0-9_]+(\\.[0-9_]*)?|\\.[0-9_]+)([eE][+-]?[0-9_]+)?")) {
            throw new SqlException("unrecognized token: \"" + text + "\"");
        }
        tokens.add(new SqlToken(SqlToken.Kind.NUMBER, text));
    }

    private boolean inExponent() {
        char before = sql.charAt(position - 1);
        char c = sql.charAt(position);
        return (c == '+' || c == '-') && (before == 'e' || before == 'E');
    }

    private void skipWord() {
        while (position < sql.length() && isWord(sql.charAt(position))) {
            position++;
        }
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r' && c != '\u000b');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWord(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || c >= 0x80;
    }
}
