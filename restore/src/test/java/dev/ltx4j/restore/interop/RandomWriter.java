package dev.ltx4j.restore.interop;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a database at random until it is closed: rows with blobs that need pages of their own, changes, deletions
 * that make the file shrink, transactions that are rolled back. Each transaction leaves a {@link Proof}.
 */
final class RandomWriter implements AutoCloseable {
    private static final int MAX_PAUSE_MILLIS = 80;
    private static final int MAX_ROWS_A_TRANSACTION = 12;
    private static final int MAX_BLOB_BYTES = 40_000;
    private static final int MAX_SECONDS_TO_STOP = 60;

    private final Shape shape;
    private final Random random;
    private final Connection connection;
    private final Statement statement;
    private final Map<Long, Proof> proofs = new ConcurrentHashMap<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::write, "random writer");
    private volatile long lastNumber;
    private volatile @Nullable Throwable failure;

    /**
     * How a database is laid out.
     *
     * @param vacuum what {@code PRAGMA auto_vacuum} is set to: NONE shrinks by VACUUM
     * @param cachePages so few that SQLite writes pages of transactions to the WAL before they are committed
     */
    record Shape(int pageSize, String vacuum, int cachePages) {
        @Override
        public String toString() {
            return "page size " + pageSize + ", auto_vacuum " + vacuum;
        }
    }

    /** Makes the database, in WAL mode and with its tables. */
    RandomWriter(Path database, Shape shape, long seed) throws SQLException {
        this.shape = shape;
        this.random = new Random(seed);
        this.connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        this.statement = connection.createStatement();
        statement.execute("PRAGMA page_size = " + shape.pageSize());
        statement.execute("PRAGMA auto_vacuum = " + shape.vacuum());
        statement.execute("PRAGMA journal_mode = WAL");
        statement.execute("PRAGMA synchronous = NORMAL");
        statement.execute("PRAGMA busy_timeout = 60000");
        statement.execute("PRAGMA cache_size = " + shape.cachePages());
        for (int table = 0; table < Proof.TABLES; table++) {
            statement.execute("CREATE TABLE items" + table
                    + "(id INTEGER PRIMARY KEY, value INTEGER NOT NULL, name TEXT NOT NULL, data BLOB NOT NULL,"
                    + " crc INTEGER NOT NULL)");
        }
        statement.execute("CREATE INDEX names ON items0(name)");
        statement.execute(Proof.CREATE_TABLE);
        statement.execute("INSERT INTO proof VALUES (0, 0, 0, 0)");
        proofs.put(0L, new Proof(0, 0, 0, 0));
    }

    void start() {
        thread.start();
    }

    /** The proof of a transaction that has been, or is just about to be, committed; null if there was none. */
    @Nullable
    Proof proof(long number) {
        return proofs.get(number);
    }

    /** The number of the last committed transaction. */
    long lastNumber() {
        return lastNumber;
    }

    /** Fails if writing has failed. */
    void requireHealthy() {
        Throwable trouble = failure;
        if (trouble != null) {
            throw new AssertionError("the writer failed", trouble);
        }
    }

    /** Stops writing; the database stays open, as that of a program that goes on would be. */
    void stop() {
        stop.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(MAX_SECONDS_TO_STOP));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        requireHealthy();
        if (thread.isAlive()) {
            throw new AssertionError("the writer does not stop");
        }
    }

    @Override
    public void close() throws SQLException {
        try {
            stop();
        } finally {
            connection.close();
        }
    }

    private void write() {
        try {
            do {
                step();
            } while (!stop.await(random.nextInt(MAX_PAUSE_MILLIS), TimeUnit.MILLISECONDS));
        } catch (SQLException | InterruptedException | RuntimeException e) {
            failure = e;
        }
    }

    /** Writes one transaction, and now and then shrinks the database: for whoever writes step by step, instead of {@link #start}. */
    void step() throws SQLException {
        transaction();
        if (random.nextInt(12) == 0) {
            shrink();
        }
    }

    private void transaction() throws SQLException {
        statement.execute("BEGIN IMMEDIATE");
        int steps = 1 + random.nextInt(4);
        for (int step = 0; step < steps; step++) {
            change(random.nextInt(Proof.TABLES));
        }
        if (random.nextInt(10) == 0) {
            statement.execute("ROLLBACK");
            return;
        }
        // Known before it is committed: the other side may see it at once.
        Proof proof = Proof.renew(statement, lastNumber + 1);
        proofs.put(proof.number(), proof);
        statement.execute("COMMIT");
        lastNumber = proof.number();
    }

    private void change(int table) throws SQLException {
        int kind = random.nextInt(20);
        if (kind < 11) {
            insert(table, 1 + random.nextInt(MAX_ROWS_A_TRANSACTION));
        } else if (kind < 16) {
            update(table);
        } else if (kind < 19) {
            statement.executeUpdate("DELETE FROM items" + table + " WHERE id % 5 = " + random.nextInt(5));
        } else {
            statement.executeUpdate("DELETE FROM items" + table + " WHERE id % 16 <> " + random.nextInt(16));
        }
    }

    private void insert(int table, int rows) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO items" + table + "(value, name, data, crc) VALUES (?, ?, ?, ?)")) {
            for (int row = 0; row < rows; row++) {
                byte[] data = blob();
                insert.setInt(1, random.nextInt());
                insert.setString(2, "name " + random.nextInt(1000));
                insert.setBytes(3, data);
                insert.setLong(4, Proof.crc(data));
                insert.executeUpdate();
            }
        }
    }

    private void update(int table) throws SQLException {
        byte[] data = blob();
        try (PreparedStatement update = connection.prepareStatement("UPDATE items" + table
                + " SET value = value + 1, data = ?, crc = ? WHERE id % 7 = " + random.nextInt(7))) {
            update.setBytes(1, data);
            update.setLong(2, Proof.crc(data));
            update.executeUpdate();
        }
    }

    /** Some fit into a page with others, some need several; half of them compress well. */
    private byte[] blob() {
        int bound = random.nextInt(5) == 0 ? MAX_BLOB_BYTES : 600;
        byte[] data = new byte[random.nextInt(Math.min(bound, 40 * shape.pageSize()))];
        if (random.nextBoolean()) {
            random.nextBytes(data);
        }
        return data;
    }

    private void shrink() throws SQLException {
        if (shape.vacuum().equals("NONE")) {
            statement.executeUpdate("VACUUM");
        } else if (shape.vacuum().equals("INCREMENTAL")) {
            statement.executeUpdate("PRAGMA incremental_vacuum(" + (1 + random.nextInt(200)) + ")");
        }
    }
}
