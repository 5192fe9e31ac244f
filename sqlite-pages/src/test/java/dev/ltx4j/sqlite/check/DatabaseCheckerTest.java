package dev.ltx4j.sqlite.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.sqlite.BytePages;
import dev.ltx4j.sqlite.DatabasePages;
import dev.ltx4j.sqlite.PageSource;
import dev.ltx4j.sqlite.WalPages;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseCheckerTest {
    private static final String NUMBERS =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) ";

    @TempDir
    private Path folder;

    @Test
    void soundDatabaseIsCounted() throws Exception {
        CheckReport report = check(sample(), CheckMode.FULL);

        assertThat(report.findings()).isEmpty();
        assertThat(report.notJudged()).isEmpty();
        assertThat(report.isSound()).isTrue();
        assertThat(report.complete()).isTrue();
        assertThat(report.tables()).isEqualTo(3);
        assertThat(report.indexes()).isEqualTo(2);
        assertThat(report.trees()).isEqualTo(5);
        assertThat(report.rows()).isEqualTo(4 + 500 + 500);
        assertThat(report.entries()).isEqualTo(1000);
        assertThat(report.freePages()).isPositive();
    }

    @Test
    void rowThatAnIndexDoesNotHaveIsNamed() throws Exception {
        byte[] database = sample();
        replace(database, "name-00077", "name-00078");

        assertThat(check(database, CheckMode.QUICK).findings()).isEmpty();
        List<CheckFinding> findings = check(database, CheckMode.FULL).findings();

        assertThat(findings)
                .extracting(CheckFinding::kind)
                .containsExactly(CheckFinding.Kind.MISSING_FROM_INDEX, CheckFinding.Kind.MISSING_FROM_TABLE);
        assertThat(findings.get(0).message())
                .isEqualTo("index by_name: the row with row id 77 of table users has no entry"
                        + " (row missing from index by_name)");
        assertThat(findings.get(1).message())
                .isEqualTo("index by_name: an entry for row id 77 is that of no row of table users");
        assertThat(findings).extracting(CheckFinding::object).containsOnly("index by_name");
    }

    @Test
    void keysOutOfOrderAreFoundByAQuickCheckToo() throws Exception {
        byte[] database = sample();
        replaceLast(database, "name-00077", "name-99977");

        List<CheckFinding> findings = check(database, CheckMode.QUICK).findings();

        assertThat(findings).extracting(CheckFinding::kind).containsOnly(CheckFinding.Kind.KEY_ORDER);
        assertThat(findings.get(0).message()).contains("index by_name, page ", "keys are not in ascending order");
    }

    @Test
    void promiseOfFourBillionPagesTakesNoMemory() throws Exception {
        byte[] database = sample();
        ByteBuffer.wrap(database).putInt(28, -2);

        List<CheckFinding> findings = check(database, CheckMode.FULL).findings();

        assertThat(findings).extracting(CheckFinding::kind).containsExactly(CheckFinding.Kind.TRUNCATED);
        assertThat(findings.get(0).message()).contains("the database has 4294967294 pages");
    }

    /** SQLite takes zeros for what is missing, and may say "ok". */
    @Test
    void fileThatIsCutInsideItsLastPageIsDamaged() throws Exception {
        byte[] database = sample();

        List<CheckFinding> findings = check(Arrays.copyOf(database, database.length - 1), CheckMode.QUICK)
                .findings();

        assertThat(findings.get(0).kind()).isEqualTo(CheckFinding.Kind.TRUNCATED);
        assertThat(findings.get(0).pageNumber()).isEqualTo(database.length / 1024);
    }

    /** As in a log whose last commit says so: what is not there is zeros. */
    @Test
    void fourBillionPagesOfNothingAreNeverUsed() throws Exception {
        byte[] database = sample();
        PageSource vast = new BytePages(database) {
            @Override
            public long pageCount() {
                return 4_294_967_294L;
            }

            @Override
            public void readPage(long pageNumber, byte[] page) {
                Arrays.fill(page, (byte) 0);
                long from = (pageNumber - 1) * page.length;
                if (from < database.length) {
                    System.arraycopy(database, (int) from, page, 0, page.length);
                }
            }
        };

        CheckReport report = DatabaseChecker.of(vast).build().check();

        assertThat(report.findings()).extracting(CheckFinding::kind).containsOnly(CheckFinding.Kind.PAGE_NEVER_USED);
        assertThat(report.findings().get(1).message()).contains("those up to page 4294967294");
    }

    @Test
    void treeThatRunsInACircleIsFound() throws Exception {
        byte[] database = sample();
        int pageBytes = Damage.pageBytes(database);
        for (int page = 1; page < database.length / pageBytes; page++) {
            if (database[page * pageBytes] == 5) {
                ByteBuffer.wrap(database).putInt(page * pageBytes + 8, page + 1);
            }
        }

        assertThat(check(database, CheckMode.FULL).findings())
                .extracting(CheckFinding::kind)
                .contains(CheckFinding.Kind.PAGE_USED_TWICE, CheckFinding.Kind.PAGE_NEVER_USED);
    }

    @Test
    void checkStopsAtTheLimit() throws Exception {
        byte[] database = sample();
        int pageBytes = Damage.pageBytes(database);
        for (int at = 2 * pageBytes; at < database.length; at += pageBytes) {
            database[at + 7]++;
        }
        try (PageSource pages = new BytePages(database)) {
            CheckReport report =
                    DatabaseChecker.of(pages).findingLimit(3).build().check();

            assertThat(report.findings()).hasSize(3);
            assertThat(report.complete()).isFalse();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DatabaseChecker.of(pages).findingLimit(0));
        }
    }

    @Test
    void interruptedThreadStops() throws Exception {
        try (PageSource pages = new BytePages(sample())) {
            DatabaseChecker checker = DatabaseChecker.of(pages)
                    .listener((done, total) -> Thread.currentThread().interrupt())
                    .build();

            assertThatThrownBy(checker::check).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void progressGoesToTheEnd() throws Exception {
        List<Long> done = new ArrayList<>();
        try (PageSource pages = new BytePages(sample())) {
            DatabaseChecker.of(pages)
                    .listener((pagesDone, pagesTotal) -> {
                        assertThat(pagesTotal).isEqualTo(pages.pageCount());
                        done.add(pagesDone);
                    })
                    .build()
                    .check();

            assertThat(done).isSorted().endsWith(pages.pageCount());
        }
    }

    /** The log has a table that the file does not. */
    @Test
    void writeAheadLogCounts() throws Exception {
        Path file = folder.resolve("live.db");
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = sqlite.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("CREATE TABLE a (x)");
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            statement.execute("CREATE TABLE b (x UNIQUE)");
            statement.execute(NUMBERS + "INSERT INTO b SELECT i FROM n");

            Path copy = Files.copy(file, folder.resolve("copy.db"));
            Path wal = Files.copy(folder.resolve("live.db-wal"), folder.resolve("copy.db-wal"));
            try (PageSource both = WalPages.open(copy, wal);
                    PageSource alone = DatabasePages.open(copy)) {
                CheckReport report =
                        DatabaseChecker.of(both).mode(CheckMode.FULL).build().check();
                assertThat(report.findings()).isEmpty();
                assertThat(report.tables()).isEqualTo(3);
                assertThat(report.entries()).isEqualTo(500);
                assertThat(DatabaseChecker.of(alone).build().check().tables()).isEqualTo(2);
            }
        }
    }

    @Test
    void whatIsNotJudgedIsListed() throws Exception {
        byte[] database = database(
                "CREATE TABLE t (a TEXT, b, g AS (a || 'x'))",
                "CREATE INDEX by_expression ON t (lower(a))",
                "CREATE INDEX by_part ON t (a) WHERE b > 1",
                "CREATE INDEX by_generated ON t (g)",
                "CREATE INDEX by_column ON t (a, b)",
                "CREATE VIRTUAL TABLE words USING fts5(x)",
                "INSERT INTO t (a, b) VALUES ('A', 1), ('B', 2)");

        CheckReport report = check(database, CheckMode.FULL);

        assertThat(report.findings()).isEmpty();
        assertThat(report.notJudged())
                .extracting(NotJudged::object)
                .containsExactlyInAnyOrder(
                        "index by_expression", "index by_part", "index by_generated", "virtual table words");
    }

    /** SQLite says "ok" to this: with a view at the head of its list, it checks a part of the database only. */
    @Test
    void brokenFreeListIsFoundBesideAView() throws Exception {
        byte[] database = database("CREATE TABLE t (a)", "CREATE VIEW v AS SELECT a FROM t");
        ByteBuffer.wrap(database).putInt(36, 7);
        Path file = Files.write(folder.resolve("view.db"), database);

        assertThat(SqliteVerdict.of(file).full()).isEmpty();
        assertThat(check(database, CheckMode.FULL).findings())
                .extracting(CheckFinding::kind)
                .containsExactly(CheckFinding.Kind.FREE_LIST);
    }

    @Test
    void rowsOlderThanAColumnHaveItsDefault() throws Exception {
        byte[] database = database(
                "CREATE TABLE t (a INTEGER PRIMARY KEY)",
                NUMBERS + "INSERT INTO t SELECT i FROM n",
                "ALTER TABLE t ADD COLUMN text TEXT DEFAULT 5",
                "ALTER TABLE t ADD COLUMN number REAL DEFAULT 2.0",
                "ALTER TABLE t ADD COLUMN word DEFAULT 'it''s'",
                "ALTER TABLE t ADD COLUMN flag DEFAULT TRUE",
                "ALTER TABLE t ADD COLUMN empty",
                "CREATE INDEX i ON t (text, number, word, flag, empty)");

        CheckReport report = check(database, CheckMode.FULL);

        assertThat(report.findings()).isEmpty();
        assertThat(report.notJudged()).isEmpty();
    }

    private byte[] sample() throws SQLException, IOException {
        return database(
                "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, note)",
                "CREATE TABLE keys (k TEXT PRIMARY KEY, v UNIQUE) WITHOUT ROWID",
                "CREATE INDEX by_name ON users (name COLLATE NOCASE DESC)",
                NUMBERS + "INSERT INTO users SELECT i, 'name-' || printf('%05d', i), zeroblob(i % 7 * 90) FROM n",
                NUMBERS + "INSERT INTO keys SELECT 'k' || i, i * 7 % 1000 FROM n",
                "CREATE TABLE gone AS SELECT * FROM users",
                "DROP TABLE gone");
    }

    private byte[] database(String... statements) throws SQLException, IOException {
        Path file = folder.resolve("made.db");
        Files.deleteIfExists(file);
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = sqlite.createStatement()) {
            statement.execute("PRAGMA page_size = 1024");
            statement.execute("PRAGMA synchronous = OFF");
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
        return Files.readAllBytes(file);
    }

    private static CheckReport check(byte[] database, CheckMode mode) throws IOException {
        try (PageSource pages = new BytePages(database)) {
            return DatabaseChecker.of(pages).mode(mode).build().check();
        }
    }

    private static void replace(byte[] database, String text, String other) {
        put(database, indexOf(database, text, 0), other);
    }

    private static void replaceLast(byte[] database, String text, String other) {
        put(database, indexOf(database, text, indexOf(database, text, 0) + 1), other);
    }

    private static void put(byte[] database, int at, String text) {
        for (int i = 0; i < text.length(); i++) {
            database[at + i] = (byte) text.charAt(i);
        }
    }

    private static int indexOf(byte[] database, String text, int from) {
        int at = from;
        while (!text.equals(new String(database, at, text.length(), StandardCharsets.ISO_8859_1))) {
            at++;
        }
        return at;
    }
}
