package dev.ltx4j.lz4;

/** Makes LZ4 blocks. Implementations keep no state between calls and may be used by many threads at once. */
public interface Lz4BlockEncoder {

    /** The most bytes that can be encoded as one block. */
    int MAX_BYTE_COUNT = 0x7DFFFFFF;

    /**
     * Encodes one block that refers to nothing before it.
     *
     * @param src holds what is to be encoded
     * @param srcOffset where it starts
     * @param srcLength its size in bytes
     * @param dst takes the block
     * @param dstOffset where to put its first byte
     * @param dstLength the room for it, in bytes
     * @return the number of bytes written to the destination range
     * @throws IllegalArgumentException if the block does not fit; {@link #maxEncodedLength} bytes are always enough
     * @throws IndexOutOfBoundsException if a range is not within its array
     */
    int encode(byte[] src, int srcOffset, int srcLength, byte[] dst, int dstOffset, int dstLength);

    /**
     * {@return the length of the longest block that so many bytes can become, in bytes}
     *
     * @param byteCount 0 … {@link #MAX_BYTE_COUNT}
     */
    static int maxEncodedLength(int byteCount) {
        if (byteCount < 0 || byteCount > MAX_BYTE_COUNT) {
            throw new IllegalArgumentException("not within 0 … " + MAX_BYTE_COUNT + ": " + byteCount);
        }
        // Literals cost one byte more for every 255 of them; 16 covers the token and the last literals.
        return byteCount + byteCount / BlockLayout.LENGTH_BYTE_MAX + 16;
    }

    /** {@return the encoder in plain Java: fast rather than thorough, no native code, no {@code Unsafe}} */
    static Lz4BlockEncoder pureJava() {
        return LibraryBlockEncoder.INSTANCE;
    }
}
