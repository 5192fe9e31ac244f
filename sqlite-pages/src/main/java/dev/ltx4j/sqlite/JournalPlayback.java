package dev.ltx4j.sqlite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Puts the pages of a rollback journal back into a database, as SQLite does when it finds a hot one. The journal ends
 * where a record was not completely written: at the end of the file, at a checksum that does not fit, at a page that
 * cannot be, or where a header is missing. Forces nothing, and leaves the journal.
 *
 * <p>Source: SQLite file format, section 3.
 */
final class JournalPlayback {
    private final WritableFile journal;
    private final String journalName;
    private final long journalBytes;
    private final WritableFile database;
    private final byte[] headerBytes = new byte[JournalLayout.HEADER_BYTES];

    JournalPlayback(WritableFile journal, String journalName, WritableFile database) throws IOException {
        this.journal = journal;
        this.journalName = journalName;
        this.journalBytes = journal.byteCount();
        this.database = database;
    }

    /**
     * Plays the journal back.
     *
     * @throws UnsupportedFileException if it is part of a transaction over several databases
     * @throws MalformedFileException if it cannot be the journal of this database
     */
    void run() throws IOException {
        refuseSuperJournal();
        JournalHeader first = readHeader(0, JournalLayout.SECTOR_BYTES, true);
        if (first == null) {
            return;
        }
        PageSize pageSize = pageSize(first);
        long recordBytes = pageSize.bytes() + (long) JournalLayout.RECORD_EXTRA_BYTES;
        checkSize(first.pages(), pageSize, journalBytes / recordBytes);
        // To the byte; SQLite leaves a last page that is cut short, and takes the rest of it for zeros.
        database.setByteCount(pageSize.fileOffset(first.pages() + 1));
        byte[] record = new byte[(int) recordBytes];
        long fileOffset = 0;
        JournalHeader header = first;
        while (header != null) {
            fileOffset += first.sectorBytes();
            long records = header.records() == JournalLayout.RECORDS_TO_THE_END
                    ? (journalBytes - first.sectorBytes()) / recordBytes
                    : header.records();
            for (long i = 0; i < records; i++) {
                if (!playRecord(fileOffset, record, header.nonce(), first.pages(), pageSize)) {
                    return;
                }
                fileOffset += recordBytes;
            }
            fileOffset = roundUp(fileOffset, first.sectorBytes());
            header = readHeader(fileOffset, first.sectorBytes(), false);
        }
    }

    /** False if it is none, and the journal ends. */
    private boolean playRecord(long fileOffset, byte[] record, int nonce, long pages, PageSize pageSize)
            throws IOException {
        if (journal.read(fileOffset, record, 0, record.length) < record.length) {
            return false;
        }
        long pageNumber = WalLayout.unsignedWord(record, JournalLayout.RECORD_PAGE_NUMBER);
        if (pageNumber == 0 || pageNumber == pageSize.lockPage()) {
            return false;
        }
        if (pageNumber > pages) {
            return true;
        }
        int pageBytes = pageSize.bytes();
        int checksum = JournalLayout.checksum(nonce, record, JournalLayout.RECORD_PAGE, pageBytes);
        if (checksum != WalLayout.word(record, JournalLayout.RECORD_PAGE + pageBytes)) {
            return false;
        }
        database.write(pageSize.fileOffset(pageNumber), record, JournalLayout.RECORD_PAGE, pageBytes);
        return true;
    }

    /** Null if there is none, and the journal ends. */
    private @Nullable JournalHeader readHeader(long fileOffset, int sectorBytes, boolean first) throws IOException {
        if (fileOffset + sectorBytes > journalBytes
                || journal.read(fileOffset, headerBytes, 0, headerBytes.length) < headerBytes.length) {
            return null;
        }
        return JournalHeader.parse(headerBytes, first);
    }

    private PageSize pageSize(JournalHeader header) throws IOException {
        if (header.pageBytes() != 0) {
            return PageSize.of(header.pageBytes());
        }
        byte[] bytes = new byte[DatabaseHeader.BYTES];
        if (database.read(0, bytes, 0, bytes.length) < bytes.length) {
            throw malformed(JournalLayout.PAGE_SIZE, "the page size is neither in the journal nor in the database");
        }
        return DatabaseHeader.parse(bytes, journalName).pageSize();
    }

    /** The journal of a database that was cut off holds what was cut: it cannot make it larger than that. */
    private void checkSize(long pages, PageSize pageSize, long mostRecords) throws IOException {
        long found = database.byteCount() / pageSize.bytes();
        if (pages - found > mostRecords + 1) {
            throw malformed(
                    JournalLayout.PAGES,
                    "the database had " + pages + " pages and has " + found
                            + ", but the journal has no room for more than " + mostRecords);
        }
    }

    /**
     * Such a journal counts only as long as the super-journal exists, and that one goes when all databases are rolled
     * back. SQLite knows how.
     */
    private void refuseSuperJournal() throws IOException {
        byte[] end = new byte[JournalLayout.SUPER_TRAILER_BYTES];
        long trailerOffset = journalBytes - end.length;
        if (trailerOffset < 0 || journal.read(trailerOffset, end, 0, end.length) < end.length) {
            return;
        }
        long nameBytes = WalLayout.unsignedWord(end, 0);
        boolean magic = WalLayout.word(end, 8) == (int) (JournalLayout.MAGIC_VALUE >>> Integer.SIZE)
                && WalLayout.word(end, 12) == (int) JournalLayout.MAGIC_VALUE;
        if (!magic || nameBytes == 0 || nameBytes > trailerOffset) {
            return;
        }
        byte[] name = new byte[(int) Math.min(nameBytes, PageSize.MIN_BYTES)];
        int count = journal.read(trailerOffset - nameBytes, name, 0, name.length);
        throw new UnsupportedFileException(
                journalName,
                trailerOffset - nameBytes,
                FileFormatException.NO_PAGE,
                "the journal is part of a transaction over several databases, with the super-journal \""
                        + printable(name, count) + "\"; open this database once with SQLite, which rolls it back");
    }

    private static String printable(byte[] name, int byteCount) {
        return new String(name, 0, byteCount, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
    }

    private static long roundUp(long fileOffset, int sectorBytes) {
        return (fileOffset + sectorBytes - 1) / sectorBytes * sectorBytes;
    }

    private MalformedFileException malformed(long fileOffset, String detail) {
        return new MalformedFileException(journalName, fileOffset, FileFormatException.NO_PAGE, detail);
    }
}
