package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.sqlite.DatabaseUnavailableException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTransactionTest {
    private static final PageSize SIZE = PageSize.of(512);

    @TempDir
    private Path folder;

    private Path database = Path.of("");
    private final byte[] page = new byte[512];

    @BeforeEach
    void place() throws IOException {
        database = folder.toRealPath().resolve("app.db");
        Files.write(database, content(1, 2, 3, 4));
        Arrays.fill(page, (byte) 9);
    }

    @Test
    void committedPagesAreThereAndTheJournalIsNot() throws Exception {
        try (PageTransaction transaction = begin()) {
            assertThat(transaction.byteCount()).isEqualTo(4 * 512);
            transaction.prepare(SIZE, 4, number -> number == 2);
            assertThat(Sidecar.JOURNAL.exists(database)).isTrue();
            transaction.write(2, page, 0, 1);
            transaction.write(6, page, 0, 1);
            transaction.commit(7);
        }
        assertThat(Files.readAllBytes(database)).isEqualTo(content(1, 9, 3, 4, 0, 9, 0));
        assertThat(Sidecar.JOURNAL.exists(database)).isFalse();
    }

    @Test
    void withoutACommitNothingHasHappened() throws Exception {
        PageTransaction transaction = begin();
        transaction.prepare(SIZE, 1, number -> true);
        transaction.write(1, page, 0, 1);
        transaction.write(8, page, 0, 1);
        transaction.close();
        transaction.close();
        assertThat(Files.readAllBytes(database)).isEqualTo(content(1, 2, 3, 4));
        assertThat(Sidecar.JOURNAL.exists(database)).isFalse();
        assertThatThrownBy(() -> transaction.commit(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void pagesThatWereNotKeptAreNotWritten() throws Exception {
        try (PageTransaction transaction = begin()) {
            assertThatThrownBy(() -> transaction.write(1, page, 0, 1)).isInstanceOf(IllegalStateException.class);
            transaction.prepare(SIZE, 3, number -> number == 2);
            assertThatThrownBy(() -> transaction.write(1, page, 0, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("page 1 was not announced");
            assertThatThrownBy(() -> transaction.commit(2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("pages from 3 on were not announced to go");
            assertThatThrownBy(() -> transaction.prepare(SIZE, 3, number -> true))
                    .isInstanceOf(IllegalStateException.class);
            transaction.write(4, page, 0, 1);
            transaction.commit(4);
        }
        assertThat(Files.readAllBytes(database)).isEqualTo(content(1, 2, 3, 9));
    }

    @Test
    void aDatabaseThatEndsInsideAPageIsRefused() throws Exception {
        Files.write(database, new byte[1000]);
        try (PageTransaction transaction = begin()) {
            assertThatThrownBy(() -> transaction.prepare(SIZE, 1, number -> true))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessage(database + ": database ends inside a page: 488 of 512 bytes (at byte 512, page 2)");
        }
        assertThat(Files.size(database)).isEqualTo(1000);
        assertThat(Sidecar.JOURNAL.exists(database)).isFalse();
    }

    /** In a file that takes no room for its first GiB. */
    @Test
    void theLockPageIsNotKept() throws Exception {
        PageSize size = PageSize.of(65536);
        long lockPage = size.lockPage();
        byte[] large = new byte[65536];
        Arrays.fill(large, (byte) 5);
        try (PageTransaction transaction = begin()) {
            transaction.prepare(SIZE, 0, number -> false);
            transaction.commit(0);
        }
        try (PageTransaction transaction = begin()) {
            transaction.prepare(size, 0, number -> false);
            transaction.write(lockPage - 1, large, 0, 1);
            transaction.write(lockPage + 1, large, 0, 1);
            transaction.commit(lockPage + 1);
        }
        try (PageTransaction transaction = begin()) {
            transaction.prepare(size, lockPage + 1, number -> number >= lockPage - 1);
            assertThat(Files.size(Sidecar.JOURNAL.of(database))).isEqualTo(512 + 2 * (65536 + 8));
            transaction.write(lockPage + 1, new byte[65536], 0, 1);
        }
        try (PageTransaction transaction = begin()) {
            byte[] found = new byte[65536];
            assertThat(transaction.byteCount()).isEqualTo((lockPage + 1) * 65536);
            transaction.read(size.fileOffset(lockPage + 1), found, 0, found.length);
            assertThat(found).isEqualTo(large);
        }
    }

    @Test
    void theJournalIsForThoseWhoMayUseTheDatabase() throws Exception {
        Files.setPosixFilePermissions(database, PosixFilePermissions.fromString("rw-rw----"));
        try (PageTransaction transaction = begin()) {
            transaction.prepare(SIZE, 4, number -> number == 2);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Sidecar.JOURNAL.of(database))))
                    .isEqualTo("rw-rw----");
        }
    }

    /** SQLite, too, keeps its files beside the database, and not beside the link. */
    @Test
    void behindALinkTheDatabaseItselfIsChanged() throws Exception {
        Path link = Files.createSymbolicLink(
                Files.createDirectory(folder.resolve("other")).resolve("link.db"), database);
        try (PageTransaction transaction = PageTransaction.begin(link, Duration.ZERO)) {
            assertThat(transaction.file()).isEqualTo(database);
            transaction.prepare(SIZE, 4, number -> number == 1);
            assertThat(Sidecar.JOURNAL.exists(database)).isTrue();
            transaction.write(1, page, 0, 1);
            transaction.commit(4);
        }
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Files.readAllBytes(database)).isEqualTo(content(9, 2, 3, 4));
    }

    @Test
    void aFolderInTheJournalsOrTheLogsPlaceIsNamed() throws Exception {
        for (Sidecar sidecar : new Sidecar[] {Sidecar.JOURNAL, Sidecar.WAL}) {
            Path place = Files.createDirectory(sidecar.of(database));
            assertThatThrownBy(this::begin)
                    .isInstanceOfSatisfying(OutputRefusedException.class, e -> {
                        assertThat(e.reason()).isEqualTo(OutputRefusedException.Reason.STRAY_SIDECAR);
                        assertThat(e.file()).isEqualTo(place.toString());
                    })
                    .hasMessage(place + " is a folder; move it away");
            assertThat(place).isEmptyDirectory();
            Files.delete(place);
        }
        assertThat(Files.readAllBytes(database)).isEqualTo(content(1, 2, 3, 4));
    }

    @Test
    void aLogThatHoldsTransactionsIsRefusedAndOneThatHoldsNoneIsNot() throws Exception {
        byte[] log = sqliteWithLog();
        Path wal = Sidecar.WAL.of(database);
        assertThatThrownBy(this::begin)
                .isInstanceOfSatisfying(DatabaseUnavailableException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.WAL_NOT_CHECKPOINTED);
                    assertThat(e.file()).isEqualTo(wal.toString());
                    assertThat(e.forWriting()).isTrue();
                })
                .hasMessage(
                        wal + " holds transactions that are not in " + database + " yet, and SQLite would write them"
                                + " over any change made there; bring them in first, such as by sqlite3 " + database
                                + " \"PRAGMA wal_checkpoint(TRUNCATE)\"");
        assertThat(Files.readAllBytes(wal)).isEqualTo(log);
        // Empty, a header alone, an unfinished transaction, a header that does not count.
        byte[] broken = log.clone();
        broken[20] ^= 1;
        for (byte[] useless : new byte[][] {
            new byte[0], Arrays.copyOf(log, 32), Arrays.copyOf(log, log.length / 3), Arrays.copyOf(log, 7), broken
        }) {
            Files.write(wal, useless);
            byte[] before = Files.readAllBytes(database);
            try (PageTransaction transaction = begin()) {
                transaction.prepare(PageSize.of(4096), 100, number -> number == 2);
                byte[] zeros = new byte[4096];
                transaction.write(2, zeros, 0, 1);
                transaction.commit(transaction.byteCount() / 4096);
            }
            assertThat(Files.readAllBytes(wal)).isEqualTo(useless);
            byte[] changed = Files.readAllBytes(database);
            assertThat(changed).isNotEqualTo(before);
            // SQLite takes nothing from it.
            Sqlite.query(database, "SELECT count(*) FROM sqlite_master");
            assertThat(Files.readAllBytes(database)).isEqualTo(changed);
            Files.write(database, before);
        }
    }

    /** A database whose log holds one large transaction; returns the log. */
    private byte[] sqliteWithLog() throws IOException, SQLException {
        Path source = folder.resolve("source.db");
        Sqlite.run(source, "PRAGMA page_size = 4096", "PRAGMA journal_mode = WAL", "CREATE TABLE t (x)");
        try (var sqlite = Sqlite.open(source);
                var statement = sqlite.createStatement()) {
            statement.execute("INSERT INTO t VALUES (randomblob(40000))");
            Files.write(database, Files.readAllBytes(source));
            return Files.readAllBytes(
                    Files.write(Sidecar.WAL.of(database), Files.readAllBytes(Sidecar.WAL.of(source))));
        }
    }

    private PageTransaction begin() throws IOException {
        return PageTransaction.begin(database, Duration.ZERO);
    }

    private static byte[] content(int... values) {
        byte[] content = new byte[values.length * 512];
        for (int i = 0; i < values.length; i++) {
            Arrays.fill(content, i * 512, (i + 1) * 512, (byte) values[i]);
        }
        return content;
    }
}
