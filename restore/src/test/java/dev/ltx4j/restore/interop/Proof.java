package dev.ltx4j.restore.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.zip.CRC32;

/**
 * What a transaction of {@link RandomWriter} leaves behind about the database as a whole, so that a copy of it can be told
 * from any that never existed.
 *
 * @param number of the transaction, from 1 on
 * @param rows how many there are in all tables
 * @param bytes how many there are in all blobs
 * @param sum of all values
 */
record Proof(long number, long rows, long bytes, long sum) {
    static final int TABLES = 3;

    static final String CREATE_TABLE =
            "CREATE TABLE proof(number INTEGER NOT NULL, rows INTEGER NOT NULL, bytes INTEGER NOT NULL, sum INTEGER NOT NULL)";

    /** Writes the proof of what the tables hold now. */
    static Proof renew(Statement statement, long number) throws SQLException {
        Proof proof = count(statement, number);
        statement.executeUpdate("UPDATE proof SET number = " + number + ", rows = " + proof.rows + ", bytes = "
                + proof.bytes + ", sum = " + proof.sum);
        return proof;
    }

    /** Asks SQLite whether a database file is sound, and holds all of its content against its proof. */
    static Proof check(Path database) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            checkIntegrity(statement);
            Proof stored;
            try (ResultSet row = statement.executeQuery("SELECT number, rows, bytes, sum FROM proof")) {
                stored = new Proof(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
            }
            assertThat(count(statement, stored.number)).isEqualTo(stored);
            for (int table = 0; table < TABLES; table++) {
                checkBlobs(statement, table);
            }
            return stored;
        } finally {
            deleteSidecars(database);
        }
    }

    private static void checkIntegrity(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("PRAGMA integrity_check")) {
            assertThat(row.getString(1)).isEqualTo("ok");
        }
    }

    private static void checkBlobs(Statement statement, int table) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT id, data, crc FROM items" + table)) {
            while (row.next()) {
                assertThat(crc(row.getBytes(2)))
                        .as("blob of row %d of items%d", row.getLong(1), table)
                        .isEqualTo(row.getLong(3));
            }
        }
    }

    static long crc(byte[] data) {
        CRC32 crc = new CRC32();
        crc.update(data);
        return crc.getValue();
    }

    private static Proof count(Statement statement, long number) throws SQLException {
        long rows = 0;
        long bytes = 0;
        long sum = 0;
        for (int table = 0; table < TABLES; table++) {
            try (ResultSet row = statement.executeQuery(
                    "SELECT count(*), ifnull(sum(length(data)), 0), ifnull(sum(value), 0) FROM items" + table)) {
                rows += row.getLong(1);
                bytes += row.getLong(2);
                sum += row.getLong(3);
            }
        }
        return new Proof(number, rows, bytes, sum);
    }

    /** SQLite makes them when it opens a database in WAL mode. */
    private static void deleteSidecars(Path database) throws IOException {
        for (String suffix : new String[] {"-wal", "-shm"}) {
            Files.deleteIfExists(database.resolveSibling(database.getFileName() + suffix));
        }
    }
}
