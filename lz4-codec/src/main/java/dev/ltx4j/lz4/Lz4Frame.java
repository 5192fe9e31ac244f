package dev.ltx4j.lz4;

import static dev.ltx4j.lz4.FrameLayout.BLOCK_SIZE_SIZE;
import static dev.ltx4j.lz4.FrameLayout.BLOCK_SIZE_STORED;
import static dev.ltx4j.lz4.FrameLayout.END_MARK;
import static dev.ltx4j.lz4.FrameLayout.FIXED_HEADER_SIZE;
import static dev.ltx4j.lz4.FrameLayout.HISTORY_SIZE;

import java.util.Objects;

/** LZ4 frames in arrays: how long one is, what it holds, and how one is made. All methods may be used by many threads at once. */
public final class Lz4Frame {
    private static final Lz4BlockDecoder BLOCKS = Lz4Choice.decoder();

    private Lz4Frame() {}

    /**
     * The length of the frame that starts at an index: its header, blocks, end mark and checksum. Only the header and
     * the block sizes are looked at, and nothing is decoded.
     *
     * @param array holds the frame, or its beginning
     * @param arrayOffset where it starts
     * @param available how many bytes of the array from {@code arrayOffset} on are filled
     * @param maxLength the longest frame that the caller takes, in bytes
     * @return the frame's length, {@code available} at most; or, as a negative number, how many bytes must be available
     *     before the next try can tell more: more than now, {@code maxLength} at most, so the tries end
     * @throws Lz4Exception if this is no frame that can be read, or one longer than {@code maxLength}
     */
    public static int frameLength(byte[] array, int arrayOffset, int available, int maxLength) throws Lz4Exception {
        Objects.checkFromIndexSize(arrayOffset, available, array.length);
        // Lengths are longs: no sum of theirs can overflow, whatever maxLength is.
        long needed = FIXED_HEADER_SIZE;
        if (isBeyond(needed, available, maxLength, arrayOffset)) {
            return (int) -needed;
        }
        needed = FrameHeader.byteCount(array, arrayOffset);
        if (isBeyond(needed, available, maxLength, arrayOffset)) {
            return (int) -needed;
        }
        FrameHeader header = FrameHeader.read(array, arrayOffset);
        while (true) {
            needed += BLOCK_SIZE_SIZE;
            if (isBeyond(needed, available, maxLength, arrayOffset)) {
                return (int) -needed;
            }
            int sizeOffset = arrayOffset + (int) needed - BLOCK_SIZE_SIZE;
            int blockSize = LittleEndian.intAt(array, sizeOffset);
            if (blockSize == END_MARK) {
                needed += header.contentChecksumSize();
                return (int) (isBeyond(needed, available, maxLength, arrayOffset) ? -needed : needed);
            }
            needed += header.storedSize(blockSize, sizeOffset) + header.blockChecksumSize();
        }
    }

    private static boolean isBeyond(long needed, int available, int maxLength, int arrayOffset) throws Lz4Exception {
        if (needed > maxLength) {
            throw Lz4Exception.malformed(arrayOffset, "frame is longer than " + maxLength + " bytes");
        }
        return needed > available;
    }

    /**
     * Encodes a frame of independent blocks of up to 64 KiB, with a checksum of the content and without its size. A
     * block that would not become smaller is stored as it is.
     *
     * @param src holds what is to be encoded
     * @param srcOffset where it starts
     * @param srcLength its size in bytes
     * @param dst takes the frame
     * @param dstOffset where to put its first byte
     * @param dstLength the room for it, in bytes
     * @return the number of bytes written to the destination range
     * @throws IllegalArgumentException if the destination range is smaller than {@link #maxEncodedLength}
     * @throws IndexOutOfBoundsException if a range is not within its array
     */
    public static int encode(byte[] src, int srcOffset, int srcLength, byte[] dst, int dstOffset, int dstLength) {
        return FrameEncoder.encode(src, srcOffset, srcLength, dst, dstOffset, dstLength);
    }

