package dev.ltx4j.sqlite;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The start of a {@code -shm} file that is in use: what those who have the database open agree on. It is memory that
 * they share rather than a file, so its words are in the byte order of the machine, and it may be read while it changes:
 * therefore there are two copies and a checksum.
 *
 * <pre>
 *  0  version, 3007000        16  frames that count        32  salts of the log's header
 *  8  change counter          20  database size, pages     40  checksum of bytes 0 to 39, two words
 * 12  1: initialised          24  checksum of the last
 * 14  page size, 16 bits          of these frames          48  the same once more
 * </pre>
 *
 * Source: SQLite, "WAL-mode File Format", section 2.2.
 *
 * @param frames how many frames of the log count
 * @param walBytes where the last of them ends in the log; 0 if there are none
 */
record WalIndexHeader(long frames, long walBytes) {
    /** Both copies. */
    static final int BYTES = 96;

    private static final int COPY_BYTES = 48;
    private static final int VERSION = 0;
    private static final int INITIALISED = 12;
    private static final int PAGE_SIZE = 14;
    private static final int FRAMES = 16;
    private static final int CHECKSUM = 40;

    /** A header, or null if there is none yet or it is just being written. */
    static @Nullable WalIndexHeader parse(byte[] bytes) {
        ByteOrder order = ByteOrder.nativeOrder();
        ByteBuffer words = ByteBuffer.wrap(bytes).order(order);
        if (!Arrays.equals(bytes, 0, COPY_BYTES, bytes, COPY_BYTES, 2 * COPY_BYTES)
                || words.getInt(VERSION) != WalLayout.VERSION_VALUE
                || bytes[INITIALISED] == 0) {
            return null;
        }
        WalChecksum checksum = new WalChecksum(order);
        checksum.add(bytes, 0, CHECKSUM);
        if (!checksum.matches(words.getInt(CHECKSUM), words.getInt(CHECKSUM + Integer.BYTES))) {
            return null;
        }
        long frames = Integer.toUnsignedLong(words.getInt(FRAMES));
        int field = Short.toUnsignedInt(words.getShort(PAGE_SIZE));
        int pageBytes = field == DatabaseHeaderLayout.PAGE_SIZE_65536 ? PageSize.MAX_BYTES : field;
        if (frames == 0) {
            return new WalIndexHeader(0, 0);
        }
        return PageSize.isValid(pageBytes)
                ? new WalIndexHeader(
                        frames, WalLayout.HEADER_BYTES + frames * (WalLayout.FRAME_HEADER_BYTES + (long) pageBytes))
                : null;
    }
}
