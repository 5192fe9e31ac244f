package dev.ltx4j.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Copies pages from the frames of a log to their places in a database file, those that follow one another in one write. */
final class WalPageCopier {
    private static final int RUN_BYTES = 1 << 18;

    private final WalRecovery recovery;
    private final WalHeader header;
    private final FileChannel log;
    private final FileChannel database;
    private final ByteBuffer frame;
    private final ByteBuffer run = ByteBuffer.allocateDirect(RUN_BYTES);
    private long runFileOffset;

    WalPageCopier(WalRecovery recovery, WalHeader header, FileChannel log, FileChannel database) {
        this.recovery = recovery;
        this.header = header;
        this.log = log;
        this.database = database;
        this.frame = ByteBuffer.allocateDirect(header.frameBytes());
    }

    void copy(WalFrameIndex newest) throws IOException {
        int pageBytes = header.pageSize().bytes();
        for (int place = 0; place < newest.size(); place++) {
            long pageNumber = newest.pageNumber(place);
            read(newest.frameAt(place), pageNumber);
            long fileOffset = header.pageSize().fileOffset(pageNumber);
            if (fileOffset != runFileOffset + run.position() || run.remaining() < pageBytes) {
                flush();
                runFileOffset = fileOffset;
            }
            run.put(frame);
        }
        flush();
    }

    /** Leaves the frame's page in {@link #frame}. */
    private void read(long frameNumber, long pageNumber) throws IOException {
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

    private void flush() throws IOException {
        run.flip();
        long fileOffset = runFileOffset;
        while (run.hasRemaining()) {
            fileOffset += database.write(run, fileOffset);
        }
        run.clear();
    }
}
