package dev.ltx4j.sqlite;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** Whole pages from their places in a database file, whatever its header says. */
final class PageFile {
    private final FileChannel database;
    private final PageSize pageSize;

    PageFile(FileChannel database, PageSize pageSize) {
        this.database = database;
        this.pageSize = pageSize;
    }

    /** Refuses a page that does not exist and an array that does not fit. */
    static void requirePage(PageReader source, long pageNumber, byte[] page) throws MalformedFileException {
        if (page.length != source.pageSize().bytes()) {
            throw new IllegalArgumentException(
                    "an array of " + page.length + " bytes for pages of " + source.pageSize());
        }
        if (pageNumber < 1 || pageNumber > source.pageCount()) {
            throw new MalformedFileException(
                    source.file(),
                    FileFormatException.NO_OFFSET,
                    pageNumber,
                    "there is no page " + pageNumber + ": the database has " + source.pageCount());
        }
    }

    /**
     * Reads a page; the lock page is zeros.
     *
     * @return how many of its bytes the file has; the others are zeros
     */
    int read(long pageNumber, byte[] page) throws IOException {
        if (pageNumber == pageSize.lockPage()) {
            Arrays.fill(page, (byte) 0);
            return page.length;
        }
        int byteCount = readFully(database, pageSize.fileOffset(pageNumber), page);
        Arrays.fill(page, byteCount, page.length, (byte) 0);
        return byteCount;
    }

    /**
     * Reads pages that follow one another; the lock page is zeros.
     *
     * @return how many of them the file has
     */
    int readRun(long firstPage, int count, byte[] pages) throws IOException {
        int pageBytes = pageSize.bytes();
        ByteBuffer target = ByteBuffer.wrap(pages, 0, count * pageBytes);
        int whole = readFully(database, pageSize.fileOffset(firstPage), target) / pageBytes;
        long lockPage = pageSize.lockPage() - firstPage;
        if (lockPage >= 0 && lockPage < whole) {
            int from = (int) lockPage * pageBytes;
            Arrays.fill(pages, from, from + pageBytes, (byte) 0);
        }
        return whole;
    }

    /** Reads until the array is full or the file ends; how many bytes it has. */
    static int readFully(FileChannel channel, long fileOffset, byte[] target) throws IOException {
        return readFully(channel, fileOffset, ByteBuffer.wrap(target));
    }

    private static int readFully(FileChannel channel, long fileOffset, ByteBuffer rest) throws IOException {
        int byteCount = 0;
        while (rest.hasRemaining() && byteCount >= 0) {
            byteCount = channel.read(rest, fileOffset + rest.position());
        }
        return rest.position();
    }

    /** Closes what is of no use after a failure, which is what the caller hears of. */
    static void closeAfter(Throwable failure, Closeable useless) {
        try {
            useless.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
