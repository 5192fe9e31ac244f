package dev.ltx4j.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;

/** The second pass over a log that has committed frames: writes them to the database, frame after frame. For one use. */
final class WalApplier {
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
            throw recovery.changed(0);
        }
        PageSize pageSize = header.pageSize();
        WalFit fit = new WalFit(recovery, database, databaseFile);
        fit.requireFit(pageSize);
        writePages(wal, pageSize);
        if (wal.commit() != recovery.commit() || wal.checksum() != recovery.checksum()) {
            throw recovery.changed(wal.fileOffset());
        }
        fit.complete(pageSize);
    }

    /** Pages of a log on their way to the database. */
    interface Pages {
        void write() throws IOException;
    }

    /** Writes pages of a log that has been verified and cannot have changed. */
    void apply(PageSize pageSize, Pages pages) throws IOException {
        WalFit fit = new WalFit(recovery, database, databaseFile);
        fit.requireFit(pageSize);
        pages.write();
        fit.complete(pageSize);
    }

    private void writePages(WalReader wal, PageSize pageSize) throws IOException {
        long lockPage = pageSize.lockPage();
        PageRunWriter pages = new PageRunWriter(database, pageSize);
        for (long frame = 0; frame < recovery.committedFrames(); frame++) {
            if (!wal.next()) {
                throw recovery.changed(wal.endOffset());
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
}
