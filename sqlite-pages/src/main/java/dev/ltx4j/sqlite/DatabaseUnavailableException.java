package dev.ltx4j.sqlite;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A database cannot be had for this work now, although nothing is wrong with it: somebody else uses it, or SQLite has to
 * finish something first. The message names the file and says what to do.
 */
public final class DatabaseUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What stands in the way. */
    public enum Reason {
        /** Another process has the database open, or this one does. */
        LOCKED,
        /** A transaction was cut off and has to be rolled back first, which would write to the database. */
        HOT_JOURNAL,
        /** The write-ahead log holds transactions that are not in the database file yet. */
        WAL_NOT_CHECKPOINTED,
        /** Nobody can be kept away: the file system has no locks, or a file that carries them cannot be opened. */
        NO_LOCKS
    }

    private final String file;
    private final Reason reason;
    private final boolean forWriting;

    /**
     * @param forWriting whether the database was to be changed
     * @param file the database, or the file beside it that stands in the way
     * @param message names it and says what to do
     */
    public DatabaseUnavailableException(Reason reason, boolean forWriting, Path file, String message) {
        super(message);
        this.file = file.toString();
        this.reason = reason;
        this.forWriting = forWriting;
    }

    DatabaseUnavailableException(Reason reason, boolean forWriting, Path file, String message, Throwable cause) {
        super(message, cause);
        this.file = file.toString();
        this.reason = reason;
        this.forWriting = forWriting;
    }

    /** The file that is locked or in the way. */
    public String file() {
        return file;
    }

    /** Whether the database was to be changed, and not only to be read. */
    public boolean forWriting() {
        return forWriting;
    }

    /** What stands in the way. */
    public Reason reason() {
        return reason;
    }
}
