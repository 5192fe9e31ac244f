package dev.ltx4j.sqlite;

import dev.ltx4j.sqlite.DatabaseUnavailableException.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Changes pages of a database file in place, all or nothing, without SQLite: under SQLite's exclusive lock and with a
 * rollback journal that SQLite understands. Killed at any moment, or cut off from power, the database is the old or the
 * new one as soon as somebody opens it: this class, or SQLite itself.
 *
 * <pre>{@code
 * try (PageTransaction transaction = PageTransaction.begin(path, Duration.ofSeconds(5))) {
 *     transaction.prepare(pageSize, transaction.byteCount() / pageSize.bytes(), pageNumber -> pageNumber == 7);
 *     transaction.write(7, page, 0, 1);
 *     transaction.commit(pageCount);
 * }
 * }</pre>
 *
 * <p>The steps: the old pages go into {@code NAME-journal} and to the disk, then the journal's header, then its name in the
 * folder; only now the database is written to, and forced to the disk; then the journal is deleted, which is the moment
 * of the commit. {@link #close} without {@link #commit} puts the old pages back. An interrupt does not disturb any of
 * this: whoever writes looks for it between pages, and closes the transaction.
 *
 * <p>The database need not be SQLite's: any file of whole pages will do. It must be closed in this JVM, see {@link
 * DatabaseLock}. {@link #read} and {@link #write} may be called by several threads, the rest by one.
 */
@Experimental
public final class PageTransaction implements Closeable {
    private final FileOperations operations;
    private final DatabaseLock lock;
    private final WritableFile database;
    private final Path journal;
    private final boolean journalWasPlayedBack;
    private @Nullable PageSize pageSize;
    private LongPredicate overwritten = pageNumber -> false;
    private long keptPages;
    private boolean journalIsThere;
    private boolean ended;
    private boolean closed;

    private PageTransaction(DatabaseLock lock, FileOperations operations) throws IOException {
        this.operations = operations;
        this.lock = lock;
        this.database = operations.database(lock);
        this.journal = Sidecar.JOURNAL.of(lock.file());
        this.journalWasPlayedBack = recover();
        refuseWal();
    }

    /** Before the lock looks at them as what is read, not as what is in the way of writing. */
    private static void refuseFolders(Path database) throws IOException {
        Path file = database.toRealPath();
        for (Sidecar sidecar : Sidecar.values()) {
            Path place = sidecar.of(file);
            if (Files.isDirectory(place)) {
                throw new OutputRefusedException(
                        OutputRefusedException.Reason.STRAY_SIDECAR, place, place + " is a folder; move it away");
            }
        }
    }

    /**
     * Locks a database, and rolls back what a killed program left half-done: a hot journal is played back and deleted,
     * be it SQLite's or ours.
     *
     * @param database an existing file; links to it are followed, as SQLite does
     * @param patience how long to wait for others who have it open; zero for not at all
     * @return a transaction that has changed nothing yet
     * @throws DatabaseUnavailableException if others have it open, or its write-ahead log holds transactions: SQLite
     *     would
     *     write them over whatever is done here
     * @throws FileFormatException if there is a hot journal that cannot be played back
     * @throws OutputRefusedException if the file must not be written to
     * @throws IOException if reading or writing fails
     */
    public static PageTransaction begin(Path database, Duration patience) throws IOException {
        return begin(database, patience, new FileOperations());
    }

    static PageTransaction begin(Path database, Duration patience, FileOperations operations) throws IOException {
        refuseFolders(database);
        DatabaseLock lock = DatabaseLock.exclusive(database, patience);
        try {
            return new PageTransaction(lock, operations);
        } catch (IOException | RuntimeException | Error e) {
            PageFile.closeAfter(e, lock);
            throw e;
        }
    }

    /** {@return the database, absolute and with all links resolved} */
    public Path file() {
        return lock.file();
    }

    /** {@return whether there was a hot journal, so that the database is not as it was found} */
    public boolean journalWasPlayedBack() {
        return journalWasPlayedBack;
    }

    /**
     * {@return the length of the database file, in bytes}
     *
     * @throws IOException if it cannot be told
     */
    public long byteCount() throws IOException {
        return database.byteCount();
    }

    /**
     * Reads from the database file.
     *
     * @param fileOffset where to start, in bytes
     * @param array takes what is read
     * @param arrayOffset where to put its first byte
     * @param byteCount how many bytes to read
     * @return how many bytes were read; fewer than asked for only where the file ends
     * @throws IOException if reading fails
     */
    public int read(long fileOffset, byte[] array, int arrayOffset, int byteCount) throws IOException {
        return database.read(fileOffset, array, arrayOffset, byteCount);
    }

    /**
     * Keeps the pages that are going to change, and cuts off those that are to go. Pages that are written beyond that end
     * later need not be kept; what is not written there is zeros.
     *
     * @param pages the size of all pages
     * @param newEnd after which page the database is cut off now; may be beyond its end
     * @param willChange whether a page up to there is going to be written; asked from 1 on, and later by {@link #write}
     * @throws MalformedFileException if the file does not end with a whole page
     * @throws IOException if writing fails, or the thread is interrupted; nothing has changed then
     * @throws IllegalStateException when called again
     */
    public void prepare(PageSize pages, long newEnd, LongPredicate willChange) throws IOException {
        if (pageSize != null || ended) {
            throw new IllegalStateException("prepared or closed already: " + file());
        }
        long fileBytes = byteCount();
        long pageCount = fileBytes / pages.bytes();
        if (fileBytes % pages.bytes() != 0) {
            throw new MalformedFileException(
                    file().toString(),
                    pages.fileOffset(pageCount + 1),
                    pageCount + 1,
                    "database ends inside a page: " + fileBytes % pages.bytes() + " of " + pages + " bytes");
        }
        pageSize = pages;
        overwritten = willChange;
        keptPages = Math.min(pageCount, newEnd);
        try {
            writeJournal(new RollbackJournal(database, pages, pageCount));
            if (keptPages < pageCount) {
                // Never to nothing: of an empty database, SQLite takes a journal for a leftover and deletes it.
                database.setByteCount(pages.fileOffset(Math.max(keptPages, 1) + 1));
            }
        } catch (IOException e) {
            throw OutputRefusedException.explain(e, journal);
        }
    }

    private void writeJournal(RollbackJournal old) throws IOException {
        // One that is not hot may be here.
        operations.delete(journal);
        journalIsThere = true;
        try (WritableFile file = operations.createJournal(journal, file())) {
            old.write(file, pageNumber -> pageNumber > keptPages || overwritten.test(pageNumber));
        }
        operations.force(folder());
    }

    /**
     * Writes pages that follow one another.
     *
     * @param pageNumber the first one's number
     * @param array holds them one behind the other, from {@code arrayOffset} on
     * @param arrayOffset where the first page starts in the array
     * @param pageCount how many pages there are, 1 or more
     * @throws IllegalArgumentException if one of them has not been kept; nothing is written then
     * @throws OutputRefusedException if the disk is full
     */
    public void write(long pageNumber, byte[] array, int arrayOffset, int pageCount) throws IOException {
        PageSize pages = prepared();
        for (long page = pageNumber; page < pageNumber + pageCount && page <= keptPages; page++) {
            if (!overwritten.test(page)) {
                throw new IllegalArgumentException("page " + page + " was not announced");
            }
        }
        try {
            database.write(pages.fileOffset(pageNumber), array, arrayOffset, pageCount * pages.bytes());
        } catch (IOException e) {
            throw OutputRefusedException.explain(e, file());
        }
    }

    /**
     * Makes the changes last: sets the length of the file, forces it to the disk, and deletes the journal.
     *
     * @param pageCount the database's new size; where it is larger than what was written, zeros follow
     * @throws IOException if that fails; the old pages are put back by {@link #close}
     */
    public void commit(long pageCount) throws IOException {
        PageSize pages = prepared();
        if (pageCount < keptPages) {
            throw new IllegalArgumentException("pages from " + (pageCount + 1) + " on were not announced to go");
        }
        try {
            database.setByteCount(pages.fileOffset(pageCount + 1));
            database.force();
            operations.delete(journal);
        } catch (IOException e) {
            throw OutputRefusedException.explain(e, file());
        }
        journalIsThere = false;
        ended = true;
        operations.force(folder());
    }

    /**
     * Puts a whole new file in the database's place instead of changing it. Its {@code -wal}, {@code -shm} and
     * {@code -journal}, which hold nothing that counts, are deleted before, so that the old database is there until the
     * new one is. The new one gets the owner, if that is allowed, and the permissions of the old one.
     *
     * @param replacement begun for {@link #file}
     * @throws IOException if that fails; the database is the old one then
     */
    public void replaceBy(DatabasePublication replacement) throws IOException {
        if (pageSize != null || ended) {
            throw new IllegalStateException("prepared or closed already: " + file());
        }
        try {
            boolean deleted = false;
            for (Sidecar sidecar : Sidecar.values()) {
                if (sidecar.exists(file())) {
                    operations.delete(sidecar.of(file()));
                    deleted = true;
                }
            }
            if (deleted) {
                operations.force(folder());
            }
            FileOperations.makeAccessibleAs(file(), replacement.temporaryFile());
        } catch (IOException e) {
            throw OutputRefusedException.explain(e, file());
        }
        replacement.publish(true);
        ended = true;
    }

    private PageSize prepared() {
        if (pageSize == null || ended) {
            throw new IllegalStateException("not prepared, or ended already: " + file());
        }
        return pageSize;
    }

    /** Puts the old pages back unless {@link #commit} has returned, and releases the lock. Does nothing when called again. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        ended = true;
        try {
            if (journalIsThere) {
                recover();
                journalIsThere = false;
            }
        } finally {
            lock.close();
        }
    }

    /** Plays a journal back if it is hot; whether it was. The transaction's own counts for an empty database too. */
    private boolean recover() throws IOException {
        long databaseBytes = database.byteCount();
        boolean hot = RollbackJournal.isHot(journal, journalIsThere ? Long.MAX_VALUE : databaseBytes);
        if (hot) {
            try (WritableFile file = operations.openJournal(journal)) {
                // Whoever wrote it may not have got that far, and what follows relies on it.
                file.force();
                new JournalPlayback(file, journal.toString(), database).run();
            }
            database.force();
        }
        if (hot || journalIsThere || (databaseBytes == 0 && Sidecar.JOURNAL.exists(file()))) {
            operations.delete(journal);
            operations.force(folder());
        }
        return hot;
    }

    private void refuseWal() throws IOException {
        Path wal = Sidecar.WAL.of(file());
        if (!WalRecovery.scan(wal).isEmpty()) {
            throw new DatabaseUnavailableException(
                    Reason.WAL_NOT_CHECKPOINTED,
                    true,
                    wal,
                    wal + " holds transactions that are not in " + file()
                            + " yet, and SQLite would write them over any change made there; bring them in first,"
                            + " such as by sqlite3 " + file() + " \"PRAGMA wal_checkpoint(TRUNCATE)\"");
        }
    }

    private Path folder() {
        return Objects.requireNonNull(file().getParent());
    }
}
