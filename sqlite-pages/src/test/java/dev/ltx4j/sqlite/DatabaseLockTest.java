package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.sqlite.DatabaseUnavailableException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who keeps whom out, with the real SQLite in another process. */
class DatabaseLockTest {
    private static final String COUNT = "SELECT count(*) FROM t";
    private static final String INSERT = "INSERT INTO t VALUES (randomblob(3000))";

    @TempDir
    private Path folder;

    private Path database = Path.of("");

    @BeforeEach
    void place() throws IOException {
        database = folder.toRealPath().resolve("app.db");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "TRUNCATE", "PERSIST", "WAL"})
    void exclusiveKeepsSqliteOutAndIsKeptOut(String journalMode) throws Exception {
        create(journalMode);
        try (SqliteProcess sqlite = SqliteProcess.open(database)) {
            try (DatabaseLock lock = exclusive()) {
                assertThat(sqlite.run(COUNT)).isEqualTo("SQLITE_BUSY");
                assertThat(sqlite.run(INSERT)).isEqualTo("SQLITE_BUSY");
                lock.verify();
            }
            assertThat(sqlite.run(COUNT)).isEqualTo("1");
            assertThat(sqlite.run("BEGIN")).isEmpty();
            assertThat(sqlite.run(COUNT)).isEqualTo("1");
            assertLocked();
            assertThat(sqlite.run("COMMIT")).isEmpty();
            assertThat(sqlite.run("BEGIN IMMEDIATE")).isEmpty();
            assertLocked();
            assertThat(sqlite.run(INSERT)).isEmpty();
            assertThat(sqlite.run("COMMIT")).isEmpty();
        }
        exclusive().close();
    }

    /** Outside of transactions, too: it would go on with the log that it knows. */
    @Test
    void aConnectionInWalModeKeepsOutAsLongAsItIsOpen() throws Exception {
        create("WAL");
        try (SqliteProcess sqlite = SqliteProcess.open(database)) {
            assertThat(sqlite.run(COUNT)).isEqualTo("1");
            assertLocked();
        }
        exclusive().close();
    }

    @Test
    void waitingHelpsWhenTheOtherOneEnds() throws Exception {
        create("WAL");
        SqliteProcess sqlite = SqliteProcess.open(database);
        assertThat(sqlite.run(COUNT)).isEqualTo("1");
        Thread ending = new Thread(() -> {
            try {
                Thread.sleep(100);
                sqlite.kill();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        ending.start();
        DatabaseLock.exclusive(database, Duration.ofMinutes(1)).close();
        ending.join();
    }

    @Test
    void waitingEndsWithAnInterrupt() throws Exception {
        create("WAL");
        try (SqliteProcess sqlite = SqliteProcess.open(database)) {
            assertThat(sqlite.run(COUNT)).isEqualTo("1");
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> DatabaseLock.exclusive(database, Duration.ofMinutes(1)))
                    .isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "TRUNCATE", "PERSIST"})
    void readingLetsReadersInAndNobodyWrite(String journalMode) throws Exception {
        create(journalMode);
        byte[] before = Files.readAllBytes(database);
        try (SqliteProcess sqlite = SqliteProcess.open(database);
                SqliteProcess other = SqliteProcess.open(database)) {
            assertThat(sqlite.run("BEGIN")).isEmpty();
            assertThat(sqlite.run(COUNT)).isEqualTo("1");
            try (DatabaseLock lock = reading()) {
                assertThat(other.run(COUNT)).isEqualTo("1");
                assertThat(other.run(INSERT)).isEqualTo("SQLITE_BUSY");
                assertThat(contentOf(lock)).isEqualTo(before);
                lock.verify();
            }
            assertThat(sqlite.run("COMMIT")).isEmpty();
            // A transaction that has begun to write its pages is not waited out.
            assertThat(sqlite.run("PRAGMA cache_size = 1")).isEmpty();
            assertThat(sqlite.run("BEGIN EXCLUSIVE")).isEmpty();
            assertReadingLocked();
            assertThat(sqlite.run("ROLLBACK")).isEmpty();
            assertThat(sqlite.run(INSERT)).isEmpty();
        }
    }

    /** It has a journal, but that is not hot. */
    @Test
    void readingBesideAWriterSeesTheDatabaseBeforeIt() throws Exception {
        create("DELETE");
        byte[] before = Files.readAllBytes(database);
        try (SqliteProcess sqlite = SqliteProcess.open(database)) {
            assertThat(sqlite.run("BEGIN IMMEDIATE")).isEmpty();
            assertThat(sqlite.run(INSERT)).isEmpty();
            assertThat(Sidecar.JOURNAL.exists(database)).isTrue();
            try (DatabaseLock lock = reading()) {
                assertThat(contentOf(lock)).isEqualTo(before);
                assertThat(sqlite.run("COMMIT")).isEqualTo("SQLITE_BUSY");
                lock.verify();
            }
            assertThat(sqlite.run("COMMIT")).isEmpty();
        }
    }

    @Test
    void readingBesideAWalLetsOthersReadAndAppendButNotCheckpoint() throws Exception {
        create("WAL");
        try (SqliteProcess sqlite = SqliteProcess.open(database);
                SqliteProcess late = SqliteProcess.open(database)) {
            assertThat(sqlite.run(INSERT)).isEmpty();
            byte[] file = Files.readAllBytes(database);
            byte[] recovered = recovered();
            try (DatabaseLock lock = reading()) {
                assertThat(contentOf(lock)).isEqualTo(recovered);
                for (int i = 0; i < 20; i++) {
                    assertThat(sqlite.run(INSERT)).isEmpty();
                    assertThat(late.run(COUNT)).isEqualTo(Integer.toString(3 + i));
                }
                for (String mode : new String[] {"PASSIVE", "FULL", "RESTART", "TRUNCATE"}) {
                    sqlite.run("PRAGMA wal_checkpoint(" + mode + ")");
                    assertThat(fileOf(lock)).isEqualTo(file);
                }
                assertThat(sqlite.run("PRAGMA journal_mode = DELETE")).isEqualTo("SQLITE_BUSY");
                assertThat(sqlite.run(INSERT)).isEmpty();
                assertThat(contentOf(lock)).isEqualTo(recovered);
                lock.verify();
            }
            assertThat(sqlite.run("PRAGMA wal_checkpoint(TRUNCATE)")).isEqualTo("0");
            assertThat(sqlite.run(COUNT)).isEqualTo("23");
        }
    }

    /** All is in the database then, and the next writer would start the log again. */
    @Test
    void readingKeepsALogThatIsCheckpointedFromStartingAgain() throws Exception {
        create("WAL");
        try (SqliteProcess sqlite = SqliteProcess.open(database)) {
            assertThat(sqlite.run(INSERT)).isEmpty();
            assertThat(sqlite.run("PRAGMA wal_checkpoint(PASSIVE)")).isEqualTo("0");
            byte[] recovered = recovered();
            byte[] log = Files.readAllBytes(Sidecar.WAL.of(database));
            try (DatabaseLock lock = reading()) {
                assertThat(sqlite.run(INSERT)).isEmpty();
                assertThat(Files.readAllBytes(Sidecar.WAL.of(database))).startsWith(log);
                assertThat(contentOf(lock)).isEqualTo(recovered);
                lock.verify();
            }
            assertThat(sqlite.run(INSERT)).isEmpty();
            assertThat(sqlite.run("PRAGMA wal_checkpoint(PASSIVE)")).isEqualTo("0");
            assertThat(sqlite.run(INSERT)).isEmpty();
            assertThat(Arrays.copyOf(Files.readAllBytes(Sidecar.WAL.of(database)), log.length))
                    .isNotEqualTo(log);
        }
    }

    /** As a process leaves them that is killed when it has written its frames and not yet told the others. */
    @Test
    void readingIgnoresFramesThatTheOthersDoNotCount() throws Exception {
        create("WAL");
        try (SqliteProcess sqlite = SqliteProcess.open(database)) {
            assertThat(sqlite.run(INSERT)).isEmpty();
            byte[] recovered = recovered();
            Path log = Sidecar.WAL.of(database);
            byte[] longer = continued(Files.readAllBytes(log));
            Files.write(log, longer);
            assertThat(recovered()).isNotEqualTo(recovered);
            try (DatabaseLock lock = reading()) {
                assertThat(contentOf(lock)).isEqualTo(recovered);
                assertThat(sqlite.run(INSERT)).isEmpty();
                assertThat(Files.readAllBytes(log)).isNotEqualTo(longer);
                assertThat(contentOf(lock)).isEqualTo(recovered);
                lock.verify();
            }
            assertThat(sqlite.run(COUNT)).isEqualTo("3");
        }
    }

    /** The log as another process would go on with it. */
    private byte[] continued(byte[] log) throws IOException, SQLException {
        Path copy = Files.copy(database, folder.resolve("other.db"));
        Files.write(Sidecar.WAL.of(copy), log);
        try (Connection sqlite = Sqlite.open(copy);
                Statement statement = sqlite.createStatement()) {
            statement.execute("INSERT INTO t VALUES (zeroblob(3000))");
            return Files.readAllBytes(Sidecar.WAL.of(copy));
        }
    }

    /** What a killed process leaves: a log that counts, and an index of it that nobody may trust. */
    @Test
    void readingWorksBesideAStaleIndexAndNewcomersGoOn() throws Exception {
        create("WAL");
        SqliteProcess killed = SqliteProcess.open(database);
        assertThat(killed.run(INSERT)).isEmpty();
        killed.kill();
        assertThat(Sidecar.SHM.exists(database)).isTrue();
        byte[] recovered = recovered();
        byte[] file = Files.readAllBytes(database);
        try (DatabaseLock lock = reading();
                SqliteProcess sqlite = SqliteProcess.open(database)) {
            assertThat(contentOf(lock)).isEqualTo(recovered);
            assertThat(sqlite.run(COUNT)).isEqualTo("2");
            assertThat(sqlite.run(INSERT)).isEmpty();
            sqlite.run("PRAGMA wal_checkpoint(TRUNCATE)");
            assertThat(fileOf(lock)).isEqualTo(file);
            assertThat(contentOf(lock)).isEqualTo(recovered);
            lock.verify();
        }
    }

    @Test
    void withoutAnIndexReadingLeavesNothingAndNoticesWhoOpensTheDatabase() throws Exception {
        create("WAL");
        SqliteProcess killed = SqliteProcess.open(database);
        assertThat(killed.run(INSERT)).isEmpty();
        killed.kill();
        Files.delete(Sidecar.SHM.of(database));
        byte[] recovered = recovered();
        try (DatabaseLock lock = reading()) {
            assertThat(contentOf(lock)).isEqualTo(recovered);
            lock.verify();
            assertThat(Sidecar.SHM.exists(database)).isFalse();
            try (SqliteProcess sqlite = SqliteProcess.open(database)) {
                assertThat(sqlite.run(COUNT)).isEqualTo("2");
            }
            // It has gone again, but what it did is not known.
            assertThatThrownBy(lock::verify)
                    .isInstanceOfSatisfying(
                            DatabaseUnavailableException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.LOCKED))
                    .hasMessage("another process has opened " + database
                            + " in WAL mode while it was read; what was read may be torn, run this again");
        }
    }

    @Test
    void readingWorksWhereNothingCanBeWritten() throws Exception {
        create("WAL");
        byte[] file = Files.readAllBytes(database);
        Files.setPosixFilePermissions(database, PosixFilePermissions.fromString("r--r--r--"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        try (DatabaseLock lock = reading()) {
            assertThat(contentOf(lock)).isEqualTo(file);
            lock.verify();
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void readingRefusesATransactionThatWasCutOff() throws Exception {
        create("DELETE");
        SqliteProcess killed = SqliteProcess.open(database);
        killed.run("PRAGMA cache_size = 1");
        killed.run("BEGIN IMMEDIATE");
        for (int i = 0; i < 50; i++) {
            killed.run(INSERT);
        }
        killed.kill();
        Path journal = Sidecar.JOURNAL.of(database);
        assertThat(RollbackJournal.isHot(journal, Files.size(database))).isTrue();
        assertThatThrownBy(this::reading)
                .isInstanceOfSatisfying(
                        DatabaseUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.HOT_JOURNAL))
                .hasMessage(journal + " is left from a transaction that was cut off: the database is half-written until"
                        + " SQLite rolls it back; open it once with SQLite, such as by sqlite3 " + database
                        + " \"PRAGMA schema_version\"");
        exclusive().close();
    }

    @Test
    void oneProgramLocksADatabaseOnce() throws Exception {
        create("WAL");
        Path link = Files.createSymbolicLink(folder.resolve("link.db"), database);
        try (DatabaseLock lock = reading()) {
            for (Path name : new Path[] {database, link}) {
                assertThatThrownBy(() -> DatabaseLock.reading(name, Duration.ZERO))
                        .isInstanceOf(DatabaseUnavailableException.class)
                        .hasMessage(database + " is locked by this program already, for other work on it");
            }
            lock.verify();
        }
        DatabaseLock viaLink = DatabaseLock.exclusive(link, Duration.ZERO);
        assertThat(viaLink.file()).isEqualTo(database);
        viaLink.close();
        viaLink.close();
        assertThatThrownBy(viaLink::verify).hasMessage("the lock on " + database + " is no longer held");
    }

    @Test
    void whatDoesNotExistIsNotCreated() {
        assertThatThrownBy(this::exclusive).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(this::reading).isInstanceOf(NoSuchFileException.class);
        assertThat(database).doesNotExist();
    }

    private void create(String journalMode) throws SQLException {
        Sqlite.run(database, "PRAGMA journal_mode = " + journalMode, "CREATE TABLE t (x)", INSERT);
    }

    private DatabaseLock exclusive() throws IOException {
        return DatabaseLock.exclusive(database, Duration.ZERO);
    }

    private DatabaseLock reading() throws IOException {
        return DatabaseLock.reading(database, Duration.ZERO);
    }

    private void assertLocked() {
        assertThatThrownBy(this::exclusive)
                .isInstanceOfSatisfying(DatabaseUnavailableException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.LOCKED);
                    assertThat(e.file()).isEqualTo(database.toString());
                })
                .hasMessage(database
                        + " is locked: another process has it open; stop that one, or try again when it is idle");
    }

    private void assertReadingLocked() {
        assertThatThrownBy(this::reading)
                .isInstanceOfSatisfying(
                        DatabaseUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.LOCKED));
    }

    /** Through the lock's own descriptor: to open the file here, and close it, would drop the lock. */
    private static byte[] fileOf(DatabaseLock lock) throws IOException {
        byte[] bytes = new byte[(int) lock.database().size()];
        PageFile.readFully(lock.database(), 0, bytes);
        return bytes;
    }

    private static byte[] contentOf(DatabaseLock lock) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PageSource pages = lock.pages()) {
            byte[] page = new byte[pages.pageSize().bytes()];
            for (long pageNumber = 1; pageNumber <= pages.pageCount(); pageNumber++) {
                pages.readPage(pageNumber, page);
                out.writeBytes(page);
            }
        }
        return out.toByteArray();
    }

    /** What recovery makes of the files as they are: nobody writes to them now. */
    private byte[] recovered() throws IOException {
        Path copy = Files.write(folder.resolve("copy.db"), Files.readAllBytes(database));
        byte[] log = Sidecar.WAL.exists(database) ? Files.readAllBytes(Sidecar.WAL.of(database)) : new byte[0];
        try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.READ, StandardOpenOption.WRITE);
                InputStream in = new ByteArrayInputStream(log)) {
            WalRecovery.scan(new ByteArrayInputStream(log), "log").applyTo(in, channel, "copy.db");
        }
        byte[] bytes = Files.readAllBytes(copy);
        Files.delete(copy);
        return bytes;
    }
}
