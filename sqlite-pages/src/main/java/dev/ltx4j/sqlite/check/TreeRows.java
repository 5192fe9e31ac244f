package dev.ltx4j.sqlite.check;

import java.io.IOException;

/** Gets the rows of a table, or the entries of an index, in the order of the tree. */
@FunctionalInterface
interface TreeRows {
    /**
     * Takes one.
     *
     * @param pageNumber the page that it is in
     * @param rowId its row id, 0 in an index
     * @param payload its record; valid during the call
     */
    void row(long pageNumber, long rowId, Payload payload) throws IOException;

    /** Before the first row of a part of a tree: the one before it, which somebody else gets. */
    default void follow(long pageNumber, Payload payload) throws IOException {}

    /** After the last row of a page: what was in the page is gone when the next one comes. */
    default void leavePage() {}
}
