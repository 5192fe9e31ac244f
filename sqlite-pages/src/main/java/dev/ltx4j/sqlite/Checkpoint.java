package dev.ltx4j.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A database file and its write-ahead log made one file, elsewhere: byte for byte what SQLite's recovery and a truncating
 * checkpoint ({@code PRAGMA wal_checkpoint(TRUNCATE)}) would leave. Database and log are not changed.
 *
 * <pre>{@code
 * Checkpoint.Result result = Checkpoint.of(Path.of("app.db")).publish(Path.of("copy.db"), false);
 * }</pre>
 *
 * <p>The output is there completely or not at all ({@link DatabasePublication}). The log is read twice, and each byte of
 * the output written once; for that, which page each frame is for is remembered, 12 bytes a frame, 48 MiB at most. A longer
 * log is written frame after frame over a copy of the database.
 *
 * <p>Others may have the database open, in other processes: it is read under SQLite's own locks ({@link
 * DatabaseLock#reading}), so they go on reading and appending to the log meanwhile. It must be closed in this JVM.
 *
 * <p>Immutable. Source: SQLite file format, section 4.
 */
public final class Checkpoint {
    private static final String WAL_ENDING = "-wal";

    /** How much is copied between two looks at whether the thread has been interrupted. */
    private static final long CHUNK_BYTES = 1 << 24;

    /** What one thread writes until it looks for more; whole pages of any size. */
    private static final long PART_BYTES = 1 << 23;

    /** Logs of more frames, 16 GiB of 4096-byte pages, are applied without an index. */
    static final int MOST_INDEXED_FRAMES = 1 << 22;

    private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(5);

    private final Path database;
    private final @Nullable Path wal;
    private final Duration patience;
    private final int mostIndexedFrames;
    private final @Nullable Executor executor;
    private final int workers;

    private Checkpoint(
            Path database,
            @Nullable Path wal,
            Duration patience,
            int mostIndexedFrames,
            @Nullable Executor executor,
            int workers) {
        this.executor = executor;
        this.workers = workers;
        this.database = database;
        this.wal = wal;
        this.patience = patience;
        this.mostIndexedFrames = mostIndexedFrames;
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
        /** {@return the size of the output in pages; one that is cut short counts} */
        public long pageCount() {
            return (byteCount + pageSize.bytes() - 1) / pageSize.bytes();
        }
    }

    /**
     * Of a database and the log beside it, {@code NAME-wal}. The log need not exist.
     *
     * @param database the database file
     * @return a checkpoint that has done nothing yet
     */
    public static Checkpoint of(Path database) {
        return new Checkpoint(database, null, DEFAULT_PATIENCE, MOST_INDEXED_FRAMES, null, 1);
    }

    /**
     * Of a database and a log at any place. The log need not exist, and may be empty.
     *
     * @param database the database file
     * @param wal its log
     * @return a checkpoint that has done nothing yet
     */
    public static Checkpoint of(Path database, Path wal) {
        return new Checkpoint(database, wal, DEFAULT_PATIENCE, MOST_INDEXED_FRAMES, null, 1);
    }

    /**
     * {@return the place where SQLite keeps the write-ahead log of a database}
     *
     * @param database the database file
     */
    public static Path walBeside(Path database) {
        return database.resolveSibling(database.getFileName() + WAL_ENDING);
    }

    /**
     * {@return the same, but waits so long for programs that write to the database or checkpoint it; 5 s if nothing is
     * said}
     *
     * @param longest 0 or more
     */
    public Checkpoint patience(Duration longest) {
        return new Checkpoint(database, wal, longest, mostIndexedFrames, executor, workers);
    }

    /**
     * {@return the same, but other threads scan and write too; none of them is at work any more when a call has returned}
     *
     * @param threads runs the helpers of the calling thread
     * @param wanted how many threads work at once, the calling one included; 1 or more
     * @throws IllegalArgumentException if it is less than 1
     */
    public Checkpoint workers(Executor threads, int wanted) {
        if (wanted < 1) {
            throw new IllegalArgumentException("workers: " + wanted);
        }
        return new Checkpoint(database, wal, patience, mostIndexedFrames, threads, wanted);
    }

    /** The same, but only a log of so many frames is indexed. */
    Checkpoint indexing(int mostFrames) {
        return new Checkpoint(database, wal, patience, mostFrames, executor, workers);
    }

