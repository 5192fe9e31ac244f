package dev.ltx4j.sqlite;

import java.io.Closeable;
import java.io.IOException;

/**
 * The pages of one state of a database, at random: those of a database file ({@link DatabasePages}), or of a file and
 * its write-ahead log ({@link WalPages}). The state must not change while it is read.
 *
 * <p>Works on closed databases only. On POSIX systems, closing any descriptor of a file drops the locks that the whole
 * process holds on it: a JVM that has the same database open through SQLite would lose its protection without a word.
 *
 * <p>Safe for use by several threads, except that nobody reads while one closes.
 */
@Experimental
public interface PageSource extends Closeable {
    /** {@return the database, as a person would name it, for exceptions} */
    String file();

    /** {@return the database's header in this state} */
    DatabaseHeader header();

    /**
     * {@return the number of pages, the lock page included; 1 to 4294967295} It may be wrong in a damaged database.
     */
    long pageCount();

    /** {@return the size of every page} */
    default PageSize pageSize() {
        return header().pageSize();
    }

    /**
     * Reads a page. The lock page is zeros whatever the file holds there: SQLite keeps the place for its file locks.
     *
     * @param pageNumber any number: one that stands in a damaged page need not be checked first
     * @param page where to: as long as the page size. Its content is undefined after an exception
     * @throws MalformedFileException if the database has no such page, or its file ends before or inside it
     * @throws IllegalArgumentException if the array is of another length
     * @throws IOException if reading fails
     */
    void readPage(long pageNumber, byte[] page) throws IOException;
}
