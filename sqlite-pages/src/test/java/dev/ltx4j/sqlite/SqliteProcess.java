package dev.ltx4j.sqlite;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;

/** The real SQLite in another process, which is where locks count: runs statements, one a line, on one connection. */
final class SqliteProcess implements AutoCloseable {
    private static final String OK = "ok ";

    private final Process process;
    private final PrintWriter statements;
    private final BufferedReader results;

    private SqliteProcess(Process process) {
        this.process = process;
        this.statements = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        this.results = process.inputReader(StandardCharsets.UTF_8);
    }

    static SqliteProcess open(Path database) throws IOException {
        return new SqliteProcess(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SqliteProcess.class.getName(),
                        database.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** The first column of the first row, or the code of the error, such as SQLITE_BUSY. */
    String run(String sql) throws IOException {
        statements.println(sql);
        String result = results.readLine();
        if (result == null) {
            throw new IOException("SQLite's process has ended");
        }
        return result.startsWith(OK) ? result.substring(OK.length()) : result;
    }

    /** Ends it without a chance to clean up. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(1, TimeUnit.MINUTES);
    }

    @Override
    public void close() {
        statements.close();
        try {
            process.waitFor(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }

    /** @param args the database */
    public static void main(String[] args) throws IOException, SQLException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + args[0]);
                Statement statement = sqlite.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 0");
            for (String sql = in.readLine(); sql != null; sql = in.readLine()) {
                System.out.println(answer(statement, sql));
            }
        }
    }

    private static String answer(Statement statement, String sql) {
        try {
            if (!statement.execute(sql)) {
                return OK;
            }
            try (ResultSet rows = statement.getResultSet()) {
                return OK + (rows.next() ? rows.getString(1) : "");
            }
        } catch (SQLException e) {
            return String.valueOf(e.getMessage()).replaceFirst("\\[(\\w+)\\].*", "$1");
        }
    }
}
