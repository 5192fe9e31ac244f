package dev.ltx4j.sqlite;

import dev.ltx4j.sqlite.DatabaseUnavailableException.Reason;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * SQLite's own locks on a database file, so that programs that have it open through SQLite and this one keep out of each
 * other's way. There are two kinds:
 *
 * <ul>
 *   <li>{@link #exclusive}: nobody else reads or writes, neither with a rollback journal nor in WAL mode. For changing
 *       the file.
 *   <li>{@link #reading}: the database as it was at one moment stays readable. Others may read, and may append to the
 *       write-ahead log; nobody writes to the database file or starts the log again.
 * </ul>
 *
 * <pre>{@code
 * try (DatabaseLock lock = DatabaseLock.reading(path, Duration.ofSeconds(5))) {
 *     try (PageSource pages = lock.pages()) {
 *         copy(pages, output);
 *     }
 *     lock.verify();
 *     output.publish();
 * }
 * }</pre>
 *
 * <p><b>The database must be closed in this JVM.</b> On POSIX systems a lock belongs to the process, and closing any
 * descriptor of a file drops all locks that the process holds on it. If this JVM has the database open through SQLite,
 * neither side is kept out, and SQLite loses its locks when this object is closed. While the lock is held, read the
 * database through {@link #database} or {@link #pages} only, and never open its file or its {@code -shm} file in another
 * way, not even to look at it. The {@code -wal} carries no locks.
 *
 * <p><b>What locks cannot do.</b> A program that keeps a connection open outside of WAL mode holds no lock between its
 * transactions. It will notice that the file has changed by the change counter in the database's header, but not that
 * the file was replaced: programs should be stopped before their database is exchanged for another one. Programs that use
 * SQLite without locks, or with dot-file locks, are not seen.
 *
 * <p>One thread uses a lock at a time, but {@link #database} may be read by several. Source: FORMAT.md, "Locks".
 */
@Experimental
public final class DatabaseLock implements Closeable {
    private static final long POLL_MILLIS = 10;
    private static final long UNKNOWN = WalIndexLock.UNKNOWN;

    private final Path file;
    private final Object key;
    private final RandomAccessFile database;
    private final boolean writing;
    private final DatabaseFileLocks locks;
    private @Nullable WalIndexLock walIndex;
    private boolean walUnguarded;
    private long walBytes = UNKNOWN;
    private boolean closed;

    private DatabaseLock(Path file, Object key, boolean writing) throws IOException {
        this.file = file;
        this.writing = writing;
        this.key = key;
        this.database = open(file, writing);
        this.locks = new DatabaseFileLocks(database.getChannel(), file, writing);
    }

    /**
     * Waits until nobody else uses the database, and keeps everybody away. Whether it is in WAL mode does not matter:
     * all who use it then hold a shared lock on the database file as long as they have it open.
     *
     * @param database an existing file that can be written to; links to it are followed, as SQLite does
     * @param patience how long to wait for others; zero for not at all
     * @return the lock
     * @throws DatabaseUnavailableException if others do not make room in that time, or the file system has no locks
     * @throws OutputRefusedException if the file must not be written to
     * @throws java.nio.file.FileSystemException if it, or one of those that SQLite keeps beside it, is a folder, a pipe or
     *     a device
     * @throws InterruptedIOException if the thread is interrupted while it waits
     * @throws java.nio.file.NoSuchFileException if there is no such file
     */
    public static DatabaseLock exclusive(Path database, Duration patience) throws IOException {
        return acquire(database, patience, true);
    }

    /**
     * Waits until the database can be read, and keeps it as it is then. Where the {@code -shm} file of a database in WAL
     * mode does not exist, nobody has the database open in WAL mode. It is not created for the sake of the locks in it, so
     * that this works on read-only media and leaves nothing behind. If somebody opens the database meanwhile, {@link
     * #verify} tells.
     *
     * @param database an existing file; links to it are followed, as SQLite does
     * @param patience how long to wait for others; zero for not at all
     * @return the lock
     * @throws DatabaseUnavailableException if others do not make room in that time, if there is a hot journal, or if
     *     locks
     *     cannot be had
     * @throws InterruptedIOException if the thread is interrupted while it waits
     * @throws java.nio.file.NoSuchFileException if there is no such file
     */
    public static DatabaseLock reading(Path database, Duration patience) throws IOException {
        return acquire(database, patience, false);
    }

    private static DatabaseLock acquire(Path database, Duration patience, boolean writing) throws IOException {
        Path file = database.toRealPath();
        RegularFile.requireDatabase(file);
        Object key = LockedFiles.keyOf(file);
        if (!LockedFiles.add(key)) {
            throw new DatabaseUnavailableException(
                    Reason.LOCKED, writing, file, file + " is locked by this program already, for other work on it");
        }
        DatabaseLock lock = null;
        boolean held = false;
        try {
            lock = new DatabaseLock(file, key, writing);
            lock.await(patience);
            if (!LockedFiles.keyOf(file).equals(key)) {
                throw new DatabaseUnavailableException(
                        Reason.LOCKED,
                        writing,
                        file,
                        file + " was replaced by another program just now; run this again");
            }
            held = true;
            return lock;
        } finally {
            if (lock == null) {
                LockedFiles.remove(key);
            } else if (!held) {
                lock.close();
            }
        }
    }

    private static RandomAccessFile open(Path file, boolean writing) throws IOException {
        try {
            return new RandomAccessFile(file.toFile(), writing ? "rw" : "r");
        } catch (FileNotFoundException e) {
            // That is what it throws for everything.
            throw writing ? OutputRefusedException.explain(e, file) : e;
        }
    }

    private void await(Duration patience) throws IOException {
        long start = System.nanoTime();
        while (!(writing ? locks.tryExclusive() : tryReading())) {
            if (System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(patience.toMillis())) {
                throw new DatabaseUnavailableException(
                        Reason.LOCKED,
                        writing,
                        file,
                        file + " is locked: another process has it open; stop that one, or try again when it is idle");
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for a lock on " + file);
            }
        }
    }

    /** Leaves nothing locked when it does not succeed. */
    private boolean tryReading() throws IOException {
        FileLock shared = locks.tryShared();
        if (shared == null) {
            return false;
        }
        if (isInterruptedTransaction()) {
            Path journal = Sidecar.JOURNAL.of(file);
            throw new DatabaseUnavailableException(
                    Reason.HOT_JOURNAL,
                    false,
                    journal,
                    journal + " is left from a transaction that was cut off: the database is half-written until SQLite"
                            + " rolls it back; open it once with SQLite, such as by sqlite3 " + file
                            + " \"PRAGMA schema_version\"");
        }
        if (usesWal()) {
            walIndex = lockWalIndex();
            walUnguarded = walIndex == null && !Sidecar.SHM.exists(file);
            if (walIndex == null && !walUnguarded) {
                shared.release();
                return false;
            }
            walBytes = walIndex == null ? UNKNOWN : walIndex.walBytes();
        }
        return true;
    }

    /** Whether there is a journal that nobody writes. */
    private boolean isInterruptedTransaction() throws IOException {
        Path journal = Sidecar.JOURNAL.of(file);
        return RollbackJournal.isHot(journal, database.length())
                && !locks.isReserved()
                // Perhaps the writer ended in between.
                && RollbackJournal.isHot(journal, database.length());
    }

    private boolean usesWal() throws IOException {
        return Sidecar.WAL.exists(file)
                || Sidecar.SHM.exists(file)
                || DatabaseHeader.isWalDatabase(database.getChannel());
    }

    /** Null if there is none, or somebody excludes us. */
    private @Nullable WalIndexLock lockWalIndex() throws IOException {
        Path shm = Sidecar.SHM.of(file);
        if (!Files.exists(shm)) {
            return null;
        }
        try {
            return WalIndexLock.tryLock(shm);
        } catch (IOException e) {
            throw new DatabaseUnavailableException(
                    Reason.NO_LOCKS,
                    writing,
                    shm,
                    shm + " cannot be locked, so others cannot be kept from changing the database: " + e.getMessage()
                            + "; run this as the user that the database belongs to, or stop the programs that use it"
                            + " and move that file away",
                    e);
        }
    }

    /** {@return the database, absolute and with all links resolved; SQLite keeps its other files beside this one} */
    public Path file() {
        return file;
    }

    /**
     * {@return the database file, open for reading, and for writing if the lock is exclusive} Its position does not
     * matter. It must not be closed: that would drop the lock.
     */
    public FileChannel database() {
        return database.getChannel();
    }

    /** The same descriptor, for work that an interrupt must not end half-way: it closes channels. */
    RandomAccessFile uninterruptible() {
        return database;
    }

    /**
     * {@return the write-ahead log from its first byte to behind the last frame that counts; without a byte if none
     * does, or if there is no log} It may be opened again and again, and gives the same bytes each time, whatever
     * others append.
     *
     * @throws UnsupportedFileException if the log's header is right but its version is unknown
     */
    public InputStream openWal() throws IOException {
        if (walBytes == UNKNOWN) {
            walBytes = WalRecovery.scan(walFile()).committedBytes();
        }
        return walBytes == 0
                ? InputStream.nullInputStream()
                : new BoundedInputStream(Files.newInputStream(walFile()), walBytes);
    }

    /** {@return the log, as it is named for errors; it need not exist} */
    public Path walFile() {
        return Sidecar.WAL.of(file);
    }

    /**
     * {@return the pages of the database with its log, at random} To close them leaves the lock; the lock must stay as
     * long as they are used.
     *
     * @throws MalformedFileException if the database is none or empty, or the log does not fit it
     * @throws UnsupportedFileException as {@link WalPages#open} does
     */
    public PageSource pages() throws IOException {
        WalRecovery recovery;
        try (InputStream wal = openWal()) {
            recovery = WalRecovery.scan(wal, walFile().toString());
        }
        WalHeader walHeader = recovery.header();
        if (walHeader == null || recovery.isEmpty()) {
            return new LockedPages(new DatabasePages(database(), file.toString()), () -> {});
        }
        FileChannel wal = FileChannel.open(walFile(), StandardOpenOption.READ);
        try {
            return new LockedPages(WalPages.of(database(), file.toString(), wal, recovery, walHeader), wal::close);
        } catch (IOException | RuntimeException | Error e) {
            PageFile.closeAfter(e, wal);
            throw e;
        }
    }

    /**
     * Says whether all that was read since the lock was taken is of one moment. Call it before what was made of it counts.
     * Trivially true where every lock could be taken; else it is known from the absence of the {@code -shm} file, which
     * whoever opens a database in WAL mode creates, and cannot delete as long as this lock is held.
     *
     * @throws DatabaseUnavailableException if somebody has opened the database meanwhile
     */
    public void verify() throws DatabaseUnavailableException {
        boolean held = !closed && database.getChannel().isOpen() && (walIndex == null || walIndex.isHeld());
        if (!held || (walUnguarded && Sidecar.SHM.exists(file))) {
            throw new DatabaseUnavailableException(
                    Reason.LOCKED,
                    writing,
                    file,
                    held
                            ? "another process has opened " + file + " in WAL mode while it was read;"
                                    + " what was read may be torn, run this again"
                            : "the lock on " + file + " is no longer held");
        }
    }

    /** Releases the lock. Does nothing when called again. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (walIndex != null) {
                walIndex.close();
            }
        } finally {
            try {
                database.close();
            } finally {
                LockedFiles.remove(key);
            }
        }
    }
}
