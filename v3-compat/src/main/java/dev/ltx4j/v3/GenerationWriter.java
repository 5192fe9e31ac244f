package dev.ltx4j.v3;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.sqlite.DatabaseHeader;
import dev.ltx4j.sqlite.Experimental;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageSize;
import dev.ltx4j.sqlite.WalHeader;
import dev.ltx4j.sqlite.WalInMemory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Writes the state that a {@link GenerationPath} leads to: the snapshot, then the WAL of each index, up to its last
 * frame that commits. Every file is verified to its end; nothing is published or forced to the disk here.
 *
 * <p>Uses a constant amount of memory. Stops when its thread is interrupted. For one use, by one thread.
 */
@Experimental
public final class GenerationWriter {
    /**
     * The snapshot is written in pieces of this size. The system keeps what is written at once together, and looks at all
     * of it when a page of it is written again, as the WAL will do: after pieces of 1 MiB each page costs four times as
     * much.
     */
    private static final int PIECE_BYTES = 1 << 15;

    private final ReplicaStore store;
    private final FileOpener opener;
    private final FileChannel database;
    private final WalBuffer buffer = new WalBuffer();

    /** The array that the snapshot comes in, which is always the same. */
    private ByteBuffer snapshotBytes = ByteBuffer.allocate(0);

    private long unfinishedFrames;

    private GenerationWriter(ReplicaStore store, FileOpener opener, FileChannel database) {
        this.store = store;
        this.opener = opener;
        this.database = database;
    }

    /**
     * What was written.
     *
     * @param pageSize the database's
     * @param pages the database's size in pages
     * @param unfinishedFrames frames of transactions that never ended, which were left out
     */
    public record Result(PageSize pageSize, long pages, long unfinishedFrames) {}

    /**
     * Writes a database. After an exception what was written is of no use.
     *
     * @param path what to read
     * @param store where to read it
     * @param database open for reading and writing; its content is replaced
     * @param progress is told of the bytes read
     * @return the page size and the number of pages of what was written
     * @throws FileFormatException if a file is damaged, of a kind that cannot be read, or does not follow the one
     *     before
     *     it; names the file
     * @throws java.nio.file.NoSuchFileException if a file is not there any more
     * @throws java.io.InterruptedIOException if the thread was interrupted; it stays marked, and the channel may be
     *     closed
     * @throws IOException if reading or writing fails
     */
    public static Result write(GenerationPath path, ReplicaStore store, FileChannel database, ReadProgress progress)
            throws IOException {
        return write(path, store, database, progress, databaseBytes -> {});
    }

    /**
     * Writes a database, and tells how large the snapshot says that it is before anything of it is written.
     *
     * @param path what to read
     * @param store where to read it
     * @param database open for reading and writing; its content is replaced
     * @param progress is told of the bytes read
     * @param size is told the size; what it throws ends the work
     * @return what was written
     * @throws IOException as the form without a size does
     */
    public static Result write(
            GenerationPath path, ReplicaStore store, FileChannel database, ReadProgress progress, ExpectedSize size)
            throws IOException {
        return write(path, store, new DirectFiles(store, progress), database, size);
    }

    /**
     * The same, with a helper that reads and decompresses what is written next.
     *
     * @param path what to read
     * @param store where to read it; used by one thread at a time
     * @param database open for reading and writing; its content is replaced
     * @param progress is told of the bytes read, by one thread at a time
     * @param size is told the size; what it throws ends the work
     * @param executor runs the helper, which does not outlive the call
     * @return what was written
     * @throws IOException as the form without a size does
     */
    public static Result write(
            GenerationPath path,
            ReplicaStore store,
            FileChannel database,
            ReadProgress progress,
            ExpectedSize size,
            Executor executor)
            throws IOException {
        List<GenerationFile> files = path.files().toList();
        try (FilesAhead ahead = new FilesAhead(new DirectFiles(store, progress), files, executor)) {
            return write(path, store, ahead, database, size);
        }
    }

