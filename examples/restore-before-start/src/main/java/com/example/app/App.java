package com.example.app;

import dev.ltx4j.restore.RestoreReport;
import dev.ltx4j.restore.RestoreTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;

/** An application that restores its database, if it has to, before it opens it. */
public final class App {
    private App() {}

    public static void main(String[] args) throws SQLException {
        if (args.length < 2 || args.length > 3) {
            System.err.println("usage: app DATABASE REPLICA [MOMENT]");
            System.exit(2);
        }
        Path database = Path.of(args[0]);
        RestoreTarget target =
                args.length == 3 ? new RestoreTarget.Before(Instant.parse(args[2])) : RestoreTarget.LATEST;
        try {
            Optional<RestoreReport> restored = new Backup(Path.of(args[1])).restoreIfAbsent(database, target);
            System.out.println(restored.map(App::describe).orElse("nothing to restore"));
        } catch (IOException e) {
            // The message says what is wrong, where, and what could be restored instead.
            System.err.println("not started: " + e.getMessage());
            System.exit(1);
        }
        work(database);
    }

    private static String describe(RestoreReport report) {
        return "restored " + report.pages() + " pages, as of " + report.reachedTime();
    }

    private static void work(Path database) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS log(id INTEGER PRIMARY KEY, at TEXT, msg TEXT)");
            statement.executeUpdate("INSERT INTO log(at, msg) VALUES (datetime('now'), 'start')");
            try (ResultSet row = statement.executeQuery("SELECT count(*), sum(msg = 'start') FROM log")) {
                System.out.println("log: " + row.getInt(1) + " entries, " + row.getInt(2) + " of them of starts");
            }
        }
    }
}
