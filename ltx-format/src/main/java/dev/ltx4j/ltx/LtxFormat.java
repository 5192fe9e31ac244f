package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.PageSize;

/**
 * The numbers of the LTX file format, version 3: offsets and sizes in bytes, all fixed-width integers big-endian. Source:
 * FORMAT.md; a test compares its tables with these constants.
 */
final class LtxFormat {
    /** ASCII {@code LTX1}. */
    static final int MAGIC = 0x4C545831;

    static final int HEADER_BYTES = 100;
    static final int HEADER_MAGIC = 0;
    static final int HEADER_FLAGS = 4;
    static final int HEADER_PAGE_SIZE = 8;
    static final int HEADER_COMMIT = 12;
    static final long MAX_COMMIT = 0xFFFF_FFFFL;
    static final int HEADER_MIN_TXID = 16;
    static final int HEADER_MAX_TXID = 24;
    static final int HEADER_TIMESTAMP = 32;
    static final int HEADER_PRE_APPLY_CHECKSUM = 40;
    static final int HEADER_WAL_OFFSET = 48;
    static final int HEADER_WAL_SIZE = 56;
    static final int HEADER_WAL_SALT_1 = 64;
    static final int HEADER_WAL_SALT_2 = 68;
    static final int HEADER_NODE_ID = 72;

    /** Header flag of version 1 of the format, where it says that pages are LZ4-compressed. */
    static final int FLAG_VERSION_1_LZ4 = 1;

    /** Header flag: the file keeps no database checksums. */
    static final int FLAG_NO_CHECKSUM = 2;

    /** Page number and flags; the end mark has the same size and is all zeros. */
    static final int FRAME_HEADER_BYTES = 6;

    static final int FRAME_PAGE_NUMBER = 0;
    static final int FRAME_FLAGS = 4;

    /** Frame flag: a size field follows, and the payload is one LZ4 block. Without it the payload is one LZ4 frame. */
    static final int FRAME_FLAG_BLOCK = 1;

    static final int FRAME_SIZE_FIELD_BYTES = 4;

    static final int INDEX_SIZE_BYTES = 8;

    /** A varint of 64 bits needs at most so many bytes of seven bits. */
    static final int MAX_VARINT_BYTES = 10;

    /** An entry of the page index is three varints. */
    static final int MAX_INDEX_ENTRY_BYTES = 3 * MAX_VARINT_BYTES;

    static final int TRAILER_BYTES = 16;
    static final int TRAILER_POST_APPLY_CHECKSUM = 0;
    static final int TRAILER_FILE_CHECKSUM = 8;

    /** Set in every checksum, so that 0 can mean "none". */
    static final long CHECKSUM_FLAG = 1L << 63;

    /** The largest frame of any page size, its header included. */
    static final int MAX_FRAME_BYTES = maxFrameBytes(PageSize.of(PageSize.MAX_BYTES));

    private LtxFormat() {}

    /** The longest LZ4 block that a page can need: all literals, and a length byte for each 255 of them. */
    static int maxBlockBytes(PageSize pageSize) {
        return pageSize.bytes() + pageSize.bytes() / 255 + 16;
    }

    /**
     * The longest LZ4 frame that a page can reasonably need. A writer that flushes often makes several LZ4 blocks of a
     * page, so this is more generous than one block with its frame around it.
     */
    static int maxLz4FrameBytes(PageSize pageSize) {
        return 2 * maxBlockBytes(pageSize) + 1024;
    }

    /** The longest frame of a page, its header included. */
    static int maxFrameBytes(PageSize pageSize) {
        return FRAME_HEADER_BYTES + FRAME_SIZE_FIELD_BYTES + maxLz4FrameBytes(pageSize);
    }
}
