package dev.ltx4j.sqlite.check;

import java.util.Locale;

/**
 * A word or sign of a statement.
 *
 * @param kind what it is
 * @param text a name or string without its quotes; else as it is written
 */
record SqlToken(Kind kind, String text) {
    /** The sorts of tokens. */
    enum Kind {
        /** A word without quotes: a keyword or a name. */
        WORD,
        /** A name in quotes or brackets. */
        QUOTED,
        STRING,
        NUMBER,
        BLOB,
        SIGN,
        END
    }

    /** Whether it is this keyword, in upper case, or this sign. */
    boolean is(String wanted) {
        return switch (kind) {
            case WORD -> text.toUpperCase(Locale.ROOT).equals(wanted);
            case SIGN -> text.equals(wanted);
            case QUOTED, STRING, NUMBER, BLOB, END -> false;
        };
    }
}
