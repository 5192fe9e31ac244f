package dev.ltx4j.sqlite;

import dev.ltx4j.sqlite.internal.BtreePageLayout;
import dev.ltx4j.sqlite.internal.LocalPayload;

/** Goes through one cell: left child, payload length, row id, the part of the payload in the page, overflow page. */
final class BtreeCellParser {
    private static final int VARINT_MAX_BYTES = 9;
    private static final int VARINT_BITS = 7;
    private static final int VARINT_MASK = 0x7f;
    private static final long MAX_PAYLOAD_BYTES = Integer.MAX_VALUE;

    private final PageBytes page;
    private final int start;
    private int arrayOffset;

    BtreeCellParser(PageBytes page, int start) {
        this.page = page;
        this.start = start;
        this.arrayOffset = start;
    }

    BtreeCell parse(BtreePage.Type type) throws MalformedFileException {
        long leftChild = type.isLeaf() ? 0 : pageNumber("left child");
        boolean hasPayload = type != BtreePage.Type.TABLE_INTERIOR;
        long payloadBytes = hasPayload ? payloadBytes() : 0;
        long rowId = type.isTable() ? varint() : 0;
        int localBytes = new LocalPayload(page.usableBytes(), type == BtreePage.Type.TABLE_LEAF).bytes(payloadBytes);
        int localOffset = arrayOffset;
        skip(localBytes);
        long overflowPage = localBytes < payloadBytes ? pageNumber("overflow page") : 0;
        if (arrayOffset - start < BtreePageLayout.MIN_BLOCK_BYTES) {
            skip(BtreePageLayout.MIN_BLOCK_BYTES - (arrayOffset - start));
        }
        return new BtreeCell(
                start, arrayOffset - start, leftChild, rowId, payloadBytes, localOffset, localBytes, overflowPage);
    }

    private long pageNumber(String what) throws MalformedFileException {
        int at = arrayOffset;
        skip(Integer.BYTES);
        long pageNumber = page.u32(at);
        if (pageNumber == 0) {
            throw page.malformed(at, "the " + what + " of the cell at " + start + " is page 0");
        }
        return pageNumber;
    }

    private long payloadBytes() throws MalformedFileException {
        long byteCount = varint();
        if (byteCount < 0 || byteCount > MAX_PAYLOAD_BYTES) {
            throw page.malformed(
                    start, "the cell at " + start + " has " + Long.toUnsignedString(byteCount) + " bytes of payload");
        }
        return byteCount;
    }

    /** Seven bits a byte, the highest first; a ninth byte has eight. */
    private long varint() throws MalformedFileException {
        long value = 0;
        for (int count = 1; count < VARINT_MAX_BYTES; count++) {
            int next = nextByte();
            value = value << VARINT_BITS | (next & VARINT_MASK);
            if (next <= VARINT_MASK) {
                return value;
            }
        }
        return value << Byte.SIZE | nextByte();
    }

    private int nextByte() throws MalformedFileException {
        int at = arrayOffset;
        skip(1);
        return page.u8(at);
    }

    private void skip(int byteCount) throws MalformedFileException {
        if (byteCount > page.usableBytes() - arrayOffset) {
            throw page.malformed(start, "the cell at " + start + " reaches beyond the page's usable bytes");
        }
        arrayOffset += byteCount;
    }
}
