package dev.ltx4j.lz4;

/** Decodes LZ4 blocks. Implementations keep no state between calls and may be used by many threads at once. */
public interface Lz4BlockDecoder {

    /**
     * Decodes one block, which must fill the source range exactly.
     *
     * <p>Nothing outside of the source range is read, and nothing outside of the destination range is written, whatever
     * the block holds. Bytes of the destination range behind the returned length may have been overwritten, and all of
     * it may have been when the block is refused.
     *
     * @param src holds the block
     * @param srcOffset where it starts
     * @param srcLength its size in bytes
     * @param dst takes what was encoded
     * @param dstOffset where to put its first byte
     * @param dstLength the room for it, in bytes
     * @param historyByteCount how many decoded bytes stand right before {@code dstOffset} for matches to refer to: 0
     *     for a block on its own, up to 65535 of use for a block that is linked to the ones before it
     * @return the number of bytes decoded, 0 … {@code dstLength}: compare it with what was expected
     * @throws Lz4Exception if the block is malformed or holds more than {@code dstLength} bytes
     * @throws IndexOutOfBoundsException if a range is not within its array
     */
    int decode(byte[] src, int srcOffset, int srcLength, byte[] dst, int dstOffset, int dstLength, int historyByteCount)
            throws Lz4Exception;

    /** {@return the decoder in plain Java: no native code, no {@code Unsafe}} */
    static Lz4BlockDecoder pureJava() {
        return CheckedBlockDecoder.INSTANCE;
    }

    /**
     * {@return the decoder in native code, lz4-java's; faster, and the library is unpacked into a temporary file when this
     * is called first} It gives the same bytes as {@link #pureJava} for every block that that one takes, is as safe, and
     * refuses with the same words. But it takes some malformed blocks: those with a match of offset 0, and some that end in a
     * way that the format forbids. So who uses it should have a checksum of the content.
     *
     * @throws UnsupportedOperationException if there is no library for this system or it cannot be loaded; the message says
     *     why
     */
    static Lz4BlockDecoder nativeCode() {
        return NativeBlockDecoder.load();
    }
}
