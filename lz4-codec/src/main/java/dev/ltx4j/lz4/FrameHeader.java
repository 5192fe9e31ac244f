package dev.ltx4j.lz4;

import static dev.ltx4j.lz4.FrameLayout.*;

import dev.ltx4j.lz4.Lz4Exception.Kind;

/**
 * The header of an LZ4 frame.
 *
 * @param byteCount the length of the header, in bytes
 * @param linkedBlocks whether matches may refer to the blocks before theirs
 * @param blockChecksums whether each block is followed by a checksum
 * @param contentChecksum whether the frame ends with a checksum of the content
 * @param blockMaximum the most bytes that a block holds, decoded and as stored
 * @param contentSize the number of decoded bytes that the frame promises, or {@link #NO_CONTENT_SIZE}
 */
record FrameHeader(
        int byteCount,
        boolean linkedBlocks,
        boolean blockChecksums,
        boolean contentChecksum,
        int blockMaximum,
        long contentSize) {

    static final long NO_CONTENT_SIZE = -1;

    /**
     * How long the header is that starts so.
     *
     * @param array with {@link FrameLayout#FIXED_HEADER_SIZE} bytes of header
     */
    static int byteCount(byte[] array, int arrayOffset) throws Lz4Exception {
        checkMagic(LittleEndian.intAt(array, arrayOffset), arrayOffset);
        int flg = array[arrayOffset + FLG_OFFSET] & 0xFF;
        if (flg >>> FLG_VERSION_SHIFT != FLG_VERSION) {
            throw new Lz4Exception(
                    Kind.UNSUPPORTED,
                    arrayOffset + FLG_OFFSET,
                    "frame format version " + (flg >>> FLG_VERSION_SHIFT) + ", only 1 is known");
        }
        return FIXED_HEADER_SIZE
                + ((flg & FLG_CONTENT_SIZE) != 0 ? CONTENT_SIZE_SIZE : 0)
                + ((flg & FLG_DICTIONARY_ID) != 0 ? DICTIONARY_ID_SIZE : 0)
                + HEADER_CHECKSUM_SIZE;
    }

    /**
     * Reads a header.
     *
     * @param array with as many bytes of header as {@link #byteCount(byte[], int)} says
     */
    static FrameHeader read(byte[] array, int arrayOffset) throws Lz4Exception {
        int byteCount = byteCount(array, arrayOffset);
        int checksumOffset = arrayOffset + byteCount - HEADER_CHECKSUM_SIZE;
        int hash = Checksums.xxHash32(array, arrayOffset + FLG_OFFSET, byteCount - MAGIC_SIZE - HEADER_CHECKSUM_SIZE);
        Checksums.check("frame header checksum", array[checksumOffset] & 0xFF, hash >>> 8 & 0xFF, checksumOffset);

        int flg = array[arrayOffset + FLG_OFFSET] & 0xFF;
        int bd = array[arrayOffset + BD_OFFSET] & 0xFF;
        if ((flg & FLG_RESERVED) != 0 || (bd & BD_RESERVED) != 0) {
            throw new Lz4Exception(
                    Kind.UNSUPPORTED, arrayOffset + FLG_OFFSET, "frame with reserved bits set in its header");
        }
        if ((flg & FLG_DICTIONARY_ID) != 0) {
            throw new Lz4Exception(Kind.UNSUPPORTED, arrayOffset + FLG_OFFSET, "frame that needs a dictionary");
        }
        int blockMaximumCode = bd >>> BD_BLOCK_MAXIMUM_SHIFT;
        if (blockMaximumCode < LEAST_BLOCK_MAXIMUM_CODE) {
            throw Lz4Exception.malformed(
                    arrayOffset + BD_OFFSET, "frame with maximum block size code " + blockMaximumCode + ", not 4 to 7");
        }
        return new FrameHeader(
                byteCount,
                (flg & FLG_INDEPENDENT_BLOCKS) == 0,
                (flg & FLG_BLOCK_CHECKSUMS) != 0,
                (flg & FLG_CONTENT_CHECKSUM) != 0,
                FrameLayout.blockMaximum(blockMaximumCode),
                (flg & FLG_CONTENT_SIZE) != 0 ? contentSize(array, arrayOffset + FIXED_HEADER_SIZE) : NO_CONTENT_SIZE);
    }

    /** The number of stored bytes that a block size field tells, or an error if the frame has no such blocks. */
    int storedSize(int blockSizeField, long inputOffset) throws Lz4Exception {
        int storedSize = blockSizeField & ~BLOCK_SIZE_STORED;
        if (storedSize > blockMaximum) {
            throw Lz4Exception.malformed(
                    inputOffset, "block of " + storedSize + " bytes in a frame of at most " + blockMaximum);
        }
        return storedSize;
    }

    int blockChecksumSize() {
        return blockChecksums ? CHECKSUM_SIZE : 0;
    }

    int contentChecksumSize() {
        return contentChecksum ? CHECKSUM_SIZE : 0;
    }

    /** Compares the content size that the header promises, if it does, with what came out. */
    void checkContentSize(long decoded, long inputOffset) throws Lz4Exception {
        if (contentSize != NO_CONTENT_SIZE && contentSize != decoded) {
            throw Lz4Exception.malformed(
                    inputOffset, "frame of " + decoded + " bytes that promises " + contentSize + " bytes");
        }
    }

    private static long contentSize(byte[] array, int arrayOffset) throws Lz4Exception {
        long contentSize = LittleEndian.longAt(array, arrayOffset);
        if (contentSize < 0) {
            throw Lz4Exception.malformed(
                    arrayOffset, "frame that promises " + Long.toUnsignedString(contentSize) + " bytes");
        }
        return contentSize;
    }

    private static void checkMagic(int magic, int arrayOffset) throws Lz4Exception {
        if (magic == MAGIC) {
            return;
        }
        if (magic == LEGACY_MAGIC) {
            throw new Lz4Exception(Kind.UNSUPPORTED, arrayOffset, "frame of the legacy format");
        }
        if ((magic & SKIPPABLE_MAGIC_MASK) == SKIPPABLE_MAGIC) {
            throw new Lz4Exception(Kind.UNSUPPORTED, arrayOffset, "skippable frame");
        }
        throw Lz4Exception.malformed(arrayOffset, String.format("not an LZ4 frame, it starts with %08x", magic));
    }
}
