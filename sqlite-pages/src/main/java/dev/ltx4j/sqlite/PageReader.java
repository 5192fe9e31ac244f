package dev.ltx4j.sqlite;

import java.io.Closeable;
import java.io.IOException;

/**
 * Pages at random: those of a database ({@link PageSource}), or of any file that is made of them ({@link FilePages}). They
 * must not change while they are read.
 *
 * <p>Safe for use by several threads, except that nobody reads while one closes.
 */
@Experimental
public interface PageReader extends Closeable {
    /** {@return what the pages are of, as a person would name it, for exceptions} */
    String file();

    /** {@return the size of every page} */
    PageSize pageSize();

    /**
     * {@return the number of pages, the lock page included; 1 to 4294967295} It may be wrong in a damaged database.
     */
    long pageCount();

    /**
     * Reads a page. The lock page is zeros whatever the file holds there: SQLite keeps the place for its file locks.
     *
     * @param pageNumber any number: one that stands in a damaged page need not be checked first
     * @param page where to: as long as the page size. Its content is undefined after an exception
     * @throws MalformedFileException if there is no such page, or the file ends before or inside it
     * @throws IllegalArgumentException if the array is of another length
     * @throws IOException if reading fails
     */
    void readPage(long pageNumber, byte[] page) throws IOException;

    /**
     * Reads pages that follow one another with one access to the file, which is faster than one by one. A source may read
     * fewer than are wanted, or none: for the others, {@link #readPage} reads them or says what is wrong with them.
     *
     * @param firstPage any number
     * @param count how many are wanted, 1 or more
     * @param pages where to, one behind the other: room for all of them. What is behind those that were read is undefined
     * @return how many were read, 0 to {@code count}
     * @throws IOException if reading fails
     */
    default int readPages(long firstPage, int count, byte[] pages) throws IOException {
        return 0;
    }
}
