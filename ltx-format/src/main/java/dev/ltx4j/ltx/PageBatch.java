package dev.ltx4j.ltx;

/**
 * Pages of one file, in ascending order and decompressed, one behind the other in one array. Valid until the call that
 * brought it returns; for the calling thread only.
 */
public interface PageBatch {
    /** How many pages there are, at least 1. */
    int count();

    /**
     * The number of a page, 1 to 2³²−1.
     *
     * @param index from 0 to {@code count() - 1}
     */
    long pageNumber(int index);

    /** The array that holds the pages. Not to be changed. */
    byte[] array();

    /** Where in the array a page starts; the next one follows it without a gap. */
    int arrayOffset(int index);

    /** The checksum of a page, as database checksums are the xor of: CRC-64 of its number and content, top bit set. */
    long pageChecksum(int index);
}
