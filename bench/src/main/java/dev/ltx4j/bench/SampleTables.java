package dev.ltx4j.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A database of SQLite: one table with two indexes, whose rows came in one order and whose keys in another. */
final class SampleTables {
    private static final int BATCH_ROWS = 500;
    private static final long KEY_FACTOR = 0x9e37_79b9_7f4a_7c15L;

    private SampleTables() {}

    /** Makes one of at least so many pages in a file that does not exist. */
    static void create(Path file, int pageBytes, int pages) throws IOException {
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = sqlite.createStatement()) {
            statement.execute("PRAGMA page_size = " + pageBytes);
            statement.execute("PRAGMA journal_mode = OFF");
            statement.execute("PRAGMA synchronous = OFF");
            statement.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, number INTEGER, word TEXT, note TEXT)");
            statement.execute("CREATE INDEX by_number ON rows (number)");
            statement.execute("CREATE INDEX by_word ON rows (word, id DESC)");
            sqlite.setAutoCommit(false);
            fill(sqlite, pages);
            sqlite.commit();
        } catch (SQLException e) {
            throw new IOException("SQLite cannot make " + file, e);
        }
    }

    private static void fill(Connection sqlite, int pages) throws SQLException {
        try (PreparedStatement insert = sqlite.prepareStatement("INSERT INTO rows VALUES (?, ?, ?, ?)");
                Statement count = sqlite.createStatement()) {
            long row = 0;
            for (int made = 0; made < pages; made = number(count)) {
                for (int i = 0; i < BATCH_ROWS; i++) {
                    row++;
                    long key = row * KEY_FACTOR;
                    insert.setLong(1, row);
                    insert.setLong(2, key >>> 40);
                    insert.setString(3, Long.toHexString(key));
                    insert.setString(4, ("row " + row + " says nothing new; ").repeat((int) (key >>> 62) + 1));
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        }
    }

    private static int number(Statement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery("PRAGMA page_count")) {
            return result.getInt(1);
        }
    }
}
