package dev.ltx4j.sqlite;

/**
 * Where the fields of a rollback journal are. All are big-endian.
 *
 * <pre>
 * header, one sector                     record                 end of a journal of several databases
 *  0  magic                               0  page number         0  lock page (a record that is none)
 *  8  records that follow                 4  the page            4  name of the super-journal
 * 12  nonce of the checksums              …  checksum               length of the name
 * 16  size of the database before, pages                            checksum of the name
 * 20  size of a sector in bytes                                     magic
 * 24  page size in bytes
 * </pre>
 *
 * A journal may hold several headers, each at the start of a sector and followed by its records. Only the first header's
 * sizes count.
 *
 * <p>Source: SQLite file format, section 3.
 */
final class JournalLayout {
    static final int MAGIC = 0;
    static final int RECORDS = 8;
    static final int NONCE = 12;
    static final int PAGES = 16;
    static final int SECTOR_SIZE = 20;
    static final int PAGE_SIZE = 24;
    static final int HEADER_BYTES = 28;

    static final long MAGIC_VALUE = 0xd9d5_05f9_20a1_63d7L;

    /** The number of records that stands for "up to the end of the file". */
    static final long RECORDS_TO_THE_END = 0xffff_ffffL;

    static final int MIN_SECTOR_BYTES = 32;
    static final int MAX_SECTOR_BYTES = 65536;

    /** The sector of the journals that are written here, and the smallest file that SQLite takes for a journal. */
    static final int SECTOR_BYTES = 512;

    static final int RECORD_PAGE_NUMBER = 0;
    static final int RECORD_PAGE = 4;

    /** Page number and checksum: what a record has beside its page. */
    static final int RECORD_EXTRA_BYTES = 8;

    /** The checksum takes one byte in so many, from the page's end on. */
    static final int CHECKSUM_STEP = 200;

    /** What stands behind the name of a super-journal. */
    static final int SUPER_TRAILER_BYTES = 16;

    private JournalLayout() {}

    /** The checksum of a record, which SQLite keeps short: it is to find a record that was not written, not a changed one. */
    static int checksum(int nonce, byte[] array, int arrayOffset, int pageBytes) {
        int sum = nonce;
        for (int i = pageBytes - CHECKSUM_STEP; i > 0; i -= CHECKSUM_STEP) {
            sum += Byte.toUnsignedInt(array[arrayOffset + i]);
        }
        return sum;
    }
}
