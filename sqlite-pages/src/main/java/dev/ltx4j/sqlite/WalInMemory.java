package dev.ltx4j.sqlite;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A write-ahead log that is in memory as a whole: read through and verified once, and each of its pages written once, in
 * ascending order. What comes of it is what {@link WalRecovery} makes of a log that is read twice.
 *
 * <pre>{@code
 * WalInMemory wal = new WalInMemory();
 * WalRecovery recovery = wal.scan(array, byteCount, "app.db-wal");
 * wal.applyTo(copyOfTheDatabase, "app.db");
 * }</pre>
 *
 * <p>Takes one log after another, and keeps its memory: 8 bytes a frame, and 256 KiB. Not for use by several threads.
 *
 * <p>Source: SQLite file format, section 4.
 */
@Experimental
public final class WalInMemory {
    private static final int FIRST_CAPACITY = 1 << 12;

    private byte[] log = {};

    /** Page number and frame number, 32 bits each; the sign bit is flipped, so that they sort as unsigned numbers. */
    private long[] frames = new long[FIRST_CAPACITY];

    private @Nullable WalRecovery recovery;
    private @Nullable PageRunWriter writer;

    /** Makes an object that holds no log yet. */
    public WalInMemory() {}

    /**
     * Reads a log through to the end of its valid frames.
     *
     * @param array starts with the log; it must not change until the log has been applied
     * @param byteCount how long the log is
     * @param file the log, as a person would name it
     * @return what recovery makes of the log
     * @throws UnsupportedFileException if the log's header is right but its version is unknown
     * @throws IOException if the thread is interrupted
     */
    public WalRecovery scan(byte[] array, int byteCount, String file) throws IOException {
        log = array;
        recovery = null;
        // Closing it would close an array.
        @SuppressWarnings("resource")
        WalReader wal = WalReader.unbuffered(new ByteArrayInputStream(array, 0, byteCount), file);
        WalRecovery scanned = WalRecovery.scan(wal, file, (frame, pageNumber, commit) -> add(frame, pageNumber));
        recovery = scanned;
        return scanned;
    }

    private void add(long frame, long pageNumber) {
        if (frame == frames.length) {
            frames = Arrays.copyOf(frames, 2 * frames.length);
        }
        frames[(int) frame] = (pageNumber << Integer.SIZE | frame) ^ Long.MIN_VALUE;
    }

    /**
     * Does with the scanned log what {@link WalRecovery#applyTo} does. Once: the next log has to be scanned then.
     *
     * @param database open for reading and writing; its position does not matter and is not kept
     * @param databaseFile the database, as a person would name it
     * @throws MalformedFileException if log and database do not fit together
     * @throws IOException if reading or writing fails
     * @throws IllegalStateException if no log has been scanned
     */
    public void applyTo(FileChannel database, String databaseFile) throws IOException {
        WalRecovery scanned = recovery;
        if (scanned == null) {
            throw new IllegalStateException("no log has been scanned");
        }
        recovery = null;
        WalHeader header = scanned.header();
        if (header != null && !scanned.isEmpty()) {
            PageRunWriter pages = writerTo(database, header.pageSize());
            // What it holds is unknown if writing fails.
            writer = null;
            new WalApplier(scanned, database, databaseFile)
                    .apply(header.pageSize(), () -> writePages(scanned, header, pages));
            writer = pages;
        }
    }

    private PageRunWriter writerTo(FileChannel database, PageSize pageSize) {
        PageRunWriter last = writer;
        return last != null && last.isTo(database, pageSize) ? last : new PageRunWriter(database, pageSize);
    }

    private void writePages(WalRecovery scanned, WalHeader header, PageRunWriter pages) throws IOException {
        int count = wantedFrames(scanned, header);
        Arrays.sort(frames, 0, count);
        for (int i = 0; i < count; i++) {
            long pageNumber = pageNumber(i);
            if (i + 1 < count && pageNumber(i + 1) == pageNumber) {
                // The newest frame of a page is the last of its frames.
                continue;
            }
            long frame = frames[i] & 0xffff_ffffL;
            long fileOffset = WalLayout.HEADER_BYTES + frame * header.frameBytes();
            pages.write(pageNumber, log, (int) fileOffset + WalLayout.FRAME_HEADER_BYTES);
        }
        pages.flush();
    }

    /** Leaves out the frames that do not count, and those for pages beyond the commit. */
    private int wantedFrames(WalRecovery scanned, WalHeader header) throws MalformedFileException {
        long lockPage = header.pageSize().lockPage();
        int count = 0;
        for (int i = 0; i < scanned.committedFrames(); i++) {
            long pageNumber = pageNumber(i);
            if (pageNumber > scanned.commit()) {
                continue;
            }
            if (pageNumber == lockPage) {
                long fileOffset = WalLayout.HEADER_BYTES + (long) i * header.frameBytes();
                throw new MalformedFileException(scanned.file(), fileOffset, pageNumber, "a frame for the lock page");
            }
            frames[count++] = frames[i];
        }
        return count;
    }

    private long pageNumber(int i) {
        return (frames[i] ^ Long.MIN_VALUE) >>> Integer.SIZE;
    }
}
