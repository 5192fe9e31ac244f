package dev.ltx4j.sqlite.check;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Hashes of 64 bits, equal for values that SQLite takes for the same: 1 and 1.0 are, 'a' and 'A' are not. */
final class ValueHash {
    static final long NULL = 0x1f83d9abfb41bd6bL;
    private static final long NUMBER_SEED = 0x6a09e667f3bcc908L;
    private static final long FLOAT_SEED = 0xbb67ae8584caa73bL;
    private static final long TEXT_SEED = 0x3c6ef372fe94f82bL;
    private static final long BLOB_SEED = 0xa54ff53a5f1d36f1L;
    private static final long RESERVED_SEED = 0x510e527fade682d1L;
    private static final long FACTOR = 0x9e3779b97f4a7c15L;
    private static final double FIRST_BEYOND_LONG = 0x1p63;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private ValueHash() {}

    /** The hash of a value of a record. */
    static long of(SqliteRecord source, int value) {
        long type = source.type(value);
        if (type == SerialType.NULL || type == SerialType.RESERVED_1) {
            return NULL;
        }
        if (type == SerialType.RESERVED_2) {
            return RESERVED_SEED;
        }
        if (type == SerialType.FLOAT) {
            return ofFloating(source.floating(value));
        }
        if (SerialType.isInteger(type)) {
            return ofInteger(source.integer(value));
        }
        return ofBytes(SerialType.isText(type), source.bytes, source.offset(value), source.byteCount(value));
    }

    static long ofInteger(long value) {
        return mix(NUMBER_SEED, value);
    }

    /** What is whole and fits hashes as an integer; not a number is NULL. */
    static long ofFloating(double value) {
        if (Double.isNaN(value)) {
            return NULL;
        }
        if (value >= -FIRST_BEYOND_LONG && value < FIRST_BEYOND_LONG && value == Math.rint(value)) {
            return ofInteger((long) value);
        }
        return mix(FLOAT_SEED, Double.doubleToLongBits(value));
    }

    static long ofText(byte[] bytes) {
        return ofBytes(true, bytes, 0, bytes.length);
    }

    private static long ofBytes(boolean text, byte[] bytes, int from, int byteCount) {
        long hash = mix(text ? TEXT_SEED : BLOB_SEED, byteCount);
        int at = from;
        int end = from + byteCount;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            hash = mix(hash, (long) LONGS.get(bytes, at));
        }
        long rest = 0;
        for (; at < end; at++) {
            rest = rest << Byte.SIZE | (bytes[at] & 0xff);
        }
        return mix(hash, rest);
    }

    /** Puts two hashes together; the order counts. */
    static long mix(long hash, long value) {
        long mixed = (hash ^ value * FACTOR) * FACTOR;
        mixed = (mixed ^ mixed >>> 32) * FACTOR;
        return mixed ^ mixed >>> 29;
    }
}
