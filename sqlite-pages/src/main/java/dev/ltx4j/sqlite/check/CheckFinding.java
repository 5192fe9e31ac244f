package dev.ltx4j.sqlite.check;

import org.jspecify.annotations.Nullable;

/**
 * Something that is wrong with a database.
 *
 * @param kind what sort of thing
 * @param pageNumber the page where it shows, or 0 if there is none to name
 * @param object the table or index concerned, such as {@code table users} or {@code index by_name}; null if there is none
 * @param message a sentence for people, with the page and the object, and SQLite's own words where they help
 */
public record CheckFinding(
        Kind kind, long pageNumber, @Nullable String object, String message) {

    /** The sorts of findings. Their names, in lower case, are what JSON has, and do not change. */
    public enum Kind {
        /** The file ends before the database does. */
        TRUNCATED,
        /** A field of the database header. */
        HEADER,
        /** The free list. */
        FREE_LIST,
        /** A page number that no page of the database has. */
        PAGE_NUMBER,
        /** Two places lead to the same page. */
        PAGE_USED_TWICE,
        /** No place leads to a page. */
        PAGE_NEVER_USED,
        /** A page that is no b-tree page, or not of the kind that its tree has. */
        PAGE_TYPE,
        /** A cell outside of its page, or two uses of the same bytes. */
        CELL,
        /** The free bytes of a page do not add up, or their list is broken. */
        FREE_SPACE,
        /** Keys that are not in ascending order. */
        KEY_ORDER,
        /** Leaves of a tree at different depths, too many levels, or an empty page. */
        TREE_SHAPE,
        /** An overflow chain that is too long or too short. */
        OVERFLOW_CHAIN,
        /** The pointer map contradicts the page that it is about. */
        POINTER_MAP,
        /** A row or entry whose record is malformed. */
        RECORD,
        /** The schema cannot be what SQLite wrote. */
        SCHEMA,
        /** An index has another number of entries than its table has rows. */
        ENTRY_COUNT,
        /** A row that its index does not have. */
        MISSING_FROM_INDEX,
        /** An entry of an index without the row. */
        MISSING_FROM_TABLE,
        /** Two entries with the same key in a unique index. */
        NOT_UNIQUE
    }
}
