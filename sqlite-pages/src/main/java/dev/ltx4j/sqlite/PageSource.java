package dev.ltx4j.sqlite;

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
public interface PageSource extends PageReader {
    /** {@return the database's header in this state} */
    DatabaseHeader header();

    @Override
    default PageSize pageSize() {
        return header().pageSize();
    }
}
