package dev.ltx4j.sqlite.check;

import dev.ltx4j.sqlite.internal.BtreePageLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Whether the bytes of a b-tree page add up: the list of free blocks, and that no byte has two uses. One bit for each byte of
 * the page says that it is used; where that does not come out right, {@link PagePieces} finds out what there is to say.
 */
final class PageSpace {
    private final long[] used;
    private int usedBytes;
    private boolean clear = true;

    /** Bits that were set twice: not 0 if any was. */
    private long twice;

    PageSpace(int pageBytes) {
        used = new long[pageBytes / Long.SIZE];
    }

    /** What is wrong with the list of free blocks, or null. They ascend, so the walk ends. */
    @Nullable
    static String freeBlocks(TreePage page) {
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
        if (!clear) {
            Arrays.fill(used, 0);
            clear = true;
            usedBytes = 0;
            twice = 0;
        }
    }

    /** Adds the cell that the page is at; it is behind the start of the content and inside the page. */
    void addCell(TreePage page) {
        add(page.cellOffset, page.cellBytes);
    }

    private void add(int arrayOffset, int byteCount) {
        clear = false;
        usedBytes += byteCount;
        int arrayEnd = arrayOffset + byteCount;
        int word = arrayOffset >>> 6;
        int last = (arrayEnd - 1) >>> 6;
        // Shifts take the lowest six bits.
        long bits = -1L << arrayOffset;
        long lastBits = -1L >>> -arrayEnd;
        while (word < last) {
            twice |= used[word] & bits;
            used[word++] |= bits;
            bits = -1L;
        }
        bits &= lastBits;
        twice |= used[word] & bits;
        used[word] |= bits;
    }

    /** After all cells of a page whose free blocks are right: whether no byte has two uses, and the rest is as it says. */
    boolean addsUp(TreePage page) {
        for (int block = page.firstFreeBlock(); block != 0; block = page.nextFreeBlock(block)) {
            int byteCount = page.freeBlockBytes(block);
            if (byteCount == 0) {
                // May be inside a cell, and has no bit to say so.
                return false;
            }
            add(block, byteCount);
        }
        return twice == 0 && page.usableBytes() - page.contentStart - usedBytes == page.fragmentedBytes();
    }
}
