package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.PageSize;

/**
 * Pages of one file, in ascending order and decompressed, one behind the other in one array. Valid until the call that
 * brought it returns; for the calling thread only.
 */
public interface PageBatch {
    /** {@return the size of each page} */
    PageSize pageSize();

    /** {@return how many pages there are, at least 1} */
    int count();

    /**
     * {@return the number of a page, 1 to 2³²−1}
     *
     * @param index from 0 to {@code count() - 1}
     */
    long pageNumber(int index);

    /** {@return the array that holds the pages} Not to be changed. */
    byte[] array();

    /**
     * {@return where in the array a page starts; the next one follows it without a gap}
     *
     * @param index 0 to {@link #count}−1
     */
    int arrayOffset(int index);

    /**
     * {@return the checksum of a page, as database checksums are the xor of: CRC-64 of its number and content, top bit
     * set}
     *
     * @param index 0 to {@link #count}−1
     */
    long pageChecksum(int index);
}
