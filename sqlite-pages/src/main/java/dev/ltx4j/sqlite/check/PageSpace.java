package dev.ltx4j.sqlite.check;

import dev.ltx4j.sqlite.internal.BtreePageLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Whether the bytes of a b-tree page add up: the list of free blocks, and that no byte has two uses. */
final class PageSpace {
    /** So that numbers of 32 bits without a sign are sorted as such. */
    private static final int SIGN = 0x8000_0000;

    private static final int LOW_HALF = 0xffff;

    /**
     * Start and last byte of each cell and free block, 16 bits each. They are put in from the array's end: the first cell
     * of a page is mostly its last piece, so that there is little to sort.
     */
    private int[] pieces = new int[1024];

    private int pieceCount;
    private int fragments;

    /** What is wrong with the list of free blocks, or null. They ascend, so the walk ends. */
    @Nullable
    String freeBlocks(TreePage page) {
        int usable = page.usableBytes();
        int last = usable - BtreePageLayout.MIN_BLOCK_BYTES;
        int freeBytes = page.fragmentedBytes() + page.contentStart;
        int block = page.firstFreeBlock();
        if (block != 0 && block < page.contentStart) {
            return "a free block at " + block + ", before the cells";
        }
        while (block != 0) {
            if (block > last) {
                return "a free block at " + block + ", behind the page's end";
            }
            int byteCount = page.freeBlockBytes(block);
            freeBytes += byteCount;
            int next = page.nextFreeBlock(block);
            if (next != 0 && next < block + byteCount + BtreePageLayout.MIN_BLOCK_BYTES) {
                return "a free block at " + next + " after the one of " + byteCount + " bytes at " + block;
            }
            if (next == 0 && block + byteCount > usable) {
                return "the free block of " + byteCount + " bytes at " + block + " reaches beyond the page's end";
            }
            block = next;
        }
        if (freeBytes > usable || freeBytes < page.pointersEnd()) {
            return "the free bytes do not fit into the page; the cells start at " + page.contentStart;
        }
        return null;
    }

    /** Starts a page. */
    void clear() {
        pieceCount = 0;
    }

    /** Adds the cell that the page is at. */
    void addCell(TreePage page) {
        add(page.cellOffset, page.cellBytes);
    }

    private void add(int arrayOffset, int byteCount) {
        if (pieceCount == pieces.length) {
            int[] longer = new int[pieceCount * 2];
            System.arraycopy(pieces, 0, longer, pieceCount, pieceCount);
            pieces = longer;
        }
        pieces[pieces.length - ++pieceCount] = (arrayOffset << Short.SIZE | arrayOffset + byteCount - 1) ^ SIGN;
    }

    /** After all cells: adds the free blocks, and tells the first byte that has two uses, or -1. */
    int doubleUse(TreePage page) {
        for (int block = page.firstFreeBlock(); block != 0; block = page.nextFreeBlock(block)) {
            add(block, page.freeBlockBytes(block));
        }
        int first = pieces.length - pieceCount;
        Arrays.sort(pieces, first, pieces.length);
        int between = 0;
        int previousEnd = page.contentStart - 1;
        for (int piece = first; piece < pieces.length; piece++) {
            int start = (pieces[piece] ^ SIGN) >>> Short.SIZE;
            if (previousEnd >= start) {
                return start;
            }
            between += start - previousEnd - 1;
            previousEnd = pieces[piece] & LOW_HALF;
        }
        fragments = between + page.usableBytes() - previousEnd - 1;
        return -1;
    }

    /** After {@link #doubleUse} found none: the bytes between cells and free blocks. */
    int fragmentedBytes() {
        return fragments;
    }
}