    /**
     * {@return how many bytes {@link #encode} must be given room for}
     *
     * @param byteCount 0 … 2³⁰
     */
    public static int maxEncodedLength(int byteCount) {
        return FrameEncoder.maxEncodedLength(byteCount);
    }

    /**
     * Decodes a frame, which must fill the source range exactly, and checks all its checksums.
     *
     * <p>Nothing outside of the source range is read, and nothing outside of the destination range is written. Bytes of
     * the destination range behind the returned length may have been overwritten, and all of it may have been when the
     * frame is refused.
     *
     * @param src holds the frame
     * @param srcOffset where it starts
     * @param srcLength its size in bytes
     * @param dst takes what was encoded
     * @param dstOffset where to put its first byte
     * @param dstLength the room for it, in bytes
     * @return the number of bytes decoded, 0 … {@code dstLength}: compare it with what was expected
     * @throws Lz4Exception if this is no frame that can be read, or if it holds more than {@code dstLength} bytes
     */
    public static int decode(byte[] src, int srcOffset, int srcLength, byte[] dst, int dstOffset, int dstLength)
            throws Lz4Exception {
        Objects.checkFromIndexSize(dstOffset, dstLength, dst.length);
        int frameLength = frameLength(src, srcOffset, srcLength, Integer.MAX_VALUE);
        if (frameLength < 0) {
            throw Lz4Exception.malformed(srcOffset + srcLength, "frame ends too early");
        }
        if (frameLength != srcLength) {
            throw Lz4Exception.malformed(
                    srcOffset + frameLength, (srcLength - frameLength) + " bytes too many behind the frame");
        }
        FrameHeader header = FrameHeader.read(src, srcOffset);
        int in = srcOffset + header.byteCount();
        int out = dstOffset;
        int dstEnd = dstOffset + dstLength;
        for (int blockSize = LittleEndian.intAt(src, in);
                blockSize != END_MARK;
                blockSize = LittleEndian.intAt(src, in)) {
            in += BLOCK_SIZE_SIZE;
            int storedSize = header.storedSize(blockSize, in);
            int room = Math.min(dstEnd - out, header.blockMaximum());
            int history = header.linkedBlocks() ? Math.min(out - dstOffset, HISTORY_SIZE) : 0;
            checkBlock(header, src, in, storedSize);
            out += decodeBlock(blockSize, src, in, storedSize, dst, out, room, history);
            in += storedSize + header.blockChecksumSize();
        }
        in += BLOCK_SIZE_SIZE;
        header.checkContentSize(out - dstOffset, in);
        if (header.contentChecksum()) {
            int computed = Checksums.xxHash32(dst, dstOffset, out - dstOffset);
            Checksums.check("content checksum", LittleEndian.intAt(src, in), computed, in);
        }
        return out - dstOffset;
    }

    /** Checks the checksum behind a block's stored bytes, if the frame has such. */
    static void checkBlock(FrameHeader header, byte[] src, int in, int storedSize) throws Lz4Exception {
        if (header.blockChecksums()) {
            int checksumOffset = in + storedSize;
            int computed = Checksums.xxHash32(src, in, storedSize);
            Checksums.check("block checksum", LittleEndian.intAt(src, checksumOffset), computed, checksumOffset);
        }
    }

    /** Decodes the block that a block size field announced, or copies it when it is stored as it is. */
    static int decodeBlock(
            int blockSize, byte[] src, int in, int storedSize, byte[] dst, int out, int room, int history)
            throws Lz4Exception {
        if ((blockSize & BLOCK_SIZE_STORED) == 0) {
            return BLOCKS.decode(src, in, storedSize, dst, out, room, history);
        }
        if (storedSize > room) {
            throw Lz4Exception.malformed(in, "frame holds more bytes than expected");
        }
        System.arraycopy(src, in, dst, out, storedSize);
        return storedSize;
    }
}
