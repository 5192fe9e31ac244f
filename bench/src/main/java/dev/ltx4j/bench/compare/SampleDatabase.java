package dev.ltx4j.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;

/**
 * A database as a business has one, made with SQLite: orders with two indexes, and attachments on overflow pages. Pages of
 * 4096 bytes; LZ4 makes about half of them. The same bytes for the same seed, size and release of SQLite.
 */
final class SampleDatabase implements AutoCloseable {
    static final int PAGE_BYTES = 4096;

    private static final int BATCH_ROWS = 2_000;
    private static final int CUSTOMERS = 20_000;
    private static final int ROWS_PER_ATTACHMENT = 300;
    private static final int ATTACHMENT_BYTES = 9_000;

    private final Path file;
    private final Connection connection;
    private final Random random;
    private final SampleText text;
    private int rows;

    private SampleDatabase(Path file, long seed) throws SQLException {
        this.file = file;
        this.random = new Random(seed);
        this.text = new SampleText(random);
        this.connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    /**
     * Makes a database that is at least so large, and at most a few hundred pages larger. It is in WAL mode, like every
     * database that Litestream replicates, and its log is empty.
     */
    static SampleDatabase create(Path file, long byteCount, long seed) throws IOException {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            SampleDatabase database = new SampleDatabase(file, seed);
            try {
                database.fill(byteCount / PAGE_BYTES);
                return database;
            } catch (SQLException e) {
                database.connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new IOException("SQLite cannot make " + file + ": " + e.getMessage(), e);
        }
    }

    private void fill(long pages) throws SQLException {
        execute("PRAGMA page_size = " + PAGE_BYTES);
        // One process, which starts over if it is killed: no journal, no waiting for the disk.
        execute("PRAGMA journal_mode = OFF");
        execute("PRAGMA synchronous = OFF");
        execute("PRAGMA locking_mode = EXCLUSIVE");
        execute("PRAGMA cache_size = -400000");
        execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL, placed TEXT NOT NULL,"
                + " state TEXT NOT NULL, amount REAL NOT NULL, reference TEXT NOT NULL, note TEXT NOT NULL)");
        execute("CREATE INDEX orders_by_customer ON orders (customer)");
        execute("CREATE INDEX orders_by_time ON orders (placed)");
        execute("CREATE TABLE attachments (id INTEGER PRIMARY KEY, name TEXT NOT NULL, content BLOB NOT NULL)");
        connection.setAutoCommit(false);
        try (PreparedStatement order = connection.prepareStatement("INSERT INTO orders VALUES (?,?,?,?,?,?,?)");
                PreparedStatement attachment = connection.prepareStatement("INSERT INTO attachments VALUES (?,?,?)")) {
            while (number("PRAGMA page_count") < pages) {
                for (int i = 0; i < BATCH_ROWS; i++) {
                    insert(order, attachment);
                }
                order.executeBatch();
                attachment.executeBatch();
            }
        }
        connection.commit();
        connection.setAutoCommit(true);
        execute("PRAGMA journal_mode = WAL");
    }

    private void insert(PreparedStatement order, PreparedStatement attachment) throws SQLException {
        rows++;
        order.setInt(1, rows);
        order.setInt(2, random.nextInt(CUSTOMERS));
        order.setString(3, text.time(rows));
        order.setString(4, text.state());
        order.setDouble(5, random.nextInt(1_000_000) / 100.0);
        order.setString(6, text.reference());
        order.setString(7, text.note());
        order.addBatch();
        if (rows % ROWS_PER_ATTACHMENT == 0) {
            byte[] content = new byte[ATTACHMENT_BYTES];
            random.nextBytes(content);
            attachment.setInt(1, rows);
            attachment.setString(2, text.reference() + ".jpeg");
            attachment.setBytes(3, content);
            attachment.addBatch();
        }
    }

    /**
     * Changes rows all over the database, so many in each of so many transactions. The log is not checkpointed; a copy of it
     * is left at {@code log}, and one of the database file as it was before at {@code base}.
     */
    void change(int transactions, int rowsEach, Path base, Path log) throws IOException {
        try {
            execute("PRAGMA wal_autocheckpoint = 0");
            Files.copy(file, base);
            connection.setAutoCommit(false);
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE orders SET state = ?, amount = ?, note = ? WHERE id = ?")) {
                for (int i = 0; i < transactions; i++) {
                    for (int j = 0; j < rowsEach; j++) {
                        update.setString(1, text.state());
                        update.setDouble(2, random.nextInt(1_000_000) / 100.0);
                        update.setString(3, text.note());
                        update.setInt(4, 1 + random.nextInt(rows));
                        update.addBatch();
                    }
                    update.executeBatch();
                    connection.commit();
                }
            }
            connection.setAutoCommit(true);
            // SQLite checkpoints the log and deletes it when the database is closed. Nobody else has it open, so that
            // reading the files beside SQLite does no harm.
            Files.copy(Path.of(file + "-wal"), log);
        } catch (SQLException e) {
            throw new IOException("SQLite cannot change " + file + ": " + e.getMessage(), e);
        }
    }

    private void execute(String statement) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private long number(String query) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet result = sql.executeQuery(query)) {
            return result.getLong(1);
        }
    }

    /** Closes the database; a log that is still there is checkpointed. */
    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException("SQLite cannot close " + file + ": " + e.getMessage(), e);
        }
    }
}
