package dev.ltx4j.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;

/** A database with every kind of page. */
final class SampleDatabase {
    private SampleDatabase() {}

    /** Tables, indexes, a table without row ids, overflow chains, free blocks, a free list unless it is vacuumed away. */
    static Path create(Path file, int pageBytes, String autoVacuum) throws SQLException {
        int rows = 300 + pageBytes / 8;
        String numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + rows + ") ";
        Sqlite.run(
                file,
                "PRAGMA page_size = " + pageBytes,
                "PRAGMA auto_vacuum = " + autoVacuum,
                "PRAGMA synchronous = OFF",
                "PRAGMA secure_delete = OFF",
                "BEGIN",
                "CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT, y)",
                "CREATE INDEX ax ON a (x)",
                "CREATE INDEX ay ON a (y, x)",
                "CREATE TABLE w (k TEXT PRIMARY KEY, v BLOB) WITHOUT ROWID",
                "CREATE TABLE big (x BLOB)",
                "CREATE TABLE gone (x BLOB)",
                "CREATE TABLE empty (x)",
                numbers + "INSERT INTO a SELECT i * 1000003 - 1500000, hex(randomblob(10 + i % 90)), i % 7 FROM n",
                numbers + "INSERT INTO w SELECT hex(randomblob(12)) || i, randomblob(i % 200) FROM n",
                "INSERT INTO big VALUES (randomblob(" + 5 * pageBytes + ")), (zeroblob(" + 2 * pageBytes + ")), ('x')",
                "INSERT INTO w VALUES ('long', randomblob(" + 3 * pageBytes + "))",
                numbers + "INSERT INTO gone SELECT randomblob(" + pageBytes / 2 + ") FROM n WHERE i < 400",
                "COMMIT",
                "DELETE FROM a WHERE id % 5 = 0",
                "UPDATE a SET x = substr(x, 3) WHERE id % 7 = 0",
                "DROP TABLE gone");
        return file;
    }
}
