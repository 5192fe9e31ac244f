package dev.ltx4j.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * The first 100 bytes of a database file.
 *
 * <p>Immutable. The fields are as they stand in the file; {@link #databasePages}, {@link #isWal} and {@link #isAutoVacuum}
 * say what they mean. Source: SQLite file format, section 1.3.
 *
 * @param pageSize the size of every page; 65536 is 1 in the file
 * @param writeVersion 1 rollback journal, 2 WAL; 0 to 255
 * @param readVersion likewise; SQLite does not open a database where it is above 2
 * @param reservedBytes bytes at the end of each page that SQLite leaves to extensions, 0 to 255
 * @param changeCounter changes with each transaction outside of WAL mode, 0 to 4294967295
 * @param headerPages the database's size in pages according to the header, which may be out of date: use {@link
 *     #databasePages}
 * @param freelistHead the first trunk page of the free list, 0 if there is none
 * @param freelistPages the number of pages on the free list, trunk pages included
 * @param schemaCookie changes with each change of the schema
 * @param schemaFormat 1 to 4; 0 in a database without a schema
 * @param defaultCacheSize the suggested cache size in pages; may be negative
 * @param largestRootPage the largest root page of a b-tree if auto-vacuum is on, else 0
 * @param textEncoding 1 UTF-8, 2 UTF-16 little-endian, 3 UTF-16 big-endian; 0 in a database without a schema
 * @param userVersion the application's own number ({@code PRAGMA user_version})
 * @param incrementalVacuum not 0 if auto-vacuum is incremental
 * @param applicationId the kind of file ({@code PRAGMA application_id})
 * @param versionValidFor the change counter when {@code headerPages} and {@code sqliteVersion} were written
 * @param sqliteVersion the SQLite that wrote them, such as 3040001 for 3.40.1
 */
public record DatabaseHeader(
        PageSize pageSize,
        int writeVersion,
        int readVersion,
        int reservedBytes,
        long changeCounter,
        long headerPages,
        long freelistHead,
        long freelistPages,
        long schemaCookie,
        long schemaFormat,
        int defaultCacheSize,
        long largestRootPage,
        long textEncoding,
        int userVersion,
        long incrementalVacuum,
        int applicationId,
        long versionValidFor,
        long sqliteVersion) {
    /** The length of the header in bytes. */
    public static final int BYTES = DatabaseHeaderLayout.BYTES;

    /**
     * Reads a header.
     *
     * @param bytes the database's first bytes; what follows the first {@link #BYTES} is ignored
     * @param file the database, as a person would name it, for the exception
     * @return the header
     * @throws MalformedFileException if these are fewer than {@link #BYTES}, or SQLite would say "file is not a
     *     database":
     *     the magic, the page size, the payload fractions or the reserved bytes are wrong
     */
    public static DatabaseHeader parse(byte[] bytes, String file) throws MalformedFileException {
        if (bytes.length < BYTES && !looksOther(bytes)) {
            throw malformed(file, bytes.length, "the database header has " + BYTES + " bytes, the file ends inside it");
        }
        if (bytes.length < BYTES || !DatabaseHeaderLayout.hasMagic(bytes)) {
            throw malformed(
                    file,
                    0,
                    "not a SQLite database: it does not start with \"SQLite format 3\"" + FileKind.looksLike(bytes));
        }
        ByteBuffer fields = ByteBuffer.wrap(bytes);
        int pageBytes = pageBytes(fields);
        if (!PageSize.isValid(pageBytes)) {
            throw malformed(file, DatabaseHeaderLayout.PAGE_SIZE, "page size " + pageBytes);
        }
        int fractions = fields.getInt(DatabaseHeaderLayout.PAYLOAD_FRACTIONS) >>> Byte.SIZE;
        if (fractions != DatabaseHeaderLayout.PAYLOAD_FRACTIONS_VALUE) {
            throw malformed(file, DatabaseHeaderLayout.PAYLOAD_FRACTIONS, "payload fractions are not 64, 32, 32");
        }
        int reservedBytes = unsignedByte(fields, DatabaseHeaderLayout.RESERVED_BYTES);
        if (pageBytes - reservedBytes < DatabaseHeaderLayout.MIN_USABLE_BYTES) {
            throw malformed(
                    file,
                    DatabaseHeaderLayout.RESERVED_BYTES,
                    reservedBytes + " bytes reserved in pages of " + pageBytes);
        }
        return new DatabaseHeader(
                PageSize.of(pageBytes),
                unsignedByte(fields, DatabaseHeaderLayout.WRITE_VERSION),
                unsignedByte(fields, DatabaseHeaderLayout.READ_VERSION),
                reservedBytes,
                unsignedInt(fields, DatabaseHeaderLayout.CHANGE_COUNTER),
                unsignedInt(fields, DatabaseHeaderLayout.PAGES),
                unsignedInt(fields, DatabaseHeaderLayout.FREELIST_HEAD),
                unsignedInt(fields, DatabaseHeaderLayout.FREELIST_PAGES),
                unsignedInt(fields, DatabaseHeaderLayout.SCHEMA_COOKIE),
                unsignedInt(fields, DatabaseHeaderLayout.SCHEMA_FORMAT),
                fields.getInt(DatabaseHeaderLayout.DEFAULT_CACHE_SIZE),
                unsignedInt(fields, DatabaseHeaderLayout.LARGEST_ROOT_PAGE),
                unsignedInt(fields, DatabaseHeaderLayout.TEXT_ENCODING),
                fields.getInt(DatabaseHeaderLayout.USER_VERSION),
                unsignedInt(fields, DatabaseHeaderLayout.INCREMENTAL_VACUUM),
                fields.getInt(DatabaseHeaderLayout.APPLICATION_ID),
                unsignedInt(fields, DatabaseHeaderLayout.VERSION_VALID_FOR),
                unsignedInt(fields, DatabaseHeaderLayout.SQLITE_VERSION));
    }

    /**
     * Reads the header of a database file. A file without a byte is an empty database for SQLite, but has no header.
     *
     * @param database open for reading; its position does not matter and is not changed
     * @param file the database, as a person would name it, for the exception
     * @return the header
     * @throws MalformedFileException as {@link #parse} does
     * @throws IOException if reading fails
     */
    public static DatabaseHeader read(FileChannel database, String file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        int byteCount = 0;
        while (bytes.hasRemaining() && byteCount >= 0) {
            byteCount = database.read(bytes, bytes.position());
        }
        return parse(Arrays.copyOf(bytes.array(), bytes.position()), file);
    }

    /** Whether a file is a database in WAL mode, as far as its first bytes tell; false if it is none. */
    static boolean isWalDatabase(FileChannel database) throws IOException {
        byte[] bytes = new byte[BYTES];
        return PageFile.readFully(database, 0, bytes) == BYTES
                && DatabaseHeaderLayout.hasMagic(bytes)
                && bytes[DatabaseHeaderLayout.READ_VERSION] == DatabaseHeaderLayout.WAL_VERSION;
    }

    /**
     * {@return the database's size in pages} The header's own number counts only if it is not 0 and was written by the
     * last change (the change counter equals version-valid-for): versions of SQLite before 3.7.0 did not maintain it.
     * Else it is the file's length, where a page that is cut short counts. What the header says is not compared with
     * the file.
     *
     * @param fileBytes the length of the database file
     */
    public long databasePages(long fileBytes) {
        if (headerPages != 0 && changeCounter == versionValidFor) {
            return headerPages;
        }
        long whole = fileBytes / pageSize.bytes();
        return fileBytes % pageSize.bytes() == 0 ? whole : whole + 1;
    }

    /** {@return the bytes of a page that SQLite uses: all but the reserved ones} */
    public int usableBytes() {
        return pageSize.bytes() - reservedBytes;
    }

    /**
     * {@return whether the database is in WAL mode} Its write-ahead log counts, if there is one, even where it is not.
     */
    public boolean isWal() {
        return readVersion == DatabaseHeaderLayout.WAL_VERSION;
    }

    /** {@return whether there are pointer-map pages, with auto-vacuum full or incremental} */
    public boolean isAutoVacuum() {
        return largestRootPage != 0;
    }

    /** Whether a file too short for a database is of a kind that is known by its first bytes. */
    private static boolean looksOther(byte[] bytes) {
        return FileKind.of(bytes).filter(kind -> kind != FileKind.DATABASE).isPresent();
    }

    private static int pageBytes(ByteBuffer fields) {
        int field = Short.toUnsignedInt(fields.getShort(DatabaseHeaderLayout.PAGE_SIZE));
        return field == DatabaseHeaderLayout.PAGE_SIZE_65536 ? PageSize.MAX_BYTES : field;
    }

    private static int unsignedByte(ByteBuffer fields, int arrayOffset) {
        return Byte.toUnsignedInt(fields.get(arrayOffset));
    }

    private static long unsignedInt(ByteBuffer fields, int arrayOffset) {
        return Integer.toUnsignedLong(fields.getInt(arrayOffset));
    }

    private static MalformedFileException malformed(String file, long fileOffset, String detail) {
        return new MalformedFileException(file, fileOffset, FileFormatException.NO_PAGE, detail);
    }
}
