package dev.ltx4j.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Writes pages to their places in a database file. Pages that follow one another in number go out together: SQLite sorts
 * the frames of a transaction by page number, so there are long runs.
 */
final class PageRunWriter {
    private static final int BUFFER_BYTES = 1 << 18;

    private final FileChannel database;
    private final PageSize pageSize;
    private final ByteBuffer run = ByteBuffer.allocate(BUFFER_BYTES);
    private long runFileOffset;

    PageRunWriter(FileChannel database, PageSize pageSize) {
        this.database = database;
        this.pageSize = pageSize;
    }

    /** Whether pages of this size go to this file. */
    boolean isTo(FileChannel otherDatabase, PageSize otherPageSize) {
        return database == otherDatabase && pageSize.equals(otherPageSize);
    }

    /** Takes a copy of the page; it is in the file once {@link #flush} has returned. */
    void write(long pageNumber, byte[] page) throws IOException {
        write(pageNumber, page, 0);
    }

    /** The same with a page in a larger array. */
    void write(long pageNumber, byte[] array, int arrayOffset) throws IOException {
        long fileOffset = pageSize.fileOffset(pageNumber);
        if (fileOffset != runFileOffset + run.position() || run.remaining() < pageSize.bytes()) {
            flush();
            runFileOffset = fileOffset;
        }
        run.put(array, arrayOffset, pageSize.bytes());
    }

    void flush() throws IOException {
        run.flip();
        long fileOffset = runFileOffset;
        while (run.hasRemaining()) {
            fileOffset += database.write(run, fileOffset);
        }
        run.clear();
    }
}
