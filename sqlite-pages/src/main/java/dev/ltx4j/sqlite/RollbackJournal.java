package dev.ltx4j.sqlite;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongPredicate;

/**
 * Writes a rollback journal: the pages of a database as they are before they are changed, in a file that SQLite plays
 * back, too, if it finds it. It counts from the moment when its header says how many records there are, and that is only
 * written when all of them are on the disk.
 *
 * <p>Source: SQLite file format, section 3; {@link JournalLayout}.
 */
final class RollbackJournal {
    private static final int BUFFER_BYTES = 1 << 18;

    private final WritableFile database;
    private final PageSize pageSize;
    private final long pageCount;

    /** @param pageCount the size of the database in whole pages, which it will get back */
    RollbackJournal(WritableFile database, PageSize pageSize, long pageCount) {
        this.database = database;
        this.pageSize = pageSize;
        this.pageCount = pageCount;
    }

    /**
     * Whether SQLite would play back a journal, unless somebody is writing it. It would not if the database has no byte:
     * then the journal is left from another one, or from the database's very first transaction.
     */
    static boolean isHot(Path journal, long databaseBytes) throws IOException {
        if (databaseBytes == 0 || !Files.exists(journal)) {
            return false;
        }
        // Not a channel: an interrupt would end the rolling back.
        try (FileInputStream in = new FileInputStream(journal.toFile())) {
            return in.read() > 0;
        }
    }

    /**
     * Writes the journal and forces it to the disk. From then on the pages may be changed.
     *
     * @param journal empty
     * @param changed whether a page is to be kept; not asked about the lock page and pages that the database lacks
     */
    void write(WritableFile journal, LongPredicate changed) throws IOException {
        int nonce = ThreadLocalRandom.current().nextInt();
        int sectorBytes = JournalLayout.SECTOR_BYTES;
        JournalHeader unfinished = new JournalHeader(0, nonce, pageCount, sectorBytes, pageSize.bytes());
        journal.write(0, unfinished.toBytes(), 0, sectorBytes);
        long records = writeRecords(journal, nonce, changed);
        journal.force();
        JournalHeader header = new JournalHeader(records, nonce, pageCount, sectorBytes, pageSize.bytes());
        journal.write(0, header.toBytes(), 0, sectorBytes);
        journal.force();
    }

    private long writeRecords(WritableFile journal, int nonce, LongPredicate changed) throws IOException {
        int pageBytes = pageSize.bytes();
        int recordBytes = pageBytes + JournalLayout.RECORD_EXTRA_BYTES;
        byte[] buffer = new byte[Math.max(1, BUFFER_BYTES / recordBytes) * recordBytes];
        long lockPage = pageSize.lockPage();
        long fileOffset = JournalLayout.SECTOR_BYTES;
        long records = 0;
        int filled = 0;
        for (long pageNumber = 1; pageNumber <= pageCount; pageNumber++) {
            if (pageNumber == lockPage || !changed.test(pageNumber)) {
                continue;
            }
            if (filled == buffer.length) {
                Interrupts.check("interrupted while writing the rollback journal");
                journal.write(fileOffset, buffer, 0, filled);
                fileOffset += filled;
                filled = 0;
            }
            putRecord(buffer, filled, nonce, pageNumber);
            filled += recordBytes;
            records++;
        }
        journal.write(fileOffset, buffer, 0, filled);
        return records;
    }

    private void putRecord(byte[] buffer, int arrayOffset, int nonce, long pageNumber) throws IOException {
        int pageBytes = pageSize.bytes();
        int pageOffset = arrayOffset + JournalLayout.RECORD_PAGE;
        WalLayout.putWord(buffer, arrayOffset + JournalLayout.RECORD_PAGE_NUMBER, (int) pageNumber);
        if (database.read(pageSize.fileOffset(pageNumber), buffer, pageOffset, pageBytes) < pageBytes) {
            throw new IOException("the database became shorter while its pages were kept, at page " + pageNumber);
        }
        WalLayout.putWord(buffer, pageOffset + pageBytes, JournalLayout.checksum(nonce, buffer, pageOffset, pageBytes));
    }
}
