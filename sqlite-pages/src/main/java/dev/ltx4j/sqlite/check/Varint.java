package dev.ltx4j.sqlite.check;

import dev.ltx4j.sqlite.internal.BigEndian;

/**
 * Reads numbers of 1 to 9 bytes: seven bits a byte, the highest first; a ninth byte has eight. Behind the end of an array
 * everything is 0. Source: SQLite file format, section 1.6.
 */
final class Varint {
    static final int MAX_BYTES = 9;
    static final int BITS = 7;
    static final int MASK = 0x7f;
    private static final long MAX_32_BITS = 0xffff_ffffL;

    long value;

    /** Sets {@link #value}; how many bytes it takes. */
    int read(byte[] bytes, int arrayOffset) {
        if (arrayOffset < bytes.length && bytes[arrayOffset] >= 0) {
            value = bytes[arrayOffset];
            return 1;
        }
        return readLonger(bytes, arrayOffset);
    }

    private int readLonger(byte[] bytes, int arrayOffset) {
        if (arrayOffset <= bytes.length - MAX_BYTES) {
            return readInside(bytes, arrayOffset);
        }
        long bits = 0;
        for (int count = 1; count < MAX_BYTES; count++) {
            int next = at(bytes, arrayOffset + count - 1);
            bits = bits << BITS | (next & MASK);
            if (next <= MASK) {
                value = bits;
                return count;
            }
        }
        value = bits << Byte.SIZE | at(bytes, arrayOffset + MAX_BYTES - 1);
        return MAX_BYTES;
    }

    private int readInside(byte[] bytes, int arrayOffset) {
        long bits = bytes[arrayOffset] & MASK;
        for (int count = 1; count < MAX_BYTES - 1; count++) {
            int next = bytes[arrayOffset + count];
            bits = bits << BITS | (next & MASK);
            if (next >= 0) {
                value = bits;
                return count + 1;
            }
        }
        value = bits << Byte.SIZE | BigEndian.u8(bytes, arrayOffset + MAX_BYTES - 1);
        return MAX_BYTES;
    }

    /** The same for numbers that must fit into 32 bits: what does not becomes the largest. */
    int read32(byte[] bytes, int arrayOffset) {
        int count = read(bytes, arrayOffset);
        if (value < 0 || value > MAX_32_BITS) {
            value = MAX_32_BITS;
        }
        return count;
    }

    /** The same for the length of a payload, of which SQLite takes the lowest 32 bits, seven of a ninth byte too. */
    int readPayloadBytes(byte[] bytes, int arrayOffset) {
        int count = read(bytes, arrayOffset);
        if (count == MAX_BYTES) {
            value = value >>> Byte.SIZE << BITS | (value & MASK);
        }
        value &= MAX_32_BITS;
        return count;
    }

    private static int at(byte[] bytes, int arrayOffset) {
        return arrayOffset < bytes.length ? BigEndian.u8(bytes, arrayOffset) : 0;
    }
}
