package dev.ltx4j.sqlite.internal;

/** Unsigned numbers in an array, the highest byte first. The caller has made sure that the array is long enough. */
public final class BigEndian {
    private BigEndian() {}

    /** 8 bits. */
    public static int u8(byte[] bytes, int arrayOffset) {
        return bytes[arrayOffset] & 0xff;
    }

    /** 16 bits. */
    public static int u16(byte[] bytes, int arrayOffset) {
        return (bytes[arrayOffset] & 0xff) << 8 | (bytes[arrayOffset + 1] & 0xff);
    }

    /** 32 bits. */
    public static long u32(byte[] bytes, int arrayOffset) {
        return (long) u16(bytes, arrayOffset) << 16 | u16(bytes, arrayOffset + 2);
    }
}