    /**
     * Writes the output.
     *
     * @param output where the database is to appear
     * @param replaceExisting whether an existing file and its sidecars are replaced
     * @return what was done
     * @throws DatabaseUnavailableException if a program that uses the database does not make room, or a rollback
     *     journal
     *     has to be played back first
     * @throws MalformedFileException if the database is none or empty, or the log does not fit it ({@link
     *     WalRecovery#applyTo}), or it changes while it is read
     * @throws UnsupportedFileException if the version of the log is unknown
     * @throws OutputRefusedException if there is something in the output's place, it cannot be written, or it would
     *     replace the database or the log themselves
     * @throws IOException if reading or writing fails
     */
    public Result publish(Path output, boolean replaceExisting) throws IOException {
        // Behind links, where SQLite keeps the log too.
        Path log = wal == null ? walBeside(database.toRealPath()) : wal;
        RegularFile.require(log, "a write-ahead log");
        OutputTarget.ofDatabase(output).refuseInputs(List.of(database, log));
        DatabasePublication.checkTarget(output, replaceExisting);
        try (DatabaseLock lock = DatabaseLock.reading(database, patience)) {
            LogScan scan = scan(log);
            WalRecovery recovery = scan == null ? scanAlone(log) : scan.recovery();
            if (recovery.isEmpty()) {
                // Before anything is copied: else what is no database is seen in the end.
                DatabaseHeader.read(lock.database(), database.toString());
            }
            try (DatabasePublication publication = DatabasePublication.begin(output)) {
                FileChannel target = publication.channel();
                write(lock, log, recovery, scan, target, publication.target());
                PageSize pageSize =
                        DatabaseHeader.read(target, database.toString()).pageSize();
                long byteCount = target.size();
                lock.verify();
                publication.publish(replaceExisting);
                return new Result(publication.target(), pageSize, byteCount, recovery);
            }
        }
    }

    private @Nullable LogScan scan(Path log) throws IOException {
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
            return LogScan.of(channel, log.toString(), mostIndexedFrames, executor, workers);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Of a log that is not indexed, or does not count. */
    private static WalRecovery scanAlone(Path log) throws IOException {
        try (InputStream in = Files.newInputStream(log)) {
            return WalRecovery.scan(in, log.toString());
        } catch (NoSuchFileException e) {
            return WalRecovery.scan(InputStream.nullInputStream(), log.toString());
        }
    }

    private void write(
            DatabaseLock lock, Path log, WalRecovery recovery, @Nullable LogScan scan, FileChannel target, Path output)
            throws IOException {
        try {
            WalHeader header = recovery.header();
            if (header == null || recovery.isEmpty()) {
                copy(lock.database(), target);
            } else if (scan != null) {
                try (FileChannel sameLog = FileChannel.open(log, StandardOpenOption.READ)) {
                    merge(lock.database(), sameLog, recovery, header, scan.numbers(), target);
                }
            } else {
                copy(lock.database(), target);
                try (InputStream sameLog = Files.newInputStream(log)) {
                    recovery.applyTo(sameLog, target, database.toString());
                }
            }
        } catch (NoSuchFileException e) {
            throw recovery.changed(0);
        } catch (IOException e) {
            throw OutputRefusedException.explain(e, output);
        }
    }

    /** Writes each byte of the output once, from wherever it is newest. */
    private void merge(
            FileChannel source,
            FileChannel log,
            WalRecovery recovery,
            WalHeader header,
            FrameNumbers frames,
            FileChannel target)
            throws IOException {
        String name = database.toString();
        new WalFit(recovery, source, name).requireFit(header.pageSize());
        WalFrameIndex newest = WalFrameIndex.of(frames, recovery, header);
        long byteCount = recovery.commit() * header.pageSize().bytes();
        long sourceBytes = source.size();
        AtomicLong next = new AtomicLong();
        SideBySide.run(executor, workers, all -> {
            CheckpointWriter writer = new CheckpointWriter(recovery, header, log, source, name, target);
            for (long from = next.getAndAdd(PART_BYTES); from < byteCount; from = next.getAndAdd(PART_BYTES)) {
                all.requireGoing();
                writer.write(newest, from, Math.min(from + PART_BYTES, byteCount), sourceBytes);
            }
        });
        // The log may have grown since it was scanned. That it has not started again is known from its header.
        byte[] now = new byte[WalLayout.HEADER_BYTES];
        if (PageFile.readFully(log, 0, now) < now.length || !Arrays.equals(now, header.toBytes())) {
            throw recovery.changed(0);
        }
        new WalFit(recovery, target, name).complete(header.pageSize());
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
