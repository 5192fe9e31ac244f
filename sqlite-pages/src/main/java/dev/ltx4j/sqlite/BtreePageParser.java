package dev.ltx4j.sqlite;

import dev.ltx4j.sqlite.internal.BtreePageLayout;
import java.util.ArrayList;
import java.util.List;

/** Fields of a page, checked one after another. */
final class BtreePageParser {
    private final PageBytes page;
    private final int headerOffset;

    BtreePageParser(PageBytes page) {
        this.page = page;
        this.headerOffset = page.pageNumber() == 1 ? DatabaseHeader.BYTES : 0;
    }

    BtreePage parse() throws MalformedFileException {
        BtreePage.Type type = type();
        int pointers = headerOffset
                + (type.isLeaf() ? BtreePageLayout.LEAF_HEADER_BYTES : BtreePageLayout.INTERIOR_HEADER_BYTES);
        int cellCount = page.u16(headerOffset + BtreePageLayout.CELL_COUNT);
        int pointersEnd = pointers + cellCount * BtreePageLayout.CELL_POINTER_BYTES;
        int contentStart = contentStart(cellCount, pointersEnd);
        List<BtreePage.FreeBlock> freeBlocks = freeBlocks(contentStart);
        int fragmentedBytes = page.u8(headerOffset + BtreePageLayout.FRAGMENTED_BYTES);
        int unusedBytes = contentStart - pointersEnd + fragmentedBytes;
        for (BtreePage.FreeBlock block : freeBlocks) {
            unusedBytes += block.byteCount();
        }
        if (unusedBytes > page.usableBytes() - pointersEnd) {
            throw page.malformed(
                    headerOffset + BtreePageLayout.FRAGMENTED_BYTES,
                    unusedBytes + " bytes unused, more than there are behind the cell pointers");
        }
        return new BtreePage(
                page.pageNumber(),
                type,
                headerOffset,
                contentStart,
                fragmentedBytes,
                rightMost(type),
                cells(cellCount, pointers, contentStart),
                freeBlocks,
                unusedBytes);
    }

    private BtreePage.Type type() throws MalformedFileException {
        int value = page.u8(headerOffset + BtreePageLayout.TYPE);
        for (BtreePage.Type type : BtreePage.Type.values()) {
            if (type.value() == value) {
                return type;
            }
        }
        throw page.malformed(headerOffset + BtreePageLayout.TYPE, "not a b-tree page: its type is " + value);
    }

    private long rightMost(BtreePage.Type type) throws MalformedFileException {
        if (type.isLeaf()) {
            return 0;
        }
        long rightMost = page.u32(headerOffset + BtreePageLayout.RIGHT_MOST);
        if (rightMost == 0) {
            throw page.malformed(headerOffset + BtreePageLayout.RIGHT_MOST, "the right-most child is page 0");
        }
        return rightMost;
    }

    private int contentStart(int cellCount, int pointersEnd) throws MalformedFileException {
        if (pointersEnd > page.usableBytes()) {
            throw page.malformed(
                    headerOffset + BtreePageLayout.CELL_COUNT, cellCount + " cells, more than a page has room for");
        }
        int field = page.u16(headerOffset + BtreePageLayout.CONTENT_START);
        int contentStart = field == 0 ? BtreePageLayout.CONTENT_START_65536 : field;
        if (contentStart < pointersEnd || contentStart > page.usableBytes()) {
            throw page.malformed(
                    headerOffset + BtreePageLayout.CONTENT_START,
                    "the cell content starts at " + contentStart + ", not in " + pointersEnd + " to "
                            + page.usableBytes());
        }
        return contentStart;
    }

    private List<Integer> cells(int cellCount, int pointers, int contentStart) throws MalformedFileException {
        int last = page.usableBytes() - BtreePageLayout.MIN_BLOCK_BYTES;
        List<Integer> cells = new ArrayList<>(cellCount);
        for (int cell = 0; cell < cellCount; cell++) {
            int pointer = pointers + cell * BtreePageLayout.CELL_POINTER_BYTES;
            int arrayOffset = page.u16(pointer);
            if (arrayOffset < contentStart || arrayOffset > last) {
                throw page.malformed(
                        pointer,
                        "cell " + cell + " starts at " + arrayOffset + ", not in " + contentStart + " to " + last);
            }
            cells.add(arrayOffset);
        }
        return cells;
    }

    /** Each block is behind the one before, so the walk ends. */
    private List<BtreePage.FreeBlock> freeBlocks(int contentStart) throws MalformedFileException {
        List<BtreePage.FreeBlock> blocks = new ArrayList<>();
        int field = headerOffset + BtreePageLayout.FIRST_FREE_BLOCK;
        int from = contentStart;
        int last = page.usableBytes() - BtreePageLayout.MIN_BLOCK_BYTES;
        for (int block = page.u16(field); block != 0; block = page.u16(field)) {
            if (block < from || block > last) {
                throw page.malformed(field, "a free block starts at " + block + ", not in " + from + " to " + last);
            }
            int byteCount = page.u16(block + BtreePageLayout.FREE_BLOCK_LENGTH);
            if (byteCount < BtreePageLayout.MIN_BLOCK_BYTES || byteCount > page.usableBytes() - block) {
                throw page.malformed(
                        block + BtreePageLayout.FREE_BLOCK_LENGTH, "a free block of " + byteCount + " bytes");
            }
            blocks.add(new BtreePage.FreeBlock(block, byteCount));
            // What is free between two blocks would be part of them: there is a cell, of 4 bytes at least.
            from = block + byteCount + BtreePageLayout.MIN_BLOCK_BYTES;
            field = block + BtreePageLayout.FREE_BLOCK_NEXT;
        }
        return blocks;
    }
}
