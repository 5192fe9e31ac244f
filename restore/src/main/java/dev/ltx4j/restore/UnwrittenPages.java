package dev.ltx4j.restore;

import dev.ltx4j.ltx.PageBatch;
import dev.ltx4j.ltx.PageConsumer;
import dev.ltx4j.sqlite.PageSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Takes the pages of one file and writes those that no newer file has brought to their places in a database. Called by
 * several threads. What was written counts once the whole file has verified; until then only {@link #own} knows of it.
 */
final class UnwrittenPages implements PageConsumer {
    private final FileChannel database;
    private final PageSet written;
    private final @Nullable PageOrigins origins;
    private final int file;
    private final PageSet own = new PageSet();
    private long limit;
    private long checksum;

    /**
     * @param written the pages of newer files, which must not change while the file is read
     * @param origins is told of each page that is written, or null
     * @param file the file's number there
     */
    UnwrittenPages(FileChannel database, PageSet written, @Nullable PageOrigins origins, int file) {
        this.database = database;
        this.written = written;
        this.origins = origins;
        this.file = file;
    }

    /** Sets the last page that is wanted; none is until then. */
    void limit(long pageNumber) {
        limit = pageNumber;
    }

    /** The pages that were written. */
    PageSet own() {
        return own;
    }

    /** The xor of their checksums, without its top bit. */
    long checksum() {
        return checksum;
    }

    @Override
    public void accept(PageBatch batch) throws IOException {
        batch.forEachRun(this::isWanted, (start, end) -> writeRun(batch, start, end));
    }

    private boolean isWanted(long pageNumber) {
        return pageNumber <= limit && !written.contains(pageNumber);
    }

    private void writeRun(PageBatch batch, int start, int end) throws IOException {
        int pageBytes = batch.pageSize().bytes();
        ByteBuffer pages = ByteBuffer.wrap(batch.array(), batch.arrayOffset(start), (end - start) * pageBytes);
        long fileOffset = batch.pageSize().fileOffset(batch.pageNumber(start));
        while (pages.hasRemaining()) {
            fileOffset += database.write(pages, fileOffset);
        }
        long runChecksum = 0;
        for (int index = start; index < end; index++) {
            runChecksum ^= batch.pageChecksum(index) ^ (1L << 63);
        }
        synchronized (own) {
            checksum ^= runChecksum;
            for (int index = start; index < end; index++) {
                own.add(batch.pageNumber(index));
                if (origins != null) {
                    origins.set(batch.pageNumber(index), file, PageOrigins.Kind.SOUND);
                }
            }
        }
    }
}
