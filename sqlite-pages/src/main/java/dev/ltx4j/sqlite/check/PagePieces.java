package dev.ltx4j.sqlite.check;

import java.util.Arrays;

/** The cells and free blocks of a page that does not add up, in the order of their bytes. */
final class PagePieces {
    /** So that numbers of 32 bits without a sign are sorted as such. */
    private static final int SIGN = 0x8000_0000;

    private static final int LOW_HALF = 0xffff;

    private final TreePage page;

    /** Start and last byte of each, 16 bits each. */
    private int[] pieces = new int[1024];

    private int pieceCount;
    private int fragments;

    /**
     * Of a page whose cells can all be opened.
     *
     * @param from where cells may start
     */
    PagePieces(TreePage page, int from) {
        this.page = page;
        for (int cell = 0; cell < page.cellCount; cell++) {
            page.openCell(cell, from);
            add(page.cellOffset, page.cellBytes);
        }
        for (int block = page.firstFreeBlock(); block != 0; block = page.nextFreeBlock(block)) {
            add(block, page.freeBlockBytes(block));
        }
    }

    private void add(int arrayOffset, int byteCount) {
        if (pieceCount == pieces.length) {
            pieces = Arrays.copyOf(pieces, pieceCount * 2);
        }
        pieces[pieceCount++] = (arrayOffset << Short.SIZE | arrayOffset + byteCount - 1) ^ SIGN;
    }

    /** The first byte that has two uses, or -1. */
    int doubleUse() {
        Arrays.sort(pieces, 0, pieceCount);
        int between = 0;
        int previousEnd = page.contentStart - 1;
        for (int piece = 0; piece < pieceCount; piece++) {
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
