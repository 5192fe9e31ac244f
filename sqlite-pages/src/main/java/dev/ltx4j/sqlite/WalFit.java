package dev.ltx4j.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** Whether a log that has committed frames can be this database's. */
record WalFit(WalRecovery recovery, FileChannel database, String databaseFile) {
    /** What SQLite grants a commit size beyond database and frames: room for the lock page, which has no frame. */
    private static final long UNACCOUNTED_BYTES = PageSize.MAX_BYTES;

    void requireFit(PageSize pageSize) throws IOException {
        long databaseBytes = database.size();
        if (databaseBytes == 0) {
            throw new MalformedFileException(
                    databaseFile,
                    FileFormatException.NO_OFFSET,
                    FileFormatException.NO_PAGE,
                    "the database is empty although its WAL holds " + recovery.committedFrames() + " committed frames");
        }
        long accountedBytes = databaseBytes + recovery.committedFrames() * pageSize.bytes() + UNACCOUNTED_BYTES;
        if (recovery.commit() * pageSize.bytes() > accountedBytes) {
            throw new MalformedFileException(
                    recovery.file(),
                    FileFormatException.NO_OFFSET,
                    FileFormatException.NO_PAGE,
                    "commits " + recovery.commit() + " pages, more than the database of " + databaseBytes
                            + " bytes and " + recovery.committedFrames() + " frames can give");
        }
        DatabaseHeader before = headerBefore();
        if (before != null) {
            requirePageSize(before, pageSize);
        }
    }

    /** The header before the log, or null if there is none yet: the log may bring the first page. */
    private @Nullable DatabaseHeader headerBefore() throws IOException {
        try {
            return DatabaseHeader.read(database, databaseFile);
        } catch (FileFormatException e) {
            return null;
        }
    }

    /** After the frames: gives the file its length, and looks whether it is a database of these pages now. */
    void complete(PageSize pageSize) throws IOException {
        long byteCount = recovery.commit() * pageSize.bytes();
        long databaseBytes = database.size();
        if (databaseBytes > byteCount) {
            database.truncate(byteCount);
        } else if (databaseBytes < byteCount) {
            database.write(ByteBuffer.wrap(new byte[1]), byteCount - 1);
        }
        requirePageSize(DatabaseHeader.read(database, databaseFile), pageSize);
    }

    void requirePageSize(DatabaseHeader databaseHeader, PageSize pageSize) throws MalformedFileException {
        if (!databaseHeader.pageSize().equals(pageSize)) {
            throw new MalformedFileException(
                    recovery.file(),
                    WalLayout.PAGE_SIZE,
                    FileFormatException.NO_PAGE,
                    "page size " + pageSize + ", but that of the database is " + databaseHeader.pageSize()
                            + "; the WAL is not this database's");
        }
    }
}
