package dev.ltx4j.sqlite.check;

/**
 * A b-tree of the database.
 *
 * @param name what it is called in findings, such as {@code table users}
 * @param root its root page
 * @param kind which kind of pages it has to have
 */
record Tree(String name, long root, Kind kind) {
    /** Tables with row ids, indexes (and tables without), or what cannot be told because the schema is not understood. */
    enum Kind {
        TABLE,
        INDEX,
        UNKNOWN
    }
}
