package dev.ltx4j.sqlite;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a file seems to be by its first bytes, for the message to somebody who gave the wrong one. */
public enum FileKind {
    /** A database file. */
    DATABASE("a SQLite database", "SQLite format 3\0"),
    /** A write-ahead log. */
    WAL("a SQLite write-ahead log", "7\177\6\202", "7\177\6\203"),
    /** A rollback journal. */
    JOURNAL("a SQLite rollback journal", "\331\325\5\371 \241c\327"),
    /** An LTX file. */
    LTX("an LTX file", "LTX1"),
    /** What Litestream 0.3 keeps snapshots and WAL segments in. */
    LZ4("an LZ4 file, as Litestream 0.3 keeps snapshots and WAL", "\4\"M\30"),
    /** Encrypted by age. */
    AGE("a file that age has encrypted", "age-encryption.org/"),
    /** A gzip file. */
    GZIP("a gzip file", "\37\213"),
    /** A Zstandard file. */
    ZSTD("a Zstandard file", "(\265/\375"),
    /** An xz file. */
    XZ("an xz file", "\3757zXZ\0"),
    /** A bzip2 file. */
    BZIP2("a bzip2 file", "BZh"),
    /** A ZIP archive. */
    ZIP("a ZIP archive", "PK\3\4"),
    /** The text that stands in a git repository for a large file. */
    GIT_LFS("a pointer of Git LFS, not the file itself", "version https://git-lfs"),
    /** HTML or XML. */
    MARKUP("HTML or XML, such as the error page of a server", "<!DOCTYPE", "<!doctype", "<html", "<?xml", "<Error");

    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // never given away, never changed
    private final byte[][] starts;

    FileKind(String description, String... starts) {
        this.description = description;
        this.starts = new byte[starts.length][];
        for (int i = 0; i < starts.length; i++) {
            this.starts[i] = starts[i].getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /** {@return the kind in words, with an article: it goes behind "it looks like"} */
    public String description() {
        return description;
    }

    /**
     * {@return the kind that a file seems to be of}
     *
     * @param bytes its first bytes; two dozen are enough for every kind
     */
    public static Optional<FileKind> of(byte[] bytes) {
        for (FileKind kind : values()) {
            for (byte[] start : kind.starts) {
                if (startsWith(bytes, start)) {
                    return Optional.of(kind);
                }
            }
        }
        return Optional.empty();
    }

    /**
     * {@return what to append to "this is no such file": "; it looks like …" where that is known, else nothing}
     *
     * @param bytes the file's first bytes
     */
    public static String looksLike(byte[] bytes) {
        if (isZeros(bytes)) {
            return "; it starts with zeros only";
        }
        return of(bytes).map(kind -> "; it looks like " + kind.description).orElse("");
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        if (bytes.length < start.length) {
            return false;
        }
        for (int i = 0; i < start.length; i++) {
            if (bytes[i] != start[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isZeros(byte[] bytes) {
        int zeros = 0;
        while (zeros < bytes.length && bytes[zeros] == 0) {
            zeros++;
        }
        return zeros > 0 && zeros == bytes.length;
    }
}
