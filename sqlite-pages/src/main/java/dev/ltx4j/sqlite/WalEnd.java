package dev.ltx4j.sqlite;

/**
 * Why the valid part of a write-ahead log ends where it ends. All of these are normal: a log starts again from the front
 * after a checkpoint, over the frames of its earlier rounds, and a crash leaves a frame half-written.
 */
public enum WalEnd {
    /** The log has no bytes, as after a truncating checkpoint. */
    NO_WAL,
    /** The header is shorter than 32 bytes, or its magic, page size or checksum is wrong: the log counts as empty. */
    BAD_HEADER,
    /** The file ends behind a valid frame, or behind the header. */
    END_OF_FILE,
    /** The file ends inside a frame. */
    CUT_SHORT,
    /** A frame's salts are not the header's: it is left from an earlier round. */
    SALTS_DIFFER,
    /** A frame is for page 0, which does not exist. */
    PAGE_NUMBER_ZERO,
    /** A frame's checksum is wrong: it was half-written, or is damaged. */
    CHECKSUM_FAILS
}
