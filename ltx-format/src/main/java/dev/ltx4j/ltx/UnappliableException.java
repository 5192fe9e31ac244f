package dev.ltx4j.ltx;

import java.io.IOException;

/**
 * Files cannot be applied to a database although nothing is wrong with them: they do not continue one another, or not
 * this database. Nothing has been changed.
 */
public final class UnappliableException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why not. */
    public enum Reason {
        /** A file does not continue the one before it. */
        NON_CONTIGUOUS,
        /** There is no database yet, and the first file is not a snapshot. */
        NO_SNAPSHOT,
        /** Page sizes differ: of the files, or of the files and the database. */
        PAGE_SIZE,
        /** The first file continues another database, or another state of this one. */
        OTHER_DATABASE,
        /** A page of the result is neither in the files nor in the database: a file in between is missing. */
        MISSING_PAGE
    }

    /** What {@link #reason} gives. */
    private final Reason reason;

    /** What {@link #file} gives. */
    private final String file;

    UnappliableException(Reason reason, String file, String detail) {
        super(file + ": " + detail);
        this.reason = reason;
        this.file = file;
    }

    /** {@return why the files do not fit} */
    public Reason reason() {
        return reason;
    }

    /** {@return the LTX file that does not fit} */
    public String file() {
        return file;
    }
}
