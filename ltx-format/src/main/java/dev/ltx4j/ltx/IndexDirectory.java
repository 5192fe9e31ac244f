package dev.ltx4j.ltx;

import java.util.Arrays;

/**
 * Every n-th entry of a page index, so that one page is found by reading a part of the index. n doubles whenever the
 * directory is full, so it has the same size for every file.
 */
final class IndexDirectory {
    private static final int CAPACITY = 4096;

    private final long[] pageNumbers = new long[CAPACITY];
    private final long[] indexOffsets = new long[CAPACITY + 1];
    private final long[] frameOffsets = new long[CAPACITY];
    private int count;
    private long step = 1;
    private long entries;

    /**
     * Takes the next entry.
     *
     * @param indexOffset where it stands in the file
     */
    void add(long pageNumber, long indexOffset, long frameOffset) {
        if (entries++ % step != 0) {
            return;
        }
        if (count == CAPACITY) {
            for (int i = 0; i < CAPACITY / 2; i++) {
                pageNumbers[i] = pageNumbers[2 * i];
                indexOffsets[i] = indexOffsets[2 * i];
                frameOffsets[i] = frameOffsets[2 * i];
            }
            count = CAPACITY / 2;
            step *= 2;
            // The capacity is even, so this entry is one of those that stay.
        }
        pageNumbers[count] = pageNumber;
        indexOffsets[count] = indexOffset;
        frameOffsets[count] = frameOffset;
        count++;
    }

    /** Closes the directory: where the 0 that ends the index stands. */
    void end(long indexOffset) {
        indexOffsets[count] = indexOffset;
    }

    long entries() {
        return entries;
    }

    /** The slot that a page is in if it is in the file at all, or -1. */
    int slot(long pageNumber) {
        int found = Arrays.binarySearch(pageNumbers, 0, count, pageNumber);
        return found >= 0 ? found : -found - 2;
    }

    /** The page of the slot's first entry. */
    long pageNumber(int slot) {
        return pageNumbers[slot];
    }

    /** Where the slot's first entry stands in the file; the slot ends where the next one starts. */
    long indexOffset(int slot) {
        return indexOffsets[slot];
    }

    /** Where the frame of the slot's first entry starts. */
    long frameOffset(int slot) {
        return frameOffsets[slot];
    }
}
