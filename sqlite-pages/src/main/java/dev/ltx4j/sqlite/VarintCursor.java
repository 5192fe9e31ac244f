package dev.ltx4j.sqlite;

/** Goes over SQLite's varints: seven bits a byte, the highest first; a ninth byte has eight. */
final class VarintCursor {
    private static final int MAX_BYTES = 9;
    private static final int BITS = 7;
    private static final int MASK = 0x7f;

    private final byte[] bytes;
    private int arrayOffset;
    private int limit;
    private long value;

    VarintCursor(byte[] bytes, int arrayOffset, int limit) {
        this.bytes = bytes;
        this.arrayOffset = arrayOffset;
        this.limit = limit;
    }

    /** Where to stop, from now on. */
    void limit(int newLimit) {
        limit = newLimit;
    }

    /** Where the next varint starts. */
    int arrayOffset() {
        return arrayOffset;
    }

    /** The varint that was read last, all 64 bits of it. */
    long value() {
        return value;
    }

    /**
     * Reads the next varint.
     *
     * @return false if it is not whole before the limit; the cursor stays before it then
     */
    boolean next() {
        long bits = 0;
        int at = arrayOffset;
        for (int count = 1; at < limit; count++) {
            int next = bytes[at++];
            if (count == MAX_BYTES) {
                bits = bits << Byte.SIZE | (next & 0xff);
            } else {
                bits = bits << BITS | (next & MASK);
            }
            if (next >= 0 || count == MAX_BYTES) {
                arrayOffset = at;
                value = bits;
                return true;
            }
        }
        return false;
    }
}
