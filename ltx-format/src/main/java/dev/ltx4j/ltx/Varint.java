package dev.ltx4j.ltx;

/** Unsigned LEB128: seven bits a byte, the lowest first, the top bit set on all bytes but the last. */
final class Varint {
    private static final int BITS = 7;
    private static final int MORE = 0x80;

    private Varint() {}

    /**
     * Writes a value in its shortest form.
     *
     * @param array with room for {@link LtxFormat#MAX_VARINT_BYTES}
     * @return where the next byte goes
     */
    static int put(byte[] array, int arrayOffset, long value) {
        int at = arrayOffset;
        long rest = value;
        while ((rest & -MORE) != 0) {
            array[at++] = (byte) (rest | MORE);
            rest >>>= BITS;
        }
        array[at++] = (byte) rest;
        return at;
    }
}
