package dev.ltx4j.sqlite;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that can be made out of a b-tree page, sound or damaged: unlike {@link BtreePage}, it does not stop at what is
 * wrong but lists it, and it says of each byte what it is used for.
 *
 * <p>Immutable. Source: SQLite file format, sections 1.6 and 2.1.
 *
 * @param pageNumber the page
 * @param type what kind of b-tree page it is; null if it is none, and then there is nothing else
 * @param typeByte the byte that should say so
 * @param headerOffset where the b-tree's header starts in the page: 100 on page 1, else 0
 * @param firstFreeBlock the field of the header, 0 to 65535
 * @param cellCount the field of the header, 0 to 65535, whether or not there is room for so many
 * @param contentStart where the cell content starts according to the header, up to 65536
 * @param fragmentedBytes the field of the header, 0 to 255
 * @param rightMost the right-most child of an interior page; 0 in a leaf
 * @param cells one for each cell pointer that is inside the page
 * @param freeBlocks the free blocks up to the first one that is wrong
 * @param problems what is wrong, in the order in which it was met; empty if the page is sound in itself
 * @param uses what each byte of the page is used for
 */
public record BtreePageAnatomy(
        long pageNumber,
        BtreePage.@Nullable Type type,
        int typeByte,
        int headerOffset,
        int firstFreeBlock,
        int cellCount,
        int contentStart,
        int fragmentedBytes,
        long rightMost,
        List<Cell> cells,
        List<BtreePage.FreeBlock> freeBlocks,
        List<Problem> problems,
        List<PageUse> uses) {

    /**
     * What a cell pointer leads to.
     *
     * @param pointer where it leads, in bytes from the page's start
     * @param content the cell; null if there is none at this place, and then a problem says why
     * @param record its row or key; null if it has none or it cannot be read
     */
    public record Cell(
            int pointer,
            @Nullable BtreeCell content,
            @Nullable RecordView record) {}

    /**
     * Something that is wrong.
     *
     * @param arrayOffset where in the page, in bytes
     * @param detail what
     */
    public record Problem(int arrayOffset, String detail) {}

    /**
     * Copies the lists.
     *
     * @param pageNumber the page
     * @param type what kind of b-tree page it is; null if it is none, and then there is nothing else
     * @param typeByte the byte that should say so
     * @param headerOffset where the b-tree's header starts in the page: 100 on page 1, else 0
     * @param firstFreeBlock the field of the header, 0 to 65535
     * @param cellCount the field of the header, 0 to 65535, whether or not there is room for so many
     * @param contentStart where the cell content starts according to the header, up to 65536
     * @param fragmentedBytes the field of the header, 0 to 255
     * @param rightMost the right-most child of an interior page; 0 in a leaf
     * @param cells one for each cell pointer that is inside the page
     * @param freeBlocks the free blocks up to the first one that is wrong
     * @param problems what is wrong, in the order in which it was met; empty if the page is sound in itself
     * @param uses what each byte of the page is used for
     */
    public BtreePageAnatomy {
        cells = List.copyOf(cells);
        freeBlocks = List.copyOf(freeBlocks);
        problems = List.copyOf(problems);
        uses = List.copyOf(uses);
    }

    /**
     * Takes a page apart. Whatever the bytes are, it gives an answer; memory is bounded by the size of the page.
     *
     * @param page the whole page
     * @param pageNumber 1 to 4294967295
     * @param header of the database: for page size, usable bytes and text encoding
     * @return what the page holds, and what is wrong with it
     * @throws IllegalArgumentException if the array is not of the page size, or the page number out of range
     */
    public static BtreePageAnatomy of(byte[] page, long pageNumber, DatabaseHeader header) {
        return new BtreePageDissector(page, pageNumber, header).dissect();
    }
}
