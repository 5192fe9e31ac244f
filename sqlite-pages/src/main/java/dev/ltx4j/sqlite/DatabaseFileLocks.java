package dev.ltx4j.sqlite;

import dev.ltx4j.sqlite.DatabaseUnavailableException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** SQLite's locks in a database file. None of them is waited for. */
final class DatabaseFileLocks {
    private final FileChannel database;
    private final Path file;
    private final boolean writing;

    DatabaseFileLocks(FileChannel database, Path file, boolean writing) {
        this.database = database;
        this.file = file;
        this.writing = writing;
    }

    /** Pending, reserved and shared at once; false if somebody holds any of them. */
    boolean tryExclusive() throws IOException {
        return tryLock(LockLayout.PENDING, LockLayout.ALL_BYTES, false) != null;
    }

    /** As SQLite does: the pending byte first, so that a writer that waits for readers to end is not passed. */
    @Nullable
    FileLock tryShared() throws IOException {
        FileLock pending = tryLock(LockLayout.PENDING, 1, true);
        if (pending == null) {
            return null;
        }
        try {
            return tryLock(LockLayout.SHARED, LockLayout.SHARED_BYTES, true);
        } finally {
            pending.release();
        }
    }

    /** Whether somebody writes or is about to. */
    boolean isReserved() throws IOException {
        FileLock reserved = tryLock(LockLayout.RESERVED, 1, true);
        if (reserved == null) {
            return true;
        }
        reserved.release();
        return false;
    }

    private @Nullable FileLock tryLock(long fileOffset, long byteCount, boolean shared) throws IOException {
        try {
            return database.tryLock(fileOffset, byteCount, shared);
        } catch (OverlappingFileLockException e) {
            // Another copy of this class in this JVM.
            return null;
        } catch (IOException e) {
            throw new DatabaseUnavailableException(
                    Reason.NO_LOCKS,
                    writing,
                    file,
                    file + " cannot be locked, so others cannot be kept from using it: " + e.getMessage()
                            + "; copy it to a local disk",
                    e);
        }
    }
}
