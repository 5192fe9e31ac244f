package dev.ltx4j.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Writes a part of a checkpoint's output from front to back: the pages that the log has from the log, all else from the
 * database file. Each byte is written once, and what is short goes through one buffer, so that writes are long. For one thread.
 */
final class CheckpointWriter {
    private static final int RUN_BYTES = 1 << 18;

    /** What is longer is copied by the system from file to file. */
    private static final int LONGEST_READ_BYTES = 1 << 17;

    /** How much is copied between two looks at whether the thread has been interrupted. */
    private static final long CHUNK_BYTES = 1 << 24;

    private final WalRecovery recovery;
    private final WalHeader header;
    private final FileChannel log;
    private final FileChannel database;
    private final String databaseFile;
    private final FileChannel target;
    private final ByteBuffer frame;
    private final ByteBuffer run = ByteBuffer.allocateDirect(RUN_BYTES);
    private long runFileOffset;

    /**
     * For one output.
     *
     * @param log the log that was scanned. It may have grown since; that it has not started again is looked at afterwards
     * @param target only written to
     */
    CheckpointWriter(
            WalRecovery recovery,
            WalHeader header,
            FileChannel log,
            FileChannel database,
            String databaseFile,
            FileChannel target) {
        this.recovery = recovery;
        this.header = header;
        this.log = log;
        this.database = database;
        this.databaseFile = databaseFile;
        this.target = target;
        this.frame = ByteBuffer.allocateDirect(header.frameBytes());
    }

    /**
     * Writes what is between two places of the output.
     *
     * @param newest of the log's committed frames
     * @param fromOffset where a page starts
     * @param toOffset where another starts, or the output ends
     * @param databaseBytes how long the database file is; what neither it nor the log has is not written
     */
    void write(WalFrameIndex newest, long fromOffset, long toOffset, long databaseBytes) throws IOException {
        int pageBytes = header.pageSize().bytes();
        long done = fromOffset;
        runFileOffset = fromOffset;
        for (int place = newest.placeOf(fromOffset / pageBytes + 1); place < newest.size(); place++) {
            long pageNumber = newest.pageNumber(place);
            long fileOffset = header.pageSize().fileOffset(pageNumber);
            if (fileOffset >= toOffset) {
                break;
            }
            copy(done, Math.min(fileOffset, databaseBytes));
            readFrame(newest.frameAt(place), pageNumber);
            put(frame, fileOffset);
            done = fileOffset + pageBytes;
        }
        copy(done, Math.min(toOffset, databaseBytes));
        flush();
    }

    /** What the log does not have. */
    private void copy(long fromOffset, long toOffset) throws IOException {
        if (toOffset - fromOffset <= LONGEST_READ_BYTES) {
            copyThroughBuffer(fromOffset, toOffset);
        } else {
            flush();
            copyDirectly(fromOffset, toOffset);
        }
    }

    private void copyThroughBuffer(long fromOffset, long toOffset) throws IOException {
        long at = fromOffset;
        while (at < toOffset) {
            startAt(at, 1);
            run.limit((int) Math.min(run.capacity(), run.position() + toOffset - at));
            int count = database.read(run, at);
            run.limit(run.capacity());
            if (count <= 0) {
                throw shorter(at);
            }
            at += count;
        }
    }

    private void copyDirectly(long fromOffset, long toOffset) throws IOException {
        long at = fromOffset;
        while (at < toOffset) {
            long count;
            // The channel's position is all threads'. The system, too, has one of them write to a file at a time.
            synchronized (target) {
                target.position(at);
                count = database.transferTo(at, Math.min(CHUNK_BYTES, toOffset - at), target);
            }
            if (count <= 0) {
                throw shorter(at);
            }
            at += count;
        }
    }

    private MalformedFileException shorter(long fileOffset) {
        return new MalformedFileException(
                databaseFile, fileOffset, FileFormatException.NO_PAGE, "the database has become shorter");
    }

    /** Leaves the frame's page in {@link #frame}. */
    private void readFrame(long frameNumber, long pageNumber) throws IOException {
        long fileOffset = WalLayout.HEADER_BYTES + frameNumber * header.frameBytes();
        frame.clear();
        while (frame.hasRemaining()) {
            if (log.read(frame, fileOffset + frame.position()) < 0) {
                throw recovery.changed(fileOffset);
            }
        }
        if (Integer.toUnsignedLong(frame.getInt(WalLayout.FRAME_PAGE_NUMBER)) != pageNumber
                || frame.getInt(WalLayout.FRAME_SALT_1) != header.salt1()
                || frame.getInt(WalLayout.FRAME_SALT_2) != header.salt2()) {
            throw recovery.changed(fileOffset);
        }
        frame.position(WalLayout.FRAME_HEADER_BYTES);
    }

    private void put(ByteBuffer page, long fileOffset) throws IOException {
        startAt(fileOffset, page.remaining());
        run.put(page);
    }

    /** Makes room for what belongs there. */
    private void startAt(long fileOffset, int byteCount) throws IOException {
        if (fileOffset != runFileOffset + run.position() || run.remaining() < byteCount) {
            flush();
            runFileOffset = fileOffset;
        }
    }

    private void flush() throws IOException {
        run.flip();
        long fileOffset = runFileOffset;
        while (run.hasRemaining()) {
            fileOffset += target.write(run, fileOffset);
        }
        run.clear();
    }
}
