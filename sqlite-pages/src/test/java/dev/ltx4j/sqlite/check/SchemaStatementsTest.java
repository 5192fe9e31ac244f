package dev.ltx4j.sqlite.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.sqlite.DatabasePages;
import dev.ltx4j.sqlite.PageSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements that SQLite takes are understood, so that the order of each index and its rows can be judged. */
class SchemaStatementsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE t(a, b)",
                "CREATE TABLE t(a INT PRIMARY KEY, b)",
                "CREATE TABLE t(a INTEGER PRIMARY KEY ASC ON CONFLICT REPLACE AUTOINCREMENT, b)",
                "CREATE TABLE t(a INTEGER PRIMARY KEY DESC, b)",
                "CREATE TABLE t(a \"INTEGER\" PRIMARY KEY, b)",
                "CREATE TABLE t(a INTEGER, b, PRIMARY KEY (a DESC))",
                "CREATE TABLE t(a INTEGER, b, PRIMARY KEY (a AUTOINCREMENT))",
                "CREATE TABLE t(a INTEGER CONSTRAINT pk PRIMARY KEY, b CONSTRAINT u UNIQUE ON CONFLICT IGNORE)",
                "CREATE TABLE t(a TEXT UNIQUE COLLATE NOCASE, b COLLATE rtrim UNIQUE)",
                "CREATE TABLE t(a UNIQUE, b, UNIQUE (a), UNIQUE (a, b), UNIQUE (a COLLATE NOCASE))",
                "CREATE TABLE t(a, b, PRIMARY KEY (a, b, a)) WITHOUT ROWID",
                "CREATE TABLE t(a, b, PRIMARY KEY (b COLLATE NOCASE DESC, b)) WITHOUT ROWID",
                "CREATE TABLE t(a INTEGER PRIMARY KEY DESC, b UNIQUE) WITHOUT ROWID",
                "CREATE TABLE t(a INTEGER, b ANY UNIQUE, PRIMARY KEY (a DESC)) WITHOUT ROWID, STRICT",
                "CREATE TABLE t(a UNIQUE, b, PRIMARY KEY (a)) WITHOUT ROWID",
                "CREATE TABLE t(a UNIQUE, b UNIQUE, PRIMARY KEY (b DESC, a)) WITHOUT ROWID",
                "CREATE TABLE t(a DECIMAL(10, 2) NOT NULL ON CONFLICT FAIL DEFAULT -1.5, b VARCHAR(+20) NULL)",
                "CREATE TABLE t(a DEFAULT (1 + (2 * 3)), b DEFAULT CURRENT_TIMESTAMP CHECK (b <> ')'))",
                "CREATE TABLE t(a DEFAULT x'00ff', b DEFAULT name UNIQUE)",
                "CREATE TABLE t(a REFERENCES o(x) ON DELETE SET NULL ON UPDATE NO ACTION MATCH FULL DEFERRABLE"
                        + " INITIALLY DEFERRED, b REFERENCES o NOT DEFERRABLE UNIQUE)",
                "CREATE TABLE t(a, b, CONSTRAINT c CHECK (a > 0) CONSTRAINT u UNIQUE (b)"
                        + " FOREIGN KEY (a) REFERENCES o ON DELETE CASCADE)",
                "CREATE TABLE t(a, b, c GENERATED ALWAYS AS (a + b) STORED UNIQUE, d INT AS (a) VIRTUAL)",
                "CREATE TABLE t(a, b, c TEXT GENERATED ALWAYS AS (a || 'x'))",
                "CREATE TABLE \"t\"([a] , `b` \"my type\" UNIQUE, 'c d' UNIQUE, \"e\"\"f\" UNIQUE)",
                "CREATE TABLE t(/* one */ a -- two\n, b UNIQUE -- three (\n)",
                "CREATE TABLE t(a, b, key, abort, action, left, rowid2, \u00e4\u00f6 UNIQUE)",
                "CREATE TABLE t(a LONG UNSIGNED BIG INT UNIQUE, b DOUBLE PRECISION UNIQUE)",
                "CREATE TABLE t(a INT UNIQUE, b ANY) STRICT",
            })
    void statementIsUnderstood(String sql) throws Exception {
        Path file = folder.resolve("t.db");
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = sqlite.createStatement()) {
            statement.execute("PRAGMA synchronous = OFF");
            statement.execute(sql);
            statement.execute("CREATE INDEX i ON t (a COLLATE BINARY DESC, \"b\")");
            statement.execute("CREATE UNIQUE INDEX \"j\" ON \"t\" ('b' ASC, a COLLATE \"nocase\")");
            for (int i = 0; i < 200; i++) {
                statement.execute("INSERT OR IGNORE INTO t (a, b) VALUES (" + i * 7919 % 1000 + ", "
                        + (i % 3 == 0 ? "'Text " + i * 31 % 100 + "  '" : i % 50) + ")");
            }
        }
        try (PageSource pages = DatabasePages.open(file)) {
            CheckReport report =
                    DatabaseChecker.of(pages).mode(CheckMode.FULL).build().check();

            assertThat(report.findings()).isEmpty();
            assertThat(report.notJudged()).isEmpty();
            assertThat(report.rows()).isGreaterThan(20);
        }
    }
}
