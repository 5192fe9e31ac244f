package dev.ltx4j.sqlite;

import java.util.Arrays;

/**
 * Where the fields of a database's first 100 bytes are. All are big-endian.
 *
 * <pre>
 *  0  "SQLite format 3\0"                     48  default cache size
 * 16  page size, 16 bits; 1 means 65536       52  largest root page; not 0: auto-vacuum
 * 18  write version: 1 journal, 2 WAL         56  text encoding: 1 UTF-8, 2 UTF-16le, 3 UTF-16be
 * 19  read version, likewise                  60  user version
 * 20  reserved bytes at the end of each page  64  not 0: incremental vacuum
 * 21  64, 32, 32: payload fractions           68  application id
 * 24  file change counter                     72  zeros, 20 bytes
 * 28  size of the database in pages           92  version-valid-for: the change counter when
 * 32  first trunk page of the free list           28 and 96 were last written
 * 36  pages on the free list                  96  version of the SQLite that wrote last
 * 40  schema cookie
 * 44  schema format, 1 to 4
 * </pre>
 *
 * Source: SQLite file format, section 1.3.
 */
final class DatabaseHeaderLayout {
    static final int BYTES = 100;

    private static final byte[] MAGIC_VALUE = {
        'S', 'Q', 'L', 'i', 't', 'e', ' ', 'f', 'o', 'r', 'm', 'a', 't', ' ', '3', 0
    };

    static final int PAGE_SIZE = 16;
    static final int WRITE_VERSION = 18;
    static final int READ_VERSION = 19;
    static final int RESERVED_BYTES = 20;
    static final int PAYLOAD_FRACTIONS = 21;
    static final int CHANGE_COUNTER = 24;
    static final int PAGES = 28;
    static final int FREELIST_HEAD = 32;
    static final int FREELIST_PAGES = 36;
    static final int SCHEMA_COOKIE = 40;
    static final int SCHEMA_FORMAT = 44;
    static final int DEFAULT_CACHE_SIZE = 48;
    static final int LARGEST_ROOT_PAGE = 52;
    static final int TEXT_ENCODING = 56;
    static final int USER_VERSION = 60;
    static final int INCREMENTAL_VACUUM = 64;
    static final int APPLICATION_ID = 68;
    static final int VERSION_VALID_FOR = 92;
    static final int SQLITE_VERSION = 96;

    /** What the page size field holds instead of 65536, which does not fit. */
    static final int PAGE_SIZE_65536 = 1;

    static final int WAL_VERSION = 2;

    /** The payload fractions as one 24-bit number; no other values were ever allowed. */
    static final int PAYLOAD_FRACTIONS_VALUE = 64 << 16 | 32 << 8 | 32;

    /** A page without its reserved bytes has at least this many. */
    static final int MIN_USABLE_BYTES = 480;

    private DatabaseHeaderLayout() {}

    static boolean hasMagic(byte[] bytes) {
        return Arrays.equals(bytes, 0, MAGIC_VALUE.length, MAGIC_VALUE, 0, MAGIC_VALUE.length);
    }
}
