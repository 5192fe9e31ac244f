package dev.ltx4j.sqlite.check;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Understands the definition of a column. */
final class ColumnParser {
    private static final String GENERATED_ALWAYS = "GENERATED ALWAYS";

    private final SqlTokens tokens;
    private final TextForm text;
    private final List<TableParser.Constraint> constraints;

    private @Nullable Collation collation = Collation.BINARY;
    private boolean generated;
    private boolean stored;
    private @Nullable DefaultValue defaultValue;

    /**
     * A parser for all columns of a table.
     *
     * @param constraints gets the keys that stand in a column
     */
    ColumnParser(SqlTokens tokens, TextForm text, List<TableParser.Constraint> constraints) {
        this.tokens = tokens;
        this.text = text;
        this.constraints = constraints;
    }

    ColumnSchema parse() throws SqlException {
        collation = Collation.BINARY;
        generated = false;
        stored = false;
        defaultValue = DefaultValue.NULL;
        String name = tokens.name();
        String type = type();
        while (constraint(name)) {
            // One after another.
        }
        DefaultValue value = defaultValue;
        Long missing = value == null || generated ? null : value.hash(type, text);
        return new ColumnSchema(name, type, collation, generated && !stored, missing);
    }

    private String type() throws SqlException {
        StringBuilder words = new StringBuilder();
        while (tokens.isName()) {
            words.append(words.length() == 0 ? "" : " ").append(tokens.name().toUpperCase(Locale.ROOT));
        }
        String type = words.toString();
        if (tokens.peek().is("AS") && type.endsWith(GENERATED_ALWAYS)) {
            type = type.substring(0, type.length() - GENERATED_ALWAYS.length()).strip();
        }
        if (words.length() > 0 && tokens.accept("(")) {
            signedNumber();
            if (tokens.accept(",")) {
                signedNumber();
            }
            tokens.require(")");
            type += "()";
        }
        return type;
    }

    private void signedNumber() throws SqlException {
        tokens.acceptAny("+", "-");
        if (tokens.peek().kind() != SqlToken.Kind.NUMBER) {
            throw tokens.unexpected();
        }
        tokens.next();
    }

    private boolean constraint(String column) throws SqlException {
        if (tokens.accept("CONSTRAINT")) {
            tokens.name();
        } else if (tokens.accept("DEFAULT")) {
            defaultValue = DefaultValue.parse(tokens);
        } else if (tokens.accept("NULL")) {
            onConflict();
        } else if (tokens.accept("NOT")) {
            if (tokens.accept("DEFERRABLE")) {
                initially();
            } else {
                tokens.require("NULL");
                onConflict();
            }
        } else if (tokens.accept("DEFERRABLE")) {
            initially();
        } else if (tokens.accept("PRIMARY")) {
            tokens.require("KEY");
            boolean descending = tokens.acceptAny("DESC");
            tokens.acceptAny("ASC");
            onConflict();
            tokens.acceptAny("AUTOINCREMENT");
            addKey(true, column, descending);
        } else if (tokens.accept("UNIQUE")) {
            onConflict();
            addKey(false, column, false);
        } else if (tokens.accept("CHECK")) {
            tokens.skipBracketed();
        } else if (tokens.accept("REFERENCES")) {
            references();
        } else if (tokens.accept("COLLATE")) {
            collation = Collation.named(tokens.name());
        } else {
            return generated();
        }
        return true;
    }

    private void addKey(boolean primary, String column, boolean descending) {
        constraints.add(
                new TableParser.Constraint(primary, List.of(new KeyTerm(column, null, descending, false)), true));
    }

    private boolean generated() throws SqlException {
        if (tokens.accept("GENERATED")) {
            tokens.require("ALWAYS");
            tokens.require("AS");
        } else if (!tokens.accept("AS")) {
            return false;
        }
        tokens.skipBracketed();
        generated = true;
        stored = tokens.accept("STORED");
        if (!stored) {
            tokens.acceptAny("VIRTUAL");
        }
        return true;
    }

    void onConflict() throws SqlException {
        if (tokens.peek().is("ON") && tokens.peekSecond().is("CONFLICT")) {
            tokens.next();
            tokens.next();
            if (!tokens.acceptAny("ROLLBACK", "ABORT", "FAIL", "IGNORE", "REPLACE")) {
                throw tokens.unexpected();
            }
        }
    }

    /** What comes behind REFERENCES. */
    void references() throws SqlException {
        tokens.name();
        if (tokens.accept("(")) {
            tokens.skipToClosing();
        }
        while (true) {
            if (tokens.accept("ON")) {
                if (!tokens.acceptAny("DELETE", "UPDATE", "INSERT")) {
                    throw tokens.unexpected();
                }
                action();
            } else if (tokens.accept("MATCH")) {
                tokens.name();
            } else if (tokens.accept("DEFERRABLE")) {
                initially();
            } else if (tokens.peek().is("NOT") && tokens.peekSecond().is("DEFERRABLE")) {
                tokens.next();
                tokens.next();
                initially();
            } else {
                return;
            }
        }
    }

    private void action() throws SqlException {
        if (tokens.accept("SET")) {
            if (!tokens.acceptAny("NULL", "DEFAULT")) {
                throw tokens.unexpected();
            }
        } else if (tokens.accept("NO")) {
            tokens.require("ACTION");
        } else if (!tokens.acceptAny("CASCADE", "RESTRICT")) {
            throw tokens.unexpected();
        }
    }

    private void initially() throws SqlException {
        if (tokens.accept("INITIALLY") && !tokens.acceptAny("DEFERRED", "IMMEDIATE")) {
            throw tokens.unexpected();
        }
    }
}
