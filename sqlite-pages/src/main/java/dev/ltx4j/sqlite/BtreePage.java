package dev.ltx4j.sqlite;

import dev.ltx4j.sqlite.internal.BtreePageLayout;
import java.util.List;

/**
 * The header of a b-tree page, with its cell pointers and free blocks. Every offset is inside the page's usable bytes and
 * in the area it must be in; free blocks are in ascending order and do not touch. Whether cells overlap is not looked at,
 * nor whether other pages exist.
 *
 * <p>Immutable. Source: SQLite file format, section 1.6.
 *
 * @param pageNumber the page
 * @param type what kind of b-tree page it is
 * @param headerOffset where the b-tree's header starts in the page, in bytes: 100 on page 1, else 0
 * @param contentStart where the cell content starts in the page, in bytes, up to 65536
 * @param fragmentedBytes bytes in pieces too small for a free block, 0 to 255; SQLite lets it grow to 60
 * @param rightMost the right-most child of an interior page, 1 to 4294967295; 0 in a leaf
 * @param cells where the cells start in the page, in bytes, in key order
 * @param freeBlocks the free blocks, in the order of the page
 * @param unusedBytes all bytes that are free: between cell pointers and content, in free blocks and fragments
 */
@Experimental
public record BtreePage(
        long pageNumber,
        Type type,
        int headerOffset,
        int contentStart,
        int fragmentedBytes,
        long rightMost,
        List<Integer> cells,
        List<FreeBlock> freeBlocks,
        int unusedBytes) {

    /** The four kinds of b-tree pages. */
    public enum Type {
        /** Keys of an index, or rows of a table without row ids, and children. */
        INDEX_INTERIOR(BtreePageLayout.INDEX_INTERIOR, false),
        /** Row ids and children. */
        TABLE_INTERIOR(BtreePageLayout.TABLE_INTERIOR, false),
        /** Keys of an index, or rows of a table without row ids. */
        INDEX_LEAF(BtreePageLayout.INDEX_LEAF, true),
        /** Rows of a table. */
        TABLE_LEAF(BtreePageLayout.TABLE_LEAF, true);

        private final int value;
        private final boolean leaf;

        Type(int value, boolean leaf) {
            this.value = value;
            this.leaf = leaf;
        }

        /** {@return the byte that says so in the file} */
        public int value() {
            return value;
        }

        /** {@return whether the page has no children} */
        public boolean isLeaf() {
            return leaf;
        }

        /** {@return whether the b-tree is a table with row ids} */
        public boolean isTable() {
            return this == TABLE_INTERIOR || this == TABLE_LEAF;
        }
    }

    /**
     * Free bytes between cells, listed in the page.
     *
     * @param arrayOffset where they start in the page
     * @param byteCount how many, 4 or more
     */
    public record FreeBlock(int arrayOffset, int byteCount) {}

    /**
     * Copies the lists.
     *
     * @param pageNumber the page
     * @param type what kind of b-tree page it is
     * @param headerOffset where the b-tree's header starts in the page, in bytes: 100 on page 1, else 0
     * @param contentStart where the cell content starts in the page, in bytes, up to 65536
     * @param fragmentedBytes bytes in pieces too small for a free block, 0 to 255; SQLite lets it grow to 60
     * @param rightMost the right-most child of an interior page, 1 to 4294967295; 0 in a leaf
     * @param cells where the cells start in the page, in bytes, in key order
     * @param freeBlocks the free blocks, in the order of the page
     * @param unusedBytes all bytes that are free: between cell pointers and content, in free blocks and fragments
     */
    public BtreePage {
        cells = List.copyOf(cells);
        freeBlocks = List.copyOf(freeBlocks);
    }

    /**
     * Takes a page apart.
     *
     * @param page the whole page
     * @param pageNumber 1 to 4294967295; page 1 has the database header in front
     * @param header of the database: for page size and usable bytes
     * @param file the database, as a person would name it, for the exception
     * @return the page's header, cell pointers and free blocks
     * @throws MalformedFileException if this is no b-tree page, or an offset or count is out of its range; the offset
     *     it
     *     names is that of a page in the database file
     * @throws IllegalArgumentException if the array is not of the page size, or the page number out of range
     */
    public static BtreePage parse(byte[] page, long pageNumber, DatabaseHeader header, String file)
            throws MalformedFileException {
        return new BtreePageParser(new PageBytes(page, pageNumber, header, file)).parse();
    }

    /** {@return where the cell pointers start in the page, in bytes} */
    public int cellPointerOffset() {
        return headerOffset
                + (type.isLeaf() ? BtreePageLayout.LEAF_HEADER_BYTES : BtreePageLayout.INTERIOR_HEADER_BYTES);
    }
}
