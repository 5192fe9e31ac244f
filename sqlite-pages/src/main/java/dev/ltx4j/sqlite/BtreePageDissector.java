package dev.ltx4j.sqlite;

import dev.ltx4j.sqlite.internal.BtreePageLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes one b-tree page apart as far as it goes. For one use. */
final class BtreePageDissector {
    private static final int CLAIM_HEADER = -1;
    private static final int CLAIM_POINTERS = -2;
    private static final int CLAIM_FREE_BLOCK = -3;
    private static final int CLAIM_RESERVED = -4;

    /** The name for exceptions, which are not seen by anybody. */
    private static final String NO_FILE = "";

    private final byte[] bytes;
    private final DatabaseHeader header;
    private final PageBytes page;
    private final int headerOffset;
    private final int usableBytes;
    private final PageUseMap uses;
    private final List<BtreePageAnatomy.Problem> problems = new ArrayList<>();

    BtreePageDissector(byte[] bytes, long pageNumber, DatabaseHeader header) {
        this.bytes = bytes;
        this.header = header;
        this.page = new PageBytes(bytes, pageNumber, header, NO_FILE);
        this.headerOffset = pageNumber == 1 ? DatabaseHeader.BYTES : 0;
        this.usableBytes = header.usableBytes();
        this.uses = new PageUseMap(bytes.length, PageUse.UNALLOCATED);
    }

    BtreePageAnatomy dissect() {
        uses.claim(0, headerOffset, PageUse.DATABASE_HEADER, CLAIM_HEADER);
        uses.claim(usableBytes, bytes.length, PageUse.RESERVED, CLAIM_RESERVED);
        int typeByte = page.u8(headerOffset + BtreePageLayout.TYPE);
        BtreePage.Type type = type(typeByte);
        if (type == null) {
            problem(headerOffset, "not a b-tree page: its type is " + typeByte);
            return new BtreePageAnatomy(
                    page.pageNumber(),
                    null,
                    typeByte,
                    headerOffset,
                    0,
                    0,
                    0,
                    0,
                    0,
                    List.of(),
                    List.of(),
                    problems,
                    uses.toList());
        }
        int pointers = headerOffset
                + (type.isLeaf() ? BtreePageLayout.LEAF_HEADER_BYTES : BtreePageLayout.INTERIOR_HEADER_BYTES);
        uses.claim(headerOffset, pointers, PageUse.HEADER, CLAIM_HEADER);
        int cellCount = page.u16(headerOffset + BtreePageLayout.CELL_COUNT);
        int cellsInPage = Math.min(cellCount, (usableBytes - pointers) / BtreePageLayout.CELL_POINTER_BYTES);
        if (cellsInPage < cellCount) {
            problem(headerOffset + BtreePageLayout.CELL_COUNT, cellCount + " cells, more than a page has room for");
        }
        int pointersEnd = pointers + cellsInPage * BtreePageLayout.CELL_POINTER_BYTES;
        uses.claim(pointers, pointersEnd, PageUse.POINTER, CLAIM_POINTERS);
        int field = page.u16(headerOffset + BtreePageLayout.CONTENT_START);
        int contentStart = field == 0 ? BtreePageLayout.CONTENT_START_65536 : field;
        if (contentStart < pointersEnd || contentStart > usableBytes) {
            problem(
                    headerOffset + BtreePageLayout.CONTENT_START,
                    "the cell content starts at " + contentStart + ", not in " + pointersEnd + " to " + usableBytes);
        }
        int content = Math.max(pointersEnd, Math.min(contentStart, usableBytes));
        uses.fill(content, usableBytes, PageUse.FRAGMENT);
        List<BtreePage.FreeBlock> freeBlocks = freeBlocks(content);
        List<BtreePageAnatomy.Cell> cells = cells(type, pointers, cellsInPage, content);
        int fragmentedBytes = page.u8(headerOffset + BtreePageLayout.FRAGMENTED_BYTES);
        int fragments = uses.count(PageUse.FRAGMENT);
        if (fragments != fragmentedBytes) {
            problem(
                    headerOffset + BtreePageLayout.FRAGMENTED_BYTES,
                    fragments + " bytes of the cell content are in no cell and no free block, but the header says "
                            + fragmentedBytes);
        }
        return new BtreePageAnatomy(
                page.pageNumber(),
                type,
                typeByte,
                headerOffset,
                page.u16(headerOffset + BtreePageLayout.FIRST_FREE_BLOCK),
                cellCount,
                contentStart,
                fragmentedBytes,
                rightMost(type),
                cells,
                freeBlocks,
                problems,
                uses.toList());
    }

