package dev.ltx4j.restore;

import dev.ltx4j.sqlite.FileFormatException;
import org.jspecify.annotations.Nullable;

/**
 * Something that verifying brought up.
 *
 * @param kind what it is about
 * @param location the file or folder concerned, as a person would name it
 * @param fileOffset the byte concerned, or {@link FileFormatException#NO_OFFSET}
 * @param pageNumber the page concerned, or {@link FileFormatException#NO_PAGE}
 * @param message what is the matter, with the location
 */
public record Finding(Kind kind, String location, long fileOffset, long pageNumber, String message) {
    /** What a finding is about. */
    public enum Kind {
        /** A file does not verify. */
        DAMAGED_FILE,
        /** A file is of a kind that cannot be read. */
        UNSUPPORTED_FILE,
        /** A file's name promises other transactions than its header. */
        NAME_CONTRADICTS_HEADER,
        /** Inside a level, transactions are missing between two files. */
        GAP,
        /** Inside a level, a file does not start behind the one before it. */
        DISORDER,
        /** Inside a level, the database checksums of two files that follow one another differ. */
        CHECKSUM_CHAIN_BROKEN,
        /** Two levels, or a snapshot and the levels, give different databases for the same transaction. */
        LEVELS_DISAGREE,
        /** The latest state cannot be restored, or is not a sound database. */
        INTEGRITY,
        /** The generations layout is not in order. */
        GENERATION
    }

    static Finding of(FileFormatException e, Kind kind) {
        return new Finding(kind, e.file(), e.fileOffset(), e.pageNumber(), String.valueOf(e.getMessage()));
    }

    static Finding of(Kind kind, String location, @Nullable String detail) {
        return new Finding(
                kind, location, FileFormatException.NO_OFFSET, FileFormatException.NO_PAGE, location + ": " + detail);
    }
}
