package dev.ltx4j.sqlite;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Where the fields of a write-ahead log are. Every field is a big-endian 32-bit word.
 *
 * <pre>
 * header, 32 bytes                      frame, 24 bytes and one page
 *  0  magic 0x377f0682 or 0x377f0683     0  page number, from 1
 *  4  version, 3007000                   4  commit: size of the database in pages, or 0
 *  8  page size in bytes                 8  salt 1, as in the header
 * 12  checkpoint sequence               12  salt 2
 * 16  salt 1                            16  running checksum, two words: the frame's
 * 20  salt 2                                bytes 0 to 7 and the page
 * 24  checksum of bytes 0 to 23         24  the page
 * </pre>
 *
 * Source: SQLite file format, section 4.1 and 4.2.
 */
final class WalLayout {
    static final int HEADER_BYTES = 32;
    static final int MAGIC = 0;
    static final int VERSION = 4;
    static final int PAGE_SIZE = 8;
    static final int CHECKPOINT_SEQUENCE = 12;
    static final int SALT_1 = 16;
    static final int SALT_2 = 20;
    static final int CHECKSUM_1 = 24;
    static final int CHECKSUM_2 = 28;

    /** The magic without its lowest bit, which is set where the checksum's input is read big-endian. */
    static final int MAGIC_VALUE = 0x377f0682;

    static final int MAGIC_BIG_ENDIAN_BIT = 1;
    static final int VERSION_VALUE = 3007000;

    static final int FRAME_HEADER_BYTES = 24;
    static final int FRAME_PAGE_NUMBER = 0;
    static final int FRAME_COMMIT = 4;
    static final int FRAME_SALT_1 = 8;
    static final int FRAME_SALT_2 = 12;
    static final int FRAME_CHECKSUM_1 = 16;
    static final int FRAME_CHECKSUM_2 = 20;

    /** The bytes at a frame's start that the checksum covers beside the page. */
    static final int FRAME_CHECKSUMMED_BYTES = 8;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private WalLayout() {}

    /** The word at an offset. */
    static int word(byte[] bytes, int arrayOffset) {
        return (int) INT.get(bytes, arrayOffset);
    }

    /** The word at an offset, 0 to 4294967295. */
    static long unsignedWord(byte[] bytes, int arrayOffset) {
        return Integer.toUnsignedLong(word(bytes, arrayOffset));
    }

    static void putWord(byte[] bytes, int arrayOffset, int word) {
        INT.set(bytes, arrayOffset, word);
    }
}
