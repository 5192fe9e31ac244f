package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The real SQLite, for tests that need its opinion. */
final class Sqlite {
    private Sqlite() {}

    static Connection open(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    static void run(Path file, String... statements) throws SQLException {
        try (Connection sqlite = open(file);
                Statement statement = sqlite.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of all rows. */
    static List<String> query(Path file, String sql) throws SQLException {
        try (Connection sqlite = open(file);
                Statement statement = sqlite.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    /**
     * What SQLite makes of a database and its log: opened, read and checkpointed with truncation.
     *
     * @param folder an empty one
     */
    static byte[] recover(Path folder, byte[] database, byte[] wal) throws IOException, SQLException {
        Path file = Files.write(folder.resolve("recovered.db"), database);
        Path log = Files.write(folder.resolve("recovered.db-wal"), wal);
        try (Connection sqlite = open(file);
                Statement statement = sqlite.createStatement()) {
            statement.executeQuery("SELECT count(*) FROM sqlite_master").close();
            try (ResultSet result = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
                assertThat(result.getInt(1)).isZero();
            }
            try (ResultSet result = statement.executeQuery("PRAGMA integrity_check")) {
                assertThat(result.getString(1)).isEqualTo("ok");
            }
            return Files.readAllBytes(file);
        } finally {
            Files.deleteIfExists(log);
            Files.deleteIfExists(folder.resolve("recovered.db-shm"));
            Files.delete(file);
        }
    }
}
