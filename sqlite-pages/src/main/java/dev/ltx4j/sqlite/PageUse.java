package dev.ltx4j.sqlite;

/** What a byte of a b-tree page is used for. */
public enum PageUse {
    /** The 100 bytes of the database header, on page 1. */
    DATABASE_HEADER('D'),
    /** The header of the b-tree page. */
    HEADER('H'),
    /** The array of cell pointers. */
    POINTER('P'),
    /** Between the cell pointers and the cell content: never used, or not any more. */
    UNALLOCATED('.'),
    /** A free block between cells. */
    FREE_BLOCK('f'),
    /** A cell. */
    CELL('c'),
    /** In the cell content, but in no cell and no free block: fragments, if there are at most 3 of them together. */
    FRAGMENT('-'),
    /** Claimed twice: two cells overlap, or a cell and a free block, header or pointers. */
    OVERLAP('X'),
    /** At the page's end, left to extensions. */
    RESERVED('r');

    private final char letter;

    PageUse(char letter) {
        this.letter = letter;
    }

    /** {@return one letter for it, different from all others} */
    public char letter() {
        return letter;
    }
}
