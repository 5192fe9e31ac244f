package dev.ltx4j.sqlite.check;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What SQLite says of a database, without what is not about its structure.
 *
 * @param quick the messages of {@code PRAGMA quick_check}
 * @param full the messages of {@code PRAGMA integrity_check}
 * @param hasRootless whether there is a view or virtual table, which may make SQLite check a part only
 */
record SqliteVerdict(List<String> quick, List<String> full, boolean hasRootless) {
    private static final List<String> NOT_STRUCTURE = List.of(
            "ok",
            "NULL value in ",
            "non-",
            "NUMERIC value in ",
            "TEXT value in ",
            "CHECK constraint failed in ",
            "malformed inverted index for FTS",
            "unable to validate the inverted index for FTS",
            "fts5: ");
    private static final List<String> STRUCTURE = List.of("non-unique entry in index ");

    private static final String ROOTLESS =
            "SELECT name FROM sqlite_schema WHERE type = 'view' OR sql LIKE 'CREATE VIRTUAL TABLE %'";

    static SqliteVerdict of(Path file) {
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:file:" + file + "?immutable=1");
                Statement statement = sqlite.createStatement()) {
            return new SqliteVerdict(
                    messages(statement, "PRAGMA quick_check"),
                    messages(statement, "PRAGMA integrity_check"),
                    !messages(statement, ROOTLESS).isEmpty());
        } catch (SQLException e) {
            List<String> refused = List.of("refused: " + e.getMessage());
            return new SqliteVerdict(refused, refused, false);
        }
    }

    private static List<String> messages(Statement statement, String pragma) {
        List<String> messages = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(pragma)) {
            while (rows.next()) {
                String message = rows.getString(1);
                if (isAboutStructure(message)) {
                    messages.add(message);
                }
            }
        } catch (SQLException e) {
            messages.add("refused: " + e.getMessage());
        }
        return messages;
    }

    /** Whether SQLite did not come to an end, for reasons that are not the file's structure. */
    boolean isUndecided() {
        return full.stream()
                .anyMatch(message -> message.contains("no such collation sequence")
                        || message.contains("fts5")
                        || message.contains("vtable constructor failed"));
    }

    private static boolean isAboutStructure(String message) {
        if (message.contains(" stores an imprecise floating-point value ")) {
            return false;
        }
        return STRUCTURE.stream().anyMatch(message::startsWith)
                || NOT_STRUCTURE.stream().noneMatch(message::startsWith);
    }
}
