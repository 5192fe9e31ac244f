package dev.ltx4j.sqlite.check;

/** A statement of the schema that is not understood. */
final class SqlException extends Exception {
    private static final long serialVersionUID = 1L;

    SqlException(String message) {
        super(message);
    }
}
