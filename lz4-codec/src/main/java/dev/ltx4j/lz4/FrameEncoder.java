package dev.ltx4j.lz4;

import static dev.ltx4j.lz4.FrameLayout.*;

import java.util.Objects;

/** Makes frames. There is one kind only, the one that older LTX files store their pages as. */
final class FrameEncoder {
    private static final int FLG = FLG_VERSION << FLG_VERSION_SHIFT | FLG_INDEPENDENT_BLOCKS | FLG_CONTENT_CHECKSUM;
    private static final int BD = LEAST_BLOCK_MAXIMUM_CODE << BD_BLOCK_MAXIMUM_SHIFT;
    private static final int BLOCK_MAXIMUM = blockMaximum(LEAST_BLOCK_MAXIMUM_CODE);
    private static final int HEADER_SIZE = FIXED_HEADER_SIZE + HEADER_CHECKSUM_SIZE;
    private static final int END_SIZE = BLOCK_SIZE_SIZE + CHECKSUM_SIZE;
    private static final int MAX_BYTE_COUNT = 1 << 30;

    private FrameEncoder() {}

    static int maxEncodedLength(int byteCount) {
        if (byteCount < 0 || byteCount > MAX_BYTE_COUNT) {
            throw new IllegalArgumentException("not within 0 … " + MAX_BYTE_COUNT + ": " + byteCount);
        }
        int blocks = (byteCount + BLOCK_MAXIMUM - 1) / BLOCK_MAXIMUM;
        // A block is encoded in place before it is known to be no smaller than its content.
        int lastBlock = Lz4BlockEncoder.maxEncodedLength(Math.min(byteCount, BLOCK_MAXIMUM));
        return HEADER_SIZE + blocks * BLOCK_SIZE_SIZE + byteCount + lastBlock + END_SIZE;
    }

    static int encode(byte[] src, int srcOffset, int srcLength, byte[] dst, int dstOffset, int dstLength) {
        Objects.checkFromIndexSize(srcOffset, srcLength, src.length);
        Objects.checkFromIndexSize(dstOffset, dstLength, dst.length);
        if (dstLength < maxEncodedLength(srcLength)) {
            throw new IllegalArgumentException(
                    "a frame of " + srcLength + " bytes may not fit into " + dstLength + " bytes");
        }
        int out = dstOffset;
        LittleEndian.putInt(dst, out, MAGIC);
        dst[out + FLG_OFFSET] = (byte) FLG;
        dst[out + BD_OFFSET] = (byte) BD;
        int hash = Checksums.xxHash32(dst, out + FLG_OFFSET, FIXED_HEADER_SIZE - FLG_OFFSET);
        dst[out + FIXED_HEADER_SIZE] = (byte) (hash >>> 8);
        out += HEADER_SIZE;
        int srcEnd = srcOffset + srcLength;
        for (int in = srcOffset; in < srcEnd; in += BLOCK_MAXIMUM) {
            out += encodeBlock(src, in, Math.min(BLOCK_MAXIMUM, srcEnd - in), dst, out);
        }
        LittleEndian.putInt(dst, out, END_MARK);
        LittleEndian.putInt(dst, out + BLOCK_SIZE_SIZE, Checksums.xxHash32(src, srcOffset, srcLength));
        return out + END_SIZE - dstOffset;
    }

    private static int encodeBlock(byte[] src, int in, int byteCount, byte[] dst, int out) {
        int data = out + BLOCK_SIZE_SIZE;
        int room = Lz4BlockEncoder.maxEncodedLength(byteCount);
        int size = LibraryBlockEncoder.INSTANCE.encode(src, in, byteCount, dst, data, room);
        if (size < byteCount) {
            LittleEndian.putInt(dst, out, size);
            return BLOCK_SIZE_SIZE + size;
        }
        LittleEndian.putInt(dst, out, byteCount | BLOCK_SIZE_STORED);
        System.arraycopy(src, in, dst, data, byteCount);
        return BLOCK_SIZE_SIZE + byteCount;
    }
}