    private static BtreePage.@Nullable Type type(int value) {
        for (BtreePage.Type type : BtreePage.Type.values()) {
            if (type.value() == value) {
                return type;
            }
        }
        return null;
    }

    private long rightMost(BtreePage.Type type) {
        if (type.isLeaf()) {
            return 0;
        }
        long rightMost = page.u32(headerOffset + BtreePageLayout.RIGHT_MOST);
        if (rightMost == 0) {
            problem(headerOffset + BtreePageLayout.RIGHT_MOST, "the right-most child is page 0");
        }
        return rightMost;
    }

    /** Each block is behind the one before, so the walk ends. */
    private List<BtreePage.FreeBlock> freeBlocks(int content) {
        List<BtreePage.FreeBlock> blocks = new ArrayList<>();
        int field = headerOffset + BtreePageLayout.FIRST_FREE_BLOCK;
        int from = content;
        int last = usableBytes - BtreePageLayout.MIN_BLOCK_BYTES;
        for (int block = page.u16(field); block != 0; block = page.u16(field)) {
            if (block < from || block > last) {
                problem(field, "a free block starts at " + block + ", not in " + from + " to " + last);
                break;
            }
            int byteCount = page.u16(block + BtreePageLayout.FREE_BLOCK_LENGTH);
            if (byteCount < BtreePageLayout.MIN_BLOCK_BYTES || byteCount > usableBytes - block) {
                problem(block + BtreePageLayout.FREE_BLOCK_LENGTH, "a free block of " + byteCount + " bytes");
                break;
            }
            blocks.add(new BtreePage.FreeBlock(block, byteCount));
            uses.claim(block, block + byteCount, PageUse.FREE_BLOCK, CLAIM_FREE_BLOCK);
            from = block + byteCount + BtreePageLayout.MIN_BLOCK_BYTES;
            field = block + BtreePageLayout.FREE_BLOCK_NEXT;
        }
        return blocks;
    }

    private List<BtreePageAnatomy.Cell> cells(BtreePage.Type type, int pointers, int cellCount, int content) {
        List<BtreePageAnatomy.Cell> cells = new ArrayList<>(cellCount);
        int last = usableBytes - BtreePageLayout.MIN_BLOCK_BYTES;
        for (int cell = 0; cell < cellCount; cell++) {
            int field = pointers + cell * BtreePageLayout.CELL_POINTER_BYTES;
            int pointer = page.u16(field);
            if (pointer < content || pointer > last) {
                problem(field, "cell " + cell + " starts at " + pointer + ", not in " + content + " to " + last);
                cells.add(new BtreePageAnatomy.Cell(pointer, null, null));
            } else {
                cells.add(cell(type, cell, pointer));
            }
        }
        return cells;
    }

    private BtreePageAnatomy.Cell cell(BtreePage.Type type, int number, int pointer) {
        BtreeCell cell;
        try {
            cell = new BtreeCellParser(page, pointer).parse(type);
        } catch (MalformedFileException e) {
            problem(e, "cell " + number + ": ");
            return new BtreePageAnatomy.Cell(pointer, null, null);
        }
        int other = uses.claim(pointer, pointer + cell.byteCount(), PageUse.CELL, number + 1);
        if (other != 0) {
            problem(pointer, "cell " + number + " overlaps " + (other > 0 ? "cell " + (other - 1) : "a free block"));
        }
        if (type == BtreePage.Type.TABLE_INTERIOR) {
            return new BtreePageAnatomy.Cell(pointer, cell, null);
        }
        try {
            RecordView record = RecordView.parse(bytes, cell, page.pageNumber(), header, NO_FILE);
            return new BtreePageAnatomy.Cell(pointer, cell, record);
        } catch (MalformedFileException e) {
            problem(e, "cell " + number + ": ");
            return new BtreePageAnatomy.Cell(pointer, cell, null);
        }
    }

    private void problem(MalformedFileException e, String where) {
        problem((int) (e.fileOffset() - header.pageSize().fileOffset(page.pageNumber())), where + e.detail());
    }

    private void problem(int arrayOffset, String detail) {
        problems.add(new BtreePageAnatomy.Problem(arrayOffset, detail));
    }
}
