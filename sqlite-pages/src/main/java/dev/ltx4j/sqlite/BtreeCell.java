package dev.ltx4j.sqlite;

/**
 * A cell of a b-tree page without its content: what it points to, and how its payload is divided between the page and
 * overflow pages. It lies inside the page's usable bytes; whether it overlaps others, or the pages it points to exist, is
 * not looked at.
 *
 * <p>Immutable. Source: SQLite file format, section 1.6.
 *
 * @param arrayOffset where the cell starts in the page, in bytes
 * @param byteCount how many bytes of the page it takes, 4 or more
 * @param leftChild the child page of a cell of an interior page, 1 to 4294967295; 0 in leaves
 * @param rowId the row's id in a table; 0 in an index
 * @param payloadBytes the length of row or key, 0 to 2147483647; 0 in the interior pages of a table, which have none
 * @param localOffset where the part of the payload that is in this page starts
 * @param localBytes how long that part is
 * @param overflowPage where the rest is, 1 to 4294967295; 0 if there is none
 */
@Experimental
public record BtreeCell(
        int arrayOffset,
        int byteCount,
        long leftChild,
        long rowId,
        long payloadBytes,
        int localOffset,
        int localBytes,
        long overflowPage) {

    /**
     * Takes a cell apart.
     *
     * @param page the whole page
     * @param view what {@link BtreePage#parse} made of the same page
     * @param cell 0 to the number of cells - 1
     * @param header of the database: for page size and usable bytes
     * @param file the database, as a person would name it, for the exception
     * @return the cell
     * @throws MalformedFileException if the cell reaches beyond the usable bytes, points to page 0 or has a payload
     *     that
     *     is larger than any
     * @throws IndexOutOfBoundsException if there is no such cell
     * @throws IllegalArgumentException if the array is not of the page size
     */
    public static BtreeCell parse(byte[] page, BtreePage view, int cell, DatabaseHeader header, String file)
            throws MalformedFileException {
        int arrayOffset = view.cells().get(cell);
        return new BtreeCellParser(new PageBytes(page, view.pageNumber(), header, file), arrayOffset)
                .parse(view.type());
    }
}
