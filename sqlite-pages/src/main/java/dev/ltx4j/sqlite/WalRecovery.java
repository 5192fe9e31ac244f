package dev.ltx4j.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What SQLite's recovery makes of a write-ahead log: how many frames count, and how large the database is afterwards.
 * The log is read twice, first to find the last frame that commits ({@link #scan}), then to write what counts ({@link
 * #applyTo}), so memory stays constant whatever its size.
 *
 * <pre>{@code
 * WalRecovery recovery = WalRecovery.scan(walPath);
 * try (InputStream wal = Files.newInputStream(walPath)) {
 *     recovery.applyTo(wal, copyOfTheDatabase, "app.db");
 * }
 * }</pre>
 *
 * <p>Works on closed databases only. On POSIX systems, closing any descriptor of a file drops the locks that the whole
 * process holds on it: a JVM that has the same database open through SQLite would lose its protection without a word.
 *
 * <p>Immutable. Source: SQLite file format, section 4.
 *
 * @param file the log, as a person would name it
 * @param header the log's header, or null if the log counts as empty
 * @param committedFrames the frames up to the last one that commits; these count
 * @param commit the database's size in pages after the last of them, 0 if there are none
 * @param checksum the running checksum behind the last of them, the first sum in the upper half; 0 if there are none
 * @param validFrames all frames before the end; those behind the committed ones belong to an unfinished transaction
 * @param end why the valid frames end
 * @param endOffset where they end in the log, in bytes
 */
public record WalRecovery(
        String file,
        @Nullable WalHeader header,
        long committedFrames,
        long commit,
        long checksum,
        long validFrames,
        WalEnd end,
        long endOffset) {

    /**
     * Reads a log through to the end of its valid frames.
     *
     * @param in the log from its first byte; it may be read beyond that end, and is not closed
     * @param file the log, as a person would name it
     * @return what recovery makes of the log
     * @throws UnsupportedFileException if the log's header is right but its version is unknown
     * @throws IOException if the stream fails
     */
    public static WalRecovery scan(InputStream in, String file) throws IOException {
        return scan(in, file, new FrameNumbers(), 0);
    }

    /**
     * The same, and tells which page each frame is for.
     *
     * @param numbers are told of the frames, those too that do not count
     * @param mostNumbers of how many
     */
    @SuppressWarnings("resource") // the stream is the caller's
    static WalRecovery scan(InputStream in, String file, FrameNumbers numbers, int mostNumbers) throws IOException {
        return scan(new WalReader(in, file), file, (frame, pageNumber, commit) -> {
            if (frame < mostNumbers) {
                numbers.add(pageNumber, commit);
            }
        });
    }

    /** Is told of each valid frame of a log. */
    interface FrameVisitor {
        /** @param frame its number, from 0 */
        void visit(long frame, long pageNumber, long commit);
    }

    /** Reads what is left of a log and tells of the frames, those too that do not count. */
    static WalRecovery scan(WalReader wal, String file, FrameVisitor visitor) throws IOException {
        long committedFrames = 0;
        long commit = 0;
        long checksum = 0;
        long validFrames = 0;
        while (wal.next()) {
            visitor.visit(validFrames, wal.pageNumber(), wal.commit());
            validFrames++;
            if (wal.commit() != 0) {
                committedFrames = validFrames;
                commit = wal.commit();
                checksum = wal.checksum();
            }
        }
        return new WalRecovery(
                file, wal.header(), committedFrames, commit, checksum, validFrames, wal.end(), wal.endOffset());
    }

    /**
     * Reads a log file through. A file that does not exist is an empty log, as it is for SQLite.
     *
     * @param walFile the log
     * @return what recovery makes of the log
     * @throws UnsupportedFileException if the log's header is right but its version is unknown
     * @throws IOException if the file cannot be read
     */
    public static WalRecovery scan(Path walFile) throws IOException {
        RegularFile.require(walFile, "a write-ahead log");
        try (InputStream in = Files.newInputStream(walFile)) {
            return scan(in, walFile.toString());
        } catch (NoSuchFileException e) {
            return scan(InputStream.nullInputStream(), walFile.toString());
        }
    }

    /** The length of the log up to the end of the last frame that counts, in bytes; 0 if none does. */
    long committedBytes() {
        return header == null || isEmpty() ? 0 : WalLayout.HEADER_BYTES + committedFrames * header.frameBytes();
    }

    /** {@return whether the log changes nothing, not even the length of the database file} */
    public boolean isEmpty() {
        return committedFrames == 0;
    }

    /**
     * Writes the frames that count to their places in the database file and sets its length to the commit size, as
     * SQLite's truncating checkpoint does, byte for byte. Frames for pages beyond that size do not count. Without
     * committed frames the database is not touched. Nothing is forced to the disk.
     *
     * <p>After an exception the database is of no use: work on a copy. What SQLite calls malformed is refused here too:
     * a commit size that neither the database nor the log can account for, and a first page that in the end is none or
     * has another page size than the log. Three things are refused that SQLite lets pass: a database that has a header
     * with another page size (SQLite takes it if the log replaces the first page; it is far more likely another
     * database's log), a database without a byte (SQLite deletes the log), and a frame for the lock page (nobody writes
     * one).
     *
     * @param sameWal the same log once more, from its first byte; it is not closed
     * @param database open for reading and writing; its position does not matter and is not kept
     * @param databaseFile the database, as a person would name it
     * @throws MalformedFileException if log and database do not fit together, or if the log is no longer what {@link
     *     #scan} read
     * @throws IOException if reading or writing fails
     */
    public void applyTo(InputStream sameWal, FileChannel database, String databaseFile) throws IOException {
        if (!isEmpty()) {
            new WalApplier(this, database, databaseFile).apply(sameWal);
        }
    }

    MalformedFileException changed(long fileOffset) {
        return new MalformedFileException(
                file,
                fileOffset,
                FileFormatException.NO_PAGE,
                "the WAL has changed since it was scanned: it no longer has the " + committedFrames
                        + " committed frames that it had");
    }
}
