package dev.ltx4j.sqlite.check;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The default value of a column, which is what rows have that are older than the column.
 *
 * @param token the literal; null if there is an expression
 * @param negative whether there is a minus before it
 */
record DefaultValue(@Nullable SqlToken token, boolean negative) {
    /** What columns have that do not say anything. */
    static final DefaultValue NULL = new DefaultValue(new SqlToken(SqlToken.Kind.WORD, "NULL"), false);

    private static final DefaultValue EXPRESSION = new DefaultValue(null, false);

    /** Reads what comes behind DEFAULT. */
    static DefaultValue parse(SqlTokens tokens) throws SqlException {
        if (tokens.accept("(")) {
            tokens.skipToClosing();
            return EXPRESSION;
        }
        boolean negative = tokens.accept("-");
        if (!negative) {
            tokens.acceptAny("+");
        }
        boolean literal = switch (tokens.peek().kind()) {
            case NUMBER, BLOB, STRING, QUOTED -> true;
            case WORD -> tokens.isName() || tokens.peek().is("NULL");
            case SIGN, END -> false;
        };
        if (!literal) {
            throw tokens.unexpected();
        }
        return new DefaultValue(tokens.next(), negative);
    }

    /** The {@link ValueHash} of the value in a column of a type, null if that is not known. */
    @Nullable
    Long hash(String type, TextForm text) {
        if (token == null) {
            return null;
        }
        boolean isText = type.contains("CHAR") || type.contains("CLOB") || type.contains("TEXT");
        boolean textual = isText && !type.contains("INT");
        return switch (token.kind()) {
            case NUMBER -> number(textual, text);
            case STRING, QUOTED -> negative ? null : string(token.text(), textual || isUntyped(type), text);
            case WORD -> word(textual, textual || isUntyped(type), text);
            case BLOB, SIGN, END -> null;
        };
    }

    private static boolean isUntyped(String type) {
        return type.isEmpty() || (type.contains("BLOB") && !type.contains("INT"));
    }

    private @Nullable Long number(boolean textual, TextForm text) {
        String digits = (negative ? "-" : "") + (token == null ? "" : token.text());
        try {
            long value = Long.parseLong(digits);
            return textual ? ValueHash.ofText(text.bytes(Long.toString(value))) : ValueHash.ofInteger(value);
        } catch (NumberFormatException e) {
            return textual || !digits.matches("-?[0-9]*\\.?[0-9]*") || !digits.matches(".*[0-9].*")
                    ? null
                    : Long.valueOf(ValueHash.ofFloating(Double.parseDouble(digits)));
        }
    }

    /** In a column for numbers, text that may be a number is not looked at. */
    private static @Nullable Long string(String value, boolean kept, TextForm text) {
        boolean like = !value.isEmpty() && !Character.isLetter(value.charAt(0));
        return kept || !like ? Long.valueOf(ValueHash.ofText(text.bytes(value))) : null;
    }

    private @Nullable Long word(boolean textual, boolean kept, TextForm text) {
        String word = token == null ? "" : token.text().toUpperCase(Locale.ROOT);
        if (word.equals("NULL")) {
            return ValueHash.NULL;
        }
        if (negative || word.startsWith("CURRENT_")) {
            return null;
        }
        if (word.equals("TRUE") || word.equals("FALSE")) {
            return textual ? null : Long.valueOf(ValueHash.ofInteger(word.equals("TRUE") ? 1 : 0));
        }
        return string(token == null ? "" : token.text(), kept, text);
    }
}
