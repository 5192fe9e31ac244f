package dev.ltx4j.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A database file and its write-ahead log made one file, elsewhere: byte for byte what SQLite's recovery and a truncating
 * checkpoint ({@code PRAGMA wal_checkpoint(TRUNCATE)}) would leave. Database and log are not changed.
 *
 * <pre>{@code
 * Checkpoint.Result result = Checkpoint.of(Path.of("app.db")).publish(Path.of("copy.db"), false);
 * }</pre>
 *
 * <p>The output is there completely or not at all ({@link DatabasePublication}). The log is read twice. Memory is bounded
 * by a constant.
 *
 * <p>Works on closed databases only. On POSIX systems, closing any descriptor of a file drops the locks that the whole
 * process holds on it: a JVM that has the same database open through SQLite would lose its protection without a word.
 *
 * <p>Immutable. Source: SQLite file format, section 4.
 */
public final class Checkpoint {
    private static final String WAL_ENDING = "-wal";

    /** How much is copied between two looks at whether the thread has been interrupted. */
    private static final long CHUNK_BYTES = 1 << 24;

    private final Path database;
    private final Path wal;

    private Checkpoint(Path database, Path wal) {
        this.database = database;
        this.wal = wal;
    }

    /**
     * What was made.
     *
     * @param file where it is: the output, absolute, with links to its folder resolved
     * @param pageSize the size of its pages
     * @param byteCount its length
     * @param recovery what counted of the log
     */
    public record Result(Path file, PageSize pageSize, long byteCount, WalRecovery recovery) {
        /** The size of the output in pages; one that is cut short counts. */
        public long pageCount() {
            return (byteCount + pageSize.bytes() - 1) / pageSize.bytes();
        }
    }

    /** Of a database and the log beside it, {@code NAME-wal}. The log need not exist. */
    public static Checkpoint of(Path database) {
        return new Checkpoint(database, walBeside(database));
    }

    /** Of a database and a log at any place. The log need not exist, and may be empty. */
    public static Checkpoint of(Path database, Path wal) {
        return new Checkpoint(database, wal);
    }

    /** The place where SQLite keeps the write-ahead log of a database. */
    public static Path walBeside(Path database) {
        return database.resolveSibling(database.getFileName() + WAL_ENDING);
    }

    /**
     * Writes the output.
     *
     * @param replaceExisting whether an existing file and its sidecars are replaced
     * @throws MalformedFileException if the database is none or empty, or the log does not fit it ({@link
     *     WalRecovery#applyTo}), or it changes while it is read
     * @throws UnsupportedFileException if the version of the log is unknown, or a rollback journal must be rolled back
     *     first
     * @throws OutputRefusedException if there is something in the output's place, it cannot be written, or it would
     *     replace the database or the log themselves
     * @throws IOException if reading or writing fails
     */
    public Result publish(Path output, boolean replaceExisting) throws IOException {
        OutputTarget.ofDatabase(output).refuseInputs(List.of(database, wal));
        DatabasePublication.checkTarget(output, replaceExisting);
        HotJournal.refuse(database);
        try (FileChannel source = FileChannel.open(database, StandardOpenOption.READ)) {
            WalRecovery recovery = WalRecovery.scan(wal);
            if (recovery.isEmpty()) {
                // Before anything is copied: else what is no database is seen in the end.
                DatabaseHeader.read(source, database.toString());
            }
            try (DatabasePublication publication = DatabasePublication.begin(output)) {
                FileChannel target = publication.channel();
                write(source, recovery, target, publication.target());
                PageSize pageSize =
                        DatabaseHeader.read(target, database.toString()).pageSize();
                long byteCount = target.size();
                publication.publish(replaceExisting);
                return new Result(publication.target(), pageSize, byteCount, recovery);
            }
        }
    }

    private void write(FileChannel source, WalRecovery recovery, FileChannel target, Path output) throws IOException {
        try {
            copy(source, target);
            if (!recovery.isEmpty()) {
                try (InputStream sameWal = Files.newInputStream(wal)) {
                    recovery.applyTo(sameWal, target, database.toString());
                }
            }
        } catch (NoSuchFileException e) {
            throw recovery.changed(0);
        } catch (IOException e) {
            throw OutputRefusedException.explain(e, output);
        }
    }

    private void copy(FileChannel source, FileChannel target) throws IOException {
        long byteCount = source.size();
        target.position(0);
        long copied = 0;
        while (copied < byteCount) {
            long now = source.transferTo(copied, Math.min(CHUNK_BYTES, byteCount - copied), target);
            if (now <= 0) {
                throw new MalformedFileException(
                        database.toString(), copied, FileFormatException.NO_PAGE, "the database has become shorter");
            }
            copied += now;
        }
    }
}
