package dev.ltx4j.bench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What {@link SpeedGuard} holds our loops against: the same work, written down as plainly as can be. */
final class PlainCode {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** The polynomial of CRC-64/GO-ISO, its bits in reverse order. */
    private static final long POLYNOMIAL = 0xD800000000000000L;

    private static final long[] CRC_TABLE = crcTable();

    private PlainCode() {}

    private static long[] crcTable() {
        long[] table = new long[256];
        for (int i = 0; i < table.length; i++) {
            long crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc >>> 1) ^ ((crc & 1) * POLYNOMIAL);
            }
            table[i] = crc;
        }
        return table;
    }

    /** CRC-64/GO-ISO, a byte at a time. */
    static long crc(byte[] array, int from, int to) {
        long crc = ~0L;
        for (int i = from; i < to; i++) {
            crc = CRC_TABLE[(int) (crc ^ array[i]) & 0xFF] ^ (crc >>> 8);
        }
        return ~crc;
    }

    /** The sums that a write-ahead log has in each frame, over all of an array. */
    static long walSums(byte[] array) {
        int first = 0;
        int second = 0;
        for (int i = 0; i + 8 <= array.length; i += 8) {
            first += (int) INTS.get(array, i) + second;
            second += (int) INTS.get(array, i + 4) + first;
        }
        return ((long) first << 32) | (second & 0xFFFFFFFFL);
    }
}
