package dev.ltx4j.restore;

import dev.ltx4j.ltx.PageBatch;
import dev.ltx4j.sqlite.PageSize;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * Pages of newer files that wait for the snapshot, so that both go to their places together, in order and in long runs:
 * a history's pages lie all over the database, and a write for each of them costs more than to decompress it. They wait
 * one behind the other in the database file itself, behind where the database will end, and are cut off there when it is
 * complete. When there are too many of them they go to their places, and the stage is empty again.
 *
 * <p>Those of a file that has not been verified yet can be dropped. Pages are appended by several threads; while pages
 * are merged, by several threads too, none is appended. Memory: 8 bytes a page, 1 MiB at most.
 */
final class PageStage {
    /** What a restore may need on the disk beside the database, for as long as it runs. */
    static final long MOST_BYTES = 256L << 20;

    private static final int MOST_PAGES = 1 << 17;
    private static final int FIRST_CAPACITY = 1 << 14;
    private static final int RUN_BYTES = 1 << 18;
    private static final int SMALL_SHARE = 16;

    /** An entry is a page number and, in so many bits, a place; so sorted entries are sorted by page. */
    private static final int PLACE_BITS = 20;

    private static final long PLACE_MASK = (1L << PLACE_BITS) - 1;

    private final FileChannel database;
    private final PageSize pageSize;
    private final long fileOffset;
    private final int mostPages;
    private long[] entries = new long[FIRST_CAPACITY];
    private int count;
    private int kept;

    /**
     * @param database open for reading and writing
     * @param commit the size that the database will have, in pages
     */
    PageStage(FileChannel database, PageSize pageSize, long commit) {
        this(database, pageSize, commit, (int) Math.min(MOST_PAGES, MOST_BYTES / pageSize.bytes()));
    }

    /** @param mostPages how many pages wait at most; as many as a batch at least */
    PageStage(FileChannel database, PageSize pageSize, long commit, int mostPages) {
        this.database = database;
        this.pageSize = pageSize;
        this.fileOffset = pageSize.fileOffset(commit + 1);
        this.mostPages = mostPages;
    }

    /** What waits at most for a database of so many bytes: no page waits twice. */
    static long mostBytes(long databaseBytes) {
        return Math.min(MOST_BYTES, databaseBytes);
    }

    /** Takes the wanted pages of a batch, whose array is of no use afterwards. None of them is here already. */
    synchronized void append(PageBatch batch, LongPredicate wanted) throws IOException {
        int pageBytes = pageSize.bytes();
        if (count + batch.count() > mostPages) {
            writeToPlaces(0);
            count = 0;
            kept = 0;
        }
        int first = count;
        for (int index = 0; index < batch.count(); index++) {
            if (wanted.test(batch.pageNumber(index))) {
                int to = batch.arrayOffset(count - first);
                if (to != batch.arrayOffset(index)) {
                    System.arraycopy(batch.array(), batch.arrayOffset(index), batch.array(), to, pageBytes);
                }
                add(batch.pageNumber(index));
            }
        }
        if (count > first) {
            ByteBuffer pages = ByteBuffer.wrap(batch.array(), batch.arrayOffset(0), (count - first) * pageBytes);
            write(pages, placeOffset(first));
        }
    }

    private void add(long pageNumber) {
        if (count == entries.length) {
            entries = Arrays.copyOf(entries, 2 * count);
        }
        entries[count] = entryOf(pageNumber) | count;
        count++;
    }

    /** The pages taken since the last call, or since the start, are right. */
    void keep() {
        kept = count;
    }

    /** The pages that have not been {@linkplain #keep kept} are forgotten. */
    void dropUnkept() {
        count = kept;
    }

    /** To be called when all pages are here and kept, before they are asked for. */
    void sort() {
        InPlaceSort.sort(entries, count);
    }

    /** Whether what waits is so little that it may as well be sent to the disk, and be cut off there. */
    boolean isSmall() {
        return count < mostPages / SMALL_SHARE;
    }

    /** Whether a page waits here. */
    boolean holds(long pageNumber) {
        int at = firstFrom(pageNumber);
        return at < count && pageNumber(at) == pageNumber;
    }

    /** Replaces the pages of a batch that wait here. */
    void mergeInto(PageBatch batch) throws IOException {
        ByteBuffer pages = ByteBuffer.wrap(batch.array());
        int at = firstFrom(batch.pageNumber(0));
        int index = 0;
        while (index < batch.count() && at < count) {
            long pageNumber = batch.pageNumber(index);
            if (pageNumber < pageNumber(at)) {
                index++;
            } else if (pageNumber > pageNumber(at)) {
                at++;
            } else {
                int run = 1;
                while (index + run < batch.count()
                        && at + run < count
                        && batch.pageNumber(index + run) == pageNumber(at + run)
                        && place(at + run) == place(at) + run) {
                    run++;
                }
                pages.limit(batch.arrayOffset(index) + run * pageSize.bytes());
                pages.position(batch.arrayOffset(index));
                read(pages, placeOffset(place(at)));
                pages.clear();
                index += run;
                at += run;
            }
        }
    }

    /**
     * Writes the pages that have not been merged to their places, and forgets all.
     *
     * @param mergedTo the last page that has been; 0 if none has
     */
    void finish(long mergedTo) throws IOException {
        dropUnkept();
        writeToPlaces(mergedTo);
        count = 0;
        kept = 0;
    }

    private void writeToPlaces(long mergedTo) throws IOException {
        sort();
        int pageBytes = pageSize.bytes();
        int at = firstFrom(mergedTo + 1);
        ByteBuffer run = at < count ? ByteBuffer.allocate(RUN_BYTES) : ByteBuffer.allocate(0);
        while (at < count) {
            long first = pageNumber(at);
            do {
                run.limit(run.position() + pageBytes);
                read(run, placeOffset(place(at)));
                at++;
            } while (at < count
                    && run.capacity() - run.position() >= pageBytes
                    && pageNumber(at) == pageNumber(at - 1) + 1);
            run.flip();
            write(run, pageSize.fileOffset(first));
            run.clear();
        }
    }

    /** The first entry that is of this page or a later one. */
    private int firstFrom(long pageNumber) {
        int at = Arrays.binarySearch(entries, 0, count, entryOf(pageNumber));
        return at >= 0 ? at : -at - 1;
    }

    private static long entryOf(long pageNumber) {
        return pageNumber << PLACE_BITS;
    }

    private long pageNumber(int at) {
        return entries[at] >>> PLACE_BITS;
    }

    private long place(int at) {
        return entries[at] & PLACE_MASK;
    }

    private long placeOffset(long place) {
        return fileOffset + place * pageSize.bytes();
    }

    private void write(ByteBuffer pages, long at) throws IOException {
        long fileOffset = at;
        while (pages.hasRemaining()) {
            fileOffset += database.write(pages, fileOffset);
        }
    }

    private void read(ByteBuffer pages, long at) throws IOException {
        long fileOffset = at;
        while (pages.hasRemaining()) {
            int byteCount = database.read(pages, fileOffset);
            if (byteCount < 0) {
                throw new EOFException("the unfinished database has become shorter");
            }
            fileOffset += byteCount;
        }
    }
}
