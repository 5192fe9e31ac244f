package dev.ltx4j.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** The second pass over a log that has committed frames: writes them to the database. For one use. */
final class WalApplier {
    /** What SQLite grants a commit size beyond database and frames: room for the lock page, which has no frame. */
    private static final long UNACCOUNTED_BYTES = PageSize.MAX_BYTES;

    private final WalRecovery recovery;
    private final FileChannel database;
    private final String databaseFile;

    WalApplier(WalRecovery recovery, FileChannel database, String databaseFile) {
        this.recovery = recovery;
        this.database = database;
        this.databaseFile = databaseFile;
    }

    @SuppressWarnings("resource") // the stream is the caller's
    void apply(InputStream sameWal) throws IOException {
        WalReader wal = new WalReader(sameWal, recovery.file());
        WalHeader header = wal.header();
        if (header == null || !header.equals(recovery.header())) {
            throw changed(0);
        }
        PageSize pageSize = header.pageSize();
        requireFit(pageSize);
        writePages(wal, pageSize);
        if (wal.commit() != recovery.commit() || wal.checksum() != recovery.checksum()) {
            throw changed(wal.fileOffset());
        }
        setLength(recovery.commit() * pageSize.bytes());
        requirePageSize(DatabaseHeader.read(database, databaseFile), pageSize);
    }

    private void requireFit(PageSize pageSize) throws IOException {
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

    private void requirePageSize(DatabaseHeader databaseHeader, PageSize pageSize) throws MalformedFileException {
        if (!databaseHeader.pageSize().equals(pageSize)) {
            throw new MalformedFileException(
                    recovery.file(),
                    WalLayout.PAGE_SIZE,
                    FileFormatException.NO_PAGE,
                    "page size " + pageSize + ", but that of the database is " + databaseHeader.pageSize()
                            + "; the WAL is not this database's");
        }
    }

    private void writePages(WalReader wal, PageSize pageSize) throws IOException {
        long lockPage = pageSize.lockPage();
        PageRunWriter pages = new PageRunWriter(database, pageSize);
        for (long frame = 0; frame < recovery.committedFrames(); frame++) {
            if (!wal.next()) {
                throw changed(wal.endOffset());
            }
            long pageNumber = wal.pageNumber();
            if (pageNumber > recovery.commit()) {
                continue;
            }
            if (pageNumber == lockPage) {
                throw new MalformedFileException(
                        recovery.file(), wal.fileOffset(), pageNumber, "a frame for the lock page");
            }
            pages.write(pageNumber, wal.page());
        }
        pages.flush();
    }

    /** Shortens the file, or lengthens it with zeros. */
    private void setLength(long byteCount) throws IOException {
        long databaseBytes = database.size();
        if (databaseBytes > byteCount) {
            database.truncate(byteCount);
        } else if (databaseBytes < byteCount) {
            database.write(ByteBuffer.wrap(new byte[1]), byteCount - 1);
        }
    }

    private MalformedFileException changed(long fileOffset) {
        return new MalformedFileException(
                recovery.file(),
                fileOffset,
                FileFormatException.NO_PAGE,
                "the WAL has changed since it was scanned: it no longer has the " + recovery.committedFrames()
                        + " committed frames that it had");
    }
}
