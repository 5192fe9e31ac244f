package dev.ltx4j.lz4;

/**
 * The layout of an LZ4 frame. All numbers are little-endian.
 *
 * <pre>
 * magic             4 bytes
 * FLG               1 byte: version (2 bits, 01), independent blocks, block checksums, content size, content checksum,
 *                   reserved, dictionary id
 * BD                1 byte: reserved, maximum block size (3 bits: 4 = 64 KiB, 5 = 256 KiB, 6 = 1 MiB, 7 = 4 MiB),
 *                   reserved (4 bits)
 * content size      8 bytes, if the flag says so
 * dictionary id     4 bytes, if the flag says so
 * header checksum   1 byte: the second byte of the xxHash32 of FLG up to here
 *
 * block size        4 bytes; the high bit says that the data is stored as it is
 * block data
 * block checksum    4 bytes, if the flag says so: xxHash32 of the block data as stored
 * …
 * end mark          4 zero bytes
 * content checksum  4 bytes, if the flag says so: xxHash32 of all decoded bytes
 * </pre>
 */
final class FrameLayout {
    static final int MAGIC = 0x184D2204;
    static final int LEGACY_MAGIC = 0x184C2102;

    /** Skippable frames have sixteen magics, which differ in the low four bits. */
    static final int SKIPPABLE_MAGIC = 0x184D2A50;

    static final int SKIPPABLE_MAGIC_MASK = 0xFFFFFFF0;

    static final int MAGIC_SIZE = 4;
    static final int FLG_OFFSET = 4;
    static final int BD_OFFSET = 5;

    /** Magic, FLG and BD: what tells how long the header is. */
    static final int FIXED_HEADER_SIZE = 6;

    static final int CONTENT_SIZE_SIZE = 8;
    static final int DICTIONARY_ID_SIZE = 4;
    static final int HEADER_CHECKSUM_SIZE = 1;
    static final int MAX_HEADER_SIZE =
            FIXED_HEADER_SIZE + CONTENT_SIZE_SIZE + DICTIONARY_ID_SIZE + HEADER_CHECKSUM_SIZE;

    static final int FLG_VERSION_SHIFT = 6;
    static final int FLG_VERSION = 1;
    static final int FLG_INDEPENDENT_BLOCKS = 0x20;
    static final int FLG_BLOCK_CHECKSUMS = 0x10;
    static final int FLG_CONTENT_SIZE = 0x08;
    static final int FLG_CONTENT_CHECKSUM = 0x04;
    static final int FLG_RESERVED = 0x02;
    static final int FLG_DICTIONARY_ID = 0x01;

    static final int BD_RESERVED = 0x8F;
    static final int BD_BLOCK_MAXIMUM_SHIFT = 4;
    static final int LEAST_BLOCK_MAXIMUM_CODE = 4;

    static final int BLOCK_SIZE_SIZE = 4;
    static final int BLOCK_SIZE_STORED = 0x80000000;
    static final int END_MARK = 0;
    static final int CHECKSUM_SIZE = 4;

    /** How far a linked block's matches may reach back. */
    static final int HISTORY_SIZE = 64 * 1024;

    private FrameLayout() {}

    /** The maximum block size for a code of 4 … 7, in bytes. */
    static int blockMaximum(int code) {
        return 1 << (8 + 2 * code);
    }
}