    private static Result write(
            GenerationPath path, ReplicaStore store, FileOpener opener, FileChannel database, ExpectedSize size)
            throws IOException {
        try {
            return new GenerationWriter(store, opener, database).write(path, size);
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        }
    }

    /** Is told how large a database will be, as far as its snapshot knows. */
    public interface ExpectedSize {
        /**
         * Called once, before anything is written.
         *
         * @param databaseBytes of the database in the snapshot, 0 or more; the WAL behind it may make it larger or smaller
         * @throws IOException to end the work
         */
        void expect(long databaseBytes) throws IOException;
    }

    private static IOException interrupted(ClosedByInterruptException cause) {
        IOException interrupted = Interrupts.interrupted();
        interrupted.initCause(cause);
        return interrupted;
    }

    private Result write(GenerationPath path, ExpectedSize size) throws IOException {
        database.truncate(0);
        SnapshotReader.Shape shape =
                SnapshotReader.read(store, opener, path.snapshot(), (databaseOffset, array, byteCount) -> {
                    if (databaseOffset == 0) {
                        size.expect(claimedBytes(array, byteCount));
                    }
                    writeFully(databaseOffset, array, byteCount);
                });
        for (WalIndex wal : path.wal()) {
            apply(wal, shape.pageSize(), path.snapshot());
        }
        return new Result(shape.pageSize(), database.size() / shape.pageSize().bytes(), unfinishedFrames);
    }

    private void apply(WalIndex wal, PageSize pageSize, Snapshot snapshot) throws IOException {
        WalScan scan;
        try (WalInputStream segments = new WalInputStream(store, opener, wal.segments())) {
            scan = WalScan.keep(store, wal, segments, buffer);
        }
        FileFormatException earlyEnd = scan.earlyEnd();
        if (earlyEnd != null) {
            throw earlyEnd;
        }
        requirePageSize(scan, wal, pageSize);
        unfinishedFrames += scan.unfinishedFrames();
        Interrupts.check();
        String name = "the database made of " + store.locationOf(snapshot.key()) + " and its WAL up to index "
                + LayoutNames.index(wal.index());
        WalInMemory kept = scan.kept();
        if (kept != null) {
            kept.applyTo(database, name);
            return;
        }
        FileOpener again = new DirectFiles(store, ReadProgress.NONE);
        try (InputStream segments = new WalInputStream(store, again, wal.segments())) {
            scan.recovery().applyTo(segments, database, name);
        }
    }

    private void requirePageSize(WalScan scan, WalIndex wal, PageSize pageSize) throws MalformedFileException {
        WalHeader header = scan.recovery().header();
        if (header != null && !header.pageSize().equals(pageSize)) {
            throw new MalformedFileException(
                    store.locationOf(wal.segments().get(0).key()),
                    FileFormatException.NO_OFFSET,
                    FileFormatException.NO_PAGE,
                    "the WAL has pages of " + header.pageSize() + " bytes, the snapshot before it pages of "
                            + pageSize);
        }
    }

    /** What the header says; nothing where it does not know. */
    private static long claimedBytes(byte[] start, int byteCount) throws IOException {
        DatabaseHeader header =
                DatabaseHeader.parse(Arrays.copyOf(start, Math.min(byteCount, DatabaseHeader.BYTES)), "the snapshot");
        return header.databasePages(0) * header.pageSize().bytes();
    }

    private void writeFully(long databaseOffset, byte[] array, int byteCount) throws IOException {
        if (snapshotBytes.array() != array) {
            snapshotBytes = ByteBuffer.wrap(array);
        }
        ByteBuffer bytes = snapshotBytes;
        bytes.position(0);
        while (bytes.position() < byteCount) {
            bytes.limit(Math.min(byteCount, bytes.position() + PIECE_BYTES));
            database.write(bytes, databaseOffset + bytes.position());
        }
    }
}
