package dev.ltx4j.restore;

import dev.ltx4j.ltx.PageBatch;
import dev.ltx4j.ltx.PageConsumer;
import dev.ltx4j.sqlite.PageSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the pages of one file and writes those that no newer file has brought: to their places in a database, or to a
 * stage where they wait for a snapshot. Called by several threads. What was written counts once the whole file has verified; until then only {@link #own} knows of it.
 */
final class UnwrittenPages implements PageConsumer {
    private final FileChannel database;
    private final PageSet written;
    private final @Nullable PageOrigins origins;
    private final int file;
    private final PageSet own = new PageSet();
    private @Nullable PageStage stage;
    private boolean merging;
    private LongConsumer inOrder = byteCount -> {};
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

    /** From now on pages wait on a stage. */
    void writeTo(PageStage target) {
        stage = target;
    }

    /** From now on the pages that wait on a stage go to their places together with the file's own. */
    void mergeWith(PageStage waiting) {
        waiting.sort();
        stage = waiting;
        merging = true;
    }

    /** From now on somebody is told how many bytes go to their places. */
    void tell(LongConsumer listener) {
        inOrder = listener;
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
        PageStage pages = stage;
        if (pages == null) {
            batch.forEachRun(this::isWanted, (start, end) -> writeRun(batch, start, end));
        } else if (merging) {
            pages.mergeInto(batch);
            batch.forEachRun(
                    pageNumber -> isWanted(pageNumber) || pages.holds(pageNumber),
                    (start, end) -> writeRun(batch, start, end));
        } else {
            pages.append(batch, this::isWanted);
        }
        count(batch);
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
        inOrder.accept((long) (end - start) * pageBytes);
    }

    private void count(PageBatch batch) {
        long wantedChecksum = 0;
        for (int index = 0; index < batch.count(); index++) {
            if (isWanted(batch.pageNumber(index))) {
                wantedChecksum ^= batch.pageChecksum(index) ^ (1L << 63);
            }
        }
        synchronized (own) {
            checksum ^= wantedChecksum;
            for (int index = 0; index < batch.count(); index++) {
                long pageNumber = batch.pageNumber(index);
                if (!isWanted(pageNumber)) {
                    continue;
                }
                own.add(pageNumber);
                if (origins != null) {
                    origins.set(pageNumber, file, PageOrigins.Kind.SOUND);
                }
            }
        }
    }
}
