package dev.ltx4j.sqlite;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The running checksum of a write-ahead log: over pairs of words x0, x1 of the input, {@code s0 += x0 + s1; s1 += x1 +
 * s0}, modulo 2^32. The header starts it at 0, 0 and each frame continues it, so a frame is only valid behind the frames
 * that it was written behind.
 *
 * <p>Two words are taken as one {@code long}: the byte order of the array view decides which half is x0.
 */
final class WalChecksum {
    private static final VarHandle BIG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LITTLE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int PAIR_BYTES = 8;

    private final boolean bigEndian;
    private int sum0;
    private int sum1;

    WalChecksum(ByteOrder order) {
        this.bigEndian = order == ByteOrder.BIG_ENDIAN;
    }

    /** Starts, or goes on, from a state. */
    void set(int newSum0, int newSum1) {
        sum0 = newSum0;
        sum1 = newSum1;
    }

    /** Adds bytes; their count is a multiple of 8. */
    void add(byte[] bytes, int arrayOffset, int byteCount) {
        if (bigEndian) {
            addBigEndian(bytes, arrayOffset, arrayOffset + byteCount);
        } else {
            addLittleEndian(bytes, arrayOffset, arrayOffset + byteCount);
        }
    }

    private void addLittleEndian(byte[] bytes, int arrayOffset, int arrayEnd) {
        int s0 = sum0;
        int s1 = sum1;
        for (int i = arrayOffset; i < arrayEnd; i += PAIR_BYTES) {
            long pair = (long) LITTLE.get(bytes, i);
            s0 += (int) pair + s1;
            s1 += (int) (pair >>> Integer.SIZE) + s0;
        }
        set(s0, s1);
    }

    private void addBigEndian(byte[] bytes, int arrayOffset, int arrayEnd) {
        int s0 = sum0;
        int s1 = sum1;
        for (int i = arrayOffset; i < arrayEnd; i += PAIR_BYTES) {
            long pair = (long) BIG.get(bytes, i);
            s0 += (int) (pair >>> Integer.SIZE) + s1;
            s1 += (int) pair + s0;
        }
        set(s0, s1);
    }

    boolean matches(int expected0, int expected1) {
        return sum0 == expected0 && sum1 == expected1;
    }

    int sum0() {
        return sum0;
    }

    int sum1() {
        return sum1;
    }

    /** Both sums, the first in the upper half. */
    long value() {
        return value(sum0, sum1);
    }

    static long value(int sum0, int sum1) {
        return (long) sum0 << Integer.SIZE | Integer.toUnsignedLong(sum1);
    }
}
