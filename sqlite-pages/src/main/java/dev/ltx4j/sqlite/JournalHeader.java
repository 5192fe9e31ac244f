package dev.ltx4j.sqlite;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A header of a rollback journal that counts.
 *
 * @param records how many records follow, or {@link JournalLayout#RECORDS_TO_THE_END}
 * @param nonce where the checksums of these records start
 * @param pages the size of the database before the transaction
 * @param sectorBytes what headers are padded to
 * @param pageBytes the size of the page in each record; 0 in journals of SQLite before 3.5.8
 */
record JournalHeader(long records, int nonce, long pages, int sectorBytes, int pageBytes) {
    /**
     * Reads a header as SQLite does: one that makes no sense was not completely written, so the journal ends before it.
     *
     * @param bytes {@link JournalLayout#HEADER_BYTES} of them
     * @param first whether it is the journal's first; the sizes of later ones are not looked at
     */
    static @Nullable JournalHeader parse(byte[] bytes, boolean first) {
        ByteBuffer fields = ByteBuffer.wrap(bytes);
        if (fields.getLong(JournalLayout.MAGIC) != JournalLayout.MAGIC_VALUE) {
            return null;
        }
        long sectorBytes = WalLayout.unsignedWord(bytes, JournalLayout.SECTOR_SIZE);
        long pageBytes = WalLayout.unsignedWord(bytes, JournalLayout.PAGE_SIZE);
        boolean sound = sectorBytes >= JournalLayout.MIN_SECTOR_BYTES
                && sectorBytes <= JournalLayout.MAX_SECTOR_BYTES
                && Long.bitCount(sectorBytes) == 1
                && (pageBytes == 0 || PageSize.isValid(pageBytes));
        if (first && !sound) {
            return null;
        }
        return new JournalHeader(
                WalLayout.unsignedWord(bytes, JournalLayout.RECORDS),
                fields.getInt(JournalLayout.NONCE),
                WalLayout.unsignedWord(bytes, JournalLayout.PAGES),
                first ? (int) sectorBytes : 0,
                first ? (int) pageBytes : 0);
    }

    /** The header as it stands in the file, padded to its sector. */
    byte[] toBytes() {
        return ByteBuffer.allocate(sectorBytes)
                .putLong(JournalLayout.MAGIC, JournalLayout.MAGIC_VALUE)
                .putInt(JournalLayout.RECORDS, (int) records)
                .putInt(JournalLayout.NONCE, nonce)
                .putInt(JournalLayout.PAGES, (int) pages)
                .putInt(JournalLayout.SECTOR_SIZE, sectorBytes)
                .putInt(JournalLayout.PAGE_SIZE, pageBytes)
                .array();
    }
}
