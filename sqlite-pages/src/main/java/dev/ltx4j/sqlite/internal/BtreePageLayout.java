package dev.ltx4j.sqlite.internal;

/**
 * Where the fields of a b-tree page are. All are big-endian. On page 1 the b-tree's header stands behind the 100 bytes of
 * the database header; every offset that the page holds is from the page's first byte all the same.
 *
 * <pre>
 *  0  type: 2 index interior, 5 table interior, 10 index leaf, 13 table leaf
 *  1  first free block, 16 bits; 0 if there is none
 *  3  number of cells, 16 bits
 *  5  start of the cell content, 16 bits; 0 means 65536
 *  7  fragmented bytes: in pieces of at most 3 bytes between cells
 *  8  right-most child, 32 bits, in interior pages only
 *     then the cell pointers, 16 bits each, in key order; unused space; cells and free blocks in any order
 *
 * free block                              interior cell starts with
 *  0  next free block, 16 bits, or 0       0  left child, 32 bits
 *  2  its length in bytes, 4 or more
 * </pre>
 *
 * Source: SQLite file format, section 1.6.
 */
public final class BtreePageLayout {
    /** Index interior. */
    public static final int INDEX_INTERIOR = 2;

    /** Table interior. */
    public static final int TABLE_INTERIOR = 5;

    /** Index leaf. */
    public static final int INDEX_LEAF = 10;

    /** Table leaf. */
    public static final int TABLE_LEAF = 13;

    /** The kind of page. */
    public static final int TYPE = 0;
    /** The first free block. */
    public static final int FIRST_FREE_BLOCK = 1;
    /** The number of cells. */
    public static final int CELL_COUNT = 3;
    /** The start of the cell content. */
    public static final int CONTENT_START = 5;
    /** The bytes in fragments. */
    public static final int FRAGMENTED_BYTES = 7;
    /** The right-most child. */
    public static final int RIGHT_MOST = 8;
    /** The length of a leaf's header. */
    public static final int LEAF_HEADER_BYTES = 8;
    /** The length of an interior page's header. */
    public static final int INTERIOR_HEADER_BYTES = 12;
    /** The length of a cell pointer. */
    public static final int CELL_POINTER_BYTES = 2;

    /** What the start of the cell content is when its field holds 0. */
    public static final int CONTENT_START_65536 = 65536;

    /** The next free block, in a free block. */
    public static final int FREE_BLOCK_NEXT = 0;
    /** The length of a free block, in it. */
    public static final int FREE_BLOCK_LENGTH = 2;

    /** A free block's own header; what is shorter is a fragment, and no cell is shorter either. */
    public static final int MIN_BLOCK_BYTES = 4;

    /** How much of a payload is kept in a page of an index at most, in 255ths of the page. */
    public static final int MOST_INDEX_FRACTION = 64;

    /** How much of a payload is kept in a page at least. */
    public static final int LEAST_FRACTION = 32;
    /** What those shares are of. */
    public static final int WHOLE_FRACTION = 255;

    /** What the format counts for a cell beside its payload in those shares. */
    public static final int CELL_OVERHEAD_BYTES = 23;

    /** What a table's leaf has to have left beside the payload of one row, all of which is kept else. */
    public static final int TABLE_LEAF_KEPT_BYTES = 35;

    /** A cell with the header of one takes 6 bytes at least; SQLite counts with 8 bytes of page header. */
    public static final int MIN_CELL_AND_POINTER_BYTES = 6;

    private BtreePageLayout() {}
}
