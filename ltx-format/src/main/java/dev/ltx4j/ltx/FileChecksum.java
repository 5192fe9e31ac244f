package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.PageSize;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Combines the raw CRCs of pages, hashed once each and in any order, into the checksum of the file and the checksums of
 * the pages.
 *
 * <p>With z = raw(0, page) and K = x^(8·pageSize) mod P, the file checksum goes on with {@code K·raw(f, frameHeader) ^
 * z}, and the page's own is {@code ~(K·raw(~0, page number) ^ z)} with its top bit set. Source: FORMAT.md, "Checksums".
 *
 * <p>Not safe for several threads, but for {@link #pageChecksum}.
 */
final class FileChecksum {
    private static final int NIBBLES = 16;
    private static final int NIBBLE_VALUES = 16;
    private static final int MAX_PAGE_SIZE_LOG2 = 16;
    private static final AtomicReferenceArray<long[]> TABLES = new AtomicReferenceArray<>(MAX_PAGE_SIZE_LOG2 + 1);

    private final long[] timesK;
    private final Crc64 crc = new Crc64();
    private long raw = ~0L;

    FileChecksum(PageSize pageSize) {
        timesK = table(pageSize);
    }

    /** Goes on over bytes as they are in the file. */
    void update(byte[] array, int arrayOffset, int byteCount) {
        raw = crc.raw(raw, array, arrayOffset, byteCount);
    }

    /**
     * Goes on over a frame: its header and size field as stored, then the page.
     *
     * @param pageRaw {@code raw(0, page)}
     */
    void updateFrame(byte[] array, int headerOffset, int headerBytes, long pageRaw) {
        raw = timesK(Crc64.rawShort(raw, array, headerOffset, headerBytes)) ^ pageRaw;
    }

    /** The file checksum of all that went in. */
    long value() {
        return ~raw | LtxFormat.CHECKSUM_FLAG;
    }

    /**
     * The checksum of one page, as database checksums are made of: its CRC-64 after its number, with the top bit set.
     *
     * @param pageRaw {@code raw(0, page)}
     */
    long pageChecksum(long pageNumber, long pageRaw) {
        // Four bytes big-endian; Crc64's words are little-endian.
        long v = ~0L ^ Integer.toUnsignedLong(Integer.reverseBytes((int) pageNumber));
        long h = v << 32;
        long number = (v >>> 32) ^ h ^ (h >>> 1) ^ (h >>> 3) ^ (h >>> 4);
        return ~(timesK(number) ^ pageRaw) | LtxFormat.CHECKSUM_FLAG;
    }

    private long timesK(long v) {
        long product = 0;
        for (int i = 0; i < NIBBLES; i++) {
            product ^= timesK[i * NIBBLE_VALUES + (int) ((v >>> (4 * i)) & 0xF)];
        }
        return product;
    }

    /** K times each value of each four bits. Made once for a page size; a race makes the same table twice. */
    private static long[] table(PageSize pageSize) {
        int log2 = Integer.numberOfTrailingZeros(pageSize.bytes());
        long[] table = TABLES.get(log2);
        if (table == null) {
            table = new long[NIBBLES * NIBBLE_VALUES];
            // Bit 63 stands for x⁰, so K times it is K itself: what a page of zeros makes of the value 1.
            long product = new Crc64().raw(1L << 63, new byte[pageSize.bytes()], 0, pageSize.bytes());
            for (int bit = 63; bit >= 0; bit--) {
                int nibble = bit >>> 2;
                for (int value = 0; value < NIBBLE_VALUES; value++) {
                    if (((value >>> (bit & 3)) & 1) != 0) {
                        table[nibble * NIBBLE_VALUES + value] ^= product;
                    }
                }
                product = timesX(product);
            }
            TABLES.set(log2, table);
        }
        return table;
    }

    private static long timesX(long v) {
        // x⁶⁴ ≡ x⁴+x³+x+1, reflected.
        return (v & 1) == 0 ? v >>> 1 : (v >>> 1) ^ 0xD800_0000_0000_0000L;
    }
}
