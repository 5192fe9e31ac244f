package dev.ltx4j.sqlite.check;

/** How much a check looks at. */
public enum CheckMode {
    /**
     * Everything but indexes against tables: header, free list, all b-trees and what they point to, records, the order of
     * all keys, and the number of entries in each index. Somewhat more than {@code PRAGMA quick_check}, which does not
     * look at the order of an index.
     */
    QUICK,

    /** Also whether each index holds exactly the rows of its table, as {@code PRAGMA integrity_check} does. */
    FULL
}
