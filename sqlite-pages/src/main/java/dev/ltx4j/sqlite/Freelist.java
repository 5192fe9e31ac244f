package dev.ltx4j.sqlite;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * The pages on the free list of a database, trunk pages and leaves. Every page on it exists, is on it once, is neither
 * page 1 nor the lock page, and their number is the header's.
 *
 * <p>Immutable. Source: SQLite file format, section 1.5.
 */
@Experimental
public final class Freelist {
    private final long[] sortedPages;
    private final long trunkCount;

    Freelist(long[] sortedPages, long trunkCount) {
        this.sortedPages = sortedPages;
        this.trunkCount = trunkCount;
    }

    /**
     * Reads the free list. Takes 8 bytes of memory per page on it, twice that while it is read; so a damaged list
     * cannot take more than a few times the size of the trunk pages that there really are.
     *
     * @param source the pages of the database
     * @return the free list
     * @throws MalformedFileException if the list runs in a circle, holds a page twice, a page that does not exist or
     *     cannot be free, or has not as many pages as the header says
     * @throws UnsupportedFileException if more than 2147483639 pages are free
     * @throws IOException if reading fails
     */
    public static Freelist read(PageSource source) throws IOException {
        return new FreelistWalk(source).run();
    }

    /** {@return the number of pages on the list: trunks and leaves} */
    public long pageCount() {
        return sortedPages.length;
    }

    /** {@return the number of trunk pages among them} */
    public long trunkCount() {
        return trunkCount;
    }

    /**
     * {@return whether a page is on the list}
     *
     * @param pageNumber any number
     */
    public boolean contains(long pageNumber) {
        return Arrays.binarySearch(sortedPages, pageNumber) >= 0;
    }

    /** {@return the pages in ascending order} */
    public LongStream pages() {
        return Arrays.stream(sortedPages);
    }
}
