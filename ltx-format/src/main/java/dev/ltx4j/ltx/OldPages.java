package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageSet;
import dev.ltx4j.sqlite.PageSize;
import dev.ltx4j.sqlite.PageTransaction;
import java.io.IOException;

/** The pages of a database as it is before files are applied to it, read from front to end. For one use. */
final class OldPages {
    private static final int BUFFER_BYTES = 1 << 18;

    private final PageTransaction database;
    private final PageSize pageSize;
    private final long keptPages;
    private final PageSet replaced;
    private final DatabaseChecksum keptChecksum;
    private final DatabaseChecksum goneChecksum;

    /**
     * @param keptPages pages beyond this are gone afterwards
     * @param replaced and so are these
     */
    OldPages(PageTransaction database, PageSize pageSize, long keptPages, PageSet replaced) {
        this.database = database;
        this.pageSize = pageSize;
        this.keptPages = keptPages;
        this.replaced = replaced;
        this.keptChecksum = new DatabaseChecksum(pageSize);
        this.goneChecksum = new DatabaseChecksum(pageSize);
    }

    /**
     * Reads all pages.
     *
     * @param sink takes those that are kept
     */
    void read(NewestPages.Sink sink) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        int pageBytes = pageSize.bytes();
        long pageNumber = 1;
        int byteCount;
        do {
            Interrupts.check(database.file().toString());
            byteCount = database.read(pageSize.fileOffset(pageNumber), buffer, 0, buffer.length);
            int pageCount = byteCount / pageBytes;
            if (byteCount % pageBytes != 0) {
                throw new MalformedFileException(
                        database.file().toString(),
                        pageSize.fileOffset(pageNumber + pageCount),
                        pageNumber + pageCount,
                        "database ends inside a page: " + byteCount % pageBytes + " of " + pageSize + " bytes");
            }
            take(buffer, pageNumber, pageCount, sink);
            pageNumber += pageCount;
        } while (byteCount == buffer.length);
    }

    private void take(byte[] buffer, long firstPage, int pageCount, NewestPages.Sink sink) throws IOException {
        int start = 0;
        for (int index = 0; index < pageCount; index++) {
            long pageNumber = firstPage + index;
            boolean kept = isKept(pageNumber);
            (kept ? keptChecksum : goneChecksum).add(pageNumber, buffer, index * pageSize.bytes());
            if (!kept) {
                write(buffer, firstPage, start, index, sink);
                start = index + 1;
            }
        }
        write(buffer, firstPage, start, pageCount, sink);
    }

    private void write(byte[] buffer, long firstPage, int start, int end, NewestPages.Sink sink) throws IOException {
        if (start < end) {
            sink.write(firstPage + start, buffer, start * pageSize.bytes(), end - start);
        }
    }

    /** The lock page is zeros in every database that is written here. */
    private boolean isKept(long pageNumber) {
        return pageNumber <= keptPages && pageNumber != pageSize.lockPage() && !replaced.contains(pageNumber);
    }

    /** The checksum of the database before. */
    long checksumBefore() {
        return keptChecksum.value() ^ goneChecksum.value() ^ LtxFormat.CHECKSUM_FLAG;
    }

    /** The checksum of the pages that are kept. */
    long keptChecksum() {
        return keptChecksum.value();
    }
}
