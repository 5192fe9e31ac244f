package dev.ltx4j.sqlite.check;

import dev.ltx4j.sqlite.DatabaseHeader;
import dev.ltx4j.sqlite.internal.BigEndian;
import dev.ltx4j.sqlite.internal.BtreePageLayout;
import dev.ltx4j.sqlite.internal.LocalPayload;
import org.jspecify.annotations.Nullable;

/**
 * A b-tree page and one of its cells at a time, over and over again in the same object. What {@link
 * dev.ltx4j.sqlite.BtreePage} is for people, this is for a check: nothing is allocated, and what SQLite lets pass, passes.
 * Source: SQLite file format, section 1.6.
 */
final class TreePage {
    final byte[] bytes;
    private final int usableBytes;
    private final LocalPayload tableLeafPayload;
    private final LocalPayload indexPayload;

    long pageNumber;
    boolean leaf;
    boolean table;
    int cellCount;
    int contentStart;
    long rightMost;
    private int headerOffset;
    private int pointers;

    int cell;
    int cellOffset;
    int cellBytes;
    long leftChild;
    long rowId;
    long payloadBytes;
    int localOffset;
    int localBytes;
    long overflowPage;

    private final Varint varint = new Varint();

    TreePage(byte[] bytes, int usableBytes) {
        this.bytes = bytes;
        this.usableBytes = usableBytes;
        this.tableLeafPayload = new LocalPayload(usableBytes, true);
        this.indexPayload = new LocalPayload(usableBytes, false);
    }

    int usableBytes() {
        return usableBytes;
    }

    /** Takes the header apart; what is wrong with it, or null. */
    @Nullable
    String open(long number) {
        pageNumber = number;
        headerOffset = number == 1 ? DatabaseHeader.BYTES : 0;
        int type = BigEndian.u8(bytes, headerOffset + BtreePageLayout.TYPE);
        leaf = type == BtreePageLayout.INDEX_LEAF || type == BtreePageLayout.TABLE_LEAF;
        table = type == BtreePageLayout.TABLE_INTERIOR || type == BtreePageLayout.TABLE_LEAF;
        if (!leaf && !table && type != BtreePageLayout.INDEX_INTERIOR) {
            return "not a b-tree page: its type is " + type + " (btreeInitPage() returns error code 11)";
        }
        pointers = headerOffset + (leaf ? BtreePageLayout.LEAF_HEADER_BYTES : BtreePageLayout.INTERIOR_HEADER_BYTES);
        cellCount = BigEndian.u16(bytes, headerOffset + BtreePageLayout.CELL_COUNT);
        int most = (bytes.length - BtreePageLayout.LEAF_HEADER_BYTES) / BtreePageLayout.MIN_CELL_AND_POINTER_BYTES;
        if (cellCount > most) {
            return cellCount + " cells, a page has room for " + most + " (btreeInitPage() returns error code 11)";
        }
        int field = BigEndian.u16(bytes, headerOffset + BtreePageLayout.CONTENT_START);
        contentStart = field == 0 ? BtreePageLayout.CONTENT_START_65536 : field;
        rightMost = leaf ? 0 : BigEndian.u32(bytes, headerOffset + BtreePageLayout.RIGHT_MOST);
        return null;
    }

    /**
     * Goes to a cell. What is read beyond the page's end is zeros.
     *
     * @param from where cells may start
     * @return what is wrong with its place and length, or null; the fields are only set if nothing is
     */
    @Nullable
    String openCell(int number, int from) {
        cell = number;
        cellOffset = BigEndian.u16(bytes, pointers + number * BtreePageLayout.CELL_POINTER_BYTES);
        int last = usableBytes - BtreePageLayout.MIN_BLOCK_BYTES;
        if (cellOffset < from || cellOffset > last) {
            return "cell " + number + " starts at " + cellOffset + ", not in " + from + " to " + last + " (Offset "
                    + cellOffset + " out of range " + from + ".." + last + ")";
        }
        int at = cellOffset;
        if (!leaf) {
            leftChild = BigEndian.u32(bytes, at);
            at += Integer.BYTES;
        }
        payloadBytes = 0;
        if (leaf || !table) {
            at += varint.readPayloadBytes(bytes, at);
            payloadBytes = varint.value;
        }
        if (table) {
            at += varint.read(bytes, at);
            rowId = varint.value;
        }
        localOffset = at;
        localBytes = (table ? tableLeafPayload : indexPayload).bytes(payloadBytes);
        at += localBytes;
        boolean overflows = localBytes < payloadBytes;
        if (overflows) {
            at += Integer.BYTES;
        }
        cellBytes = Math.max(at - cellOffset, BtreePageLayout.MIN_BLOCK_BYTES);
        if (cellOffset + cellBytes > usableBytes) {
            return "cell " + number + " at " + cellOffset + " has " + cellBytes
                    + " bytes and reaches beyond the page's end (Extends off end of page)";
        }
        overflowPage = overflows ? BigEndian.u32(bytes, at - Integer.BYTES) : 0;
        return null;
    }

    /** The page left of a cell of an interior page, or right of all; 0 if the cell has no place in the page. */
    long child(int number) {
        if (number == cellCount) {
            return rightMost;
        }
        int at = BigEndian.u16(bytes, pointers + number * BtreePageLayout.CELL_POINTER_BYTES);
        return at > bytes.length - Integer.BYTES ? 0 : BigEndian.u32(bytes, at);
    }

    /** Where the cell pointers end. */
    int pointersEnd() {
        return pointers + cellCount * BtreePageLayout.CELL_POINTER_BYTES;
    }

    int fragmentedBytes() {
        return BigEndian.u8(bytes, headerOffset + BtreePageLayout.FRAGMENTED_BYTES);
    }

    int firstFreeBlock() {
        return BigEndian.u16(bytes, headerOffset + BtreePageLayout.FIRST_FREE_BLOCK);
    }

    int nextFreeBlock(int block) {
        return BigEndian.u16(bytes, block + BtreePageLayout.FREE_BLOCK_NEXT);
    }

    int freeBlockBytes(int block) {
        return BigEndian.u16(bytes, block + BtreePageLayout.FREE_BLOCK_LENGTH);
    }
}
