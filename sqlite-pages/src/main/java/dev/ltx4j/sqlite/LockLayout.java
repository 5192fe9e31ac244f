package dev.ltx4j.sqlite;

/**
 * The bytes that SQLite locks on POSIX systems. In the database file they lie on the lock page, in the index of the
 * write-ahead log ({@code -shm}) behind its header; they are locked whether they exist or not, and never read or written.
 *
 * <pre>
 * database file                              -shm
 * 0x40000000  pending                        120  write      one writer
 * 0x40000001  reserved: one writer           121  checkpoint
 * 0x40000002  shared, 510 bytes: readers     122  recover
 *             together, or one writer        123  read 0     readers of the database file alone
 *             that nobody is beside          124  read 1     … to 127: readers of the log, too
 *                                            128  dead man's switch: everybody who has the file open
 * </pre>
 *
 * Source: SQLite, "File Locking And Concurrency", section 3, and "WAL-mode File Format", section 2.3.
 */
final class LockLayout {
    static final long PENDING = PageSize.LOCK_BYTE;
    static final long RESERVED = PENDING + 1;
    static final long SHARED = PENDING + 2;
    static final long SHARED_BYTES = 510;

    /** Pending, reserved and shared follow one another. */
    static final long ALL_BYTES = SHARED + SHARED_BYTES - PENDING;

    static final long SHM_WRITE = 120;
    static final long SHM_CHECKPOINT = 121;
    static final long SHM_RECOVER = 122;
    static final long SHM_READ_0 = 123;
    static final long SHM_READ_1 = 124;
    static final long SHM_READ_LAST = 127;
    static final long SHM_DEAD_MAN = 128;

    private LockLayout() {}
}
