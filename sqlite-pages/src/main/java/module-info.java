/**
 * SQLite's files, page by page: page sizes and the lock page, the database header, the write-ahead log, and publishing
 * a database file so that it is there completely or not at all. Brings nothing else.
 */
module dev.ltx4j.sqlite {
    requires static org.jspecify;

    exports dev.ltx4j.sqlite;
    exports dev.ltx4j.sqlite.check;
}
