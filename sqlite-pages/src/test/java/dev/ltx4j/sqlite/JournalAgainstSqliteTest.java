package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Journals that SQLite wrote and did not end, sound ones and damaged ones: they are played back as SQLite does. */
class JournalAgainstSqliteTest {
    /** SQLite makes a database as large as a journal says. */
    private static final long LONGEST_BYTES = 1 << 26;

    @TempDir(factory = FastTempDir.class)
    private Path folder;

    private Path database = Path.of("");

    /** A database in the middle of a transaction, its journal, and what it was before. */
    @SuppressWarnings("ArrayRecordComponent")
    private record HalfDone(byte[] database, byte[] journal, byte[] before) {}

    @BeforeEach
    void place() throws IOException {
        database = folder.toRealPath().resolve("app.db");
    }

    @ParameterizedTest
    @CsvSource({
        "512, DELETE, FULL", "512, PERSIST, NORMAL", "1024, TRUNCATE, FULL", "4096, DELETE, FULL",
        "4096, PERSIST, FULL", "4096, DELETE, OFF", "8192, DELETE, NORMAL", "65536, DELETE, FULL"
    })
    void journalsOfSqliteArePlayedBack(int pageBytes, String journalMode, String synchronous) throws Exception {
        for (HalfDone halfDone : halfDone(pageBytes, journalMode, synchronous)) {
            assertThat(halfDone.database).isNotEqualTo(halfDone.before);
            // Not quite what was before: SQLite does not keep free pages, whose content does not matter.
            assertThat(assertAsSqlite(halfDone.database, halfDone.journal)).isTrue();
            assertThat(byUs(halfDone.database, halfDone.journal)).hasSameSizeAs(halfDone.before);
            assertThat(Sqlite.query(database, "PRAGMA integrity_check")).containsExactly("ok");
        }
    }

    /** With a header in front of each part that was forced to the disk on its own. */
    @Test
    void journalsInSeveralPartsArePlayedBack() throws Exception {
        HalfDone halfDone = halfDone(512, "DELETE", "FULL").get(1);
        assertThat(headers(halfDone.journal)).isGreaterThan(2);
        assertThat(assertAsSqlite(halfDone.database, halfDone.journal)).isTrue();
    }

    @Test
    void everyCutIsPlayedBackAsSqliteDoes() throws Exception {
        HalfDone halfDone = halfDone(512, "DELETE", "FULL").get(0);
        Random random = new Random(1);
        for (int i = 0; i < 150; i++) {
            int length = i < 30 ? i * 20 : random.nextInt(halfDone.journal.length);
            assertAsSqlite(halfDone.database, Arrays.copyOf(halfDone.journal, length));
        }
    }

    @Test
    void damageIsPlayedBackAsSqliteDoesOrRefused() throws Exception {
        damage(250, 1);
    }

    @Test
    @Tag("exhaustive")
    void damageOfAllKindsIsPlayedBackAsSqliteDoesOrRefused() throws Exception {
        damage(20_000, 2);
    }

    private void damage(int rounds, int seed) throws Exception {
        List<HalfDone> samples = new ArrayList<>(halfDone(512, "DELETE", "FULL"));
        samples.addAll(halfDone(1024, "PERSIST", "OFF"));
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < rounds; i++) {
            HalfDone sample = samples.get(random.nextInt(samples.size()));
            byte[] journal = sample.journal.clone();
            for (int flips = random.nextInt(3); flips >= 0; flips--) {
                // Half of them in a header.
                int at = random.nextBoolean() ? random.nextInt(28) : random.nextInt(journal.length);
                journal[at] = (byte) (random.nextBoolean() ? random.nextInt() : journal[at] ^ 1 << random.nextInt(8));
            }
            byte[] found = random.nextInt(4) == 0
                    ? Arrays.copyOf(sample.database, random.nextInt(sample.database.length / 512) * 512)
                    : sample.database;
            refused += assertAsSqlite(found, journal) ? 0 : 1;
        }
        assertThat(refused).isBetween(1, rounds / 4);
    }

    /** False if it was refused. */
    private boolean assertAsSqlite(byte[] found, byte[] journal) throws Exception {
        byte[] ours;
        try {
            ours = byUs(found, journal);
        } catch (MalformedFileException e) {
            assertThat(e.file()).isEqualTo(Sidecar.JOURNAL.of(database).toString());
            assertThat(Files.readAllBytes(database)).as("refused, so untouched").isEqualTo(found);
            return false;
        }
        byte[] theirs = bySqlite(found, journal);
        if (theirs.length < ours.length) {
            // SQLite leaves a last page that is cut short as it is; to whoever reads it, the rest is zeros.
            assertThat(theirs).hasSameSizeAs(found);
            assertThat(ours.length - theirs.length).isLessThan(1024);
            theirs = Arrays.copyOf(theirs, ours.length);
        }
        assertThat(Arrays.equals(theirs, ours)).isTrue();
        return true;
    }

    /** Its rest is in no journal where it is the lock page, and the database is to be what it was to the byte. */
    @Test
    void aLastPageThatIsCutShortIsMadeWhole() throws Exception {
        byte[] before = new byte[4 * 1024];
        Arrays.fill(before, 0, 3 * 1024, (byte) 7);
        byte[] journal = new JournalHeader(0, 1, 4, JournalLayout.SECTOR_BYTES, 1024).toBytes();
        for (int length : new int[] {3 * 1024, 3 * 1024 + 1, 3 * 1024 + 512, 4 * 1024, 4 * 1024 + 1, 6 * 1024}) {
            assertThat(byUs(Arrays.copyOf(before, length), journal)).isEqualTo(before);
        }
    }

    @Test
    void journalsOfSeveralDatabasesAreRefused() throws Exception {
        HalfDone halfDone = halfDone(512, "DELETE", "FULL").get(0);
        byte[] name = "/tmp/app.db-mj1234\u0007".getBytes(StandardCharsets.UTF_8);
        int sum = 0;
        for (byte b : name) {
            sum += b;
        }
        byte[] journal = ByteBuffer.allocate(halfDone.journal.length + 4 + name.length + 16)
                .put(halfDone.journal)
                .putInt((int) PageSize.of(512).lockPage())
                .put(name)
                .putInt(name.length)
                .putInt(sum)
                .putLong(JournalLayout.MAGIC_VALUE)
                .array();
        assertThatThrownBy(() -> byUs(halfDone.database, journal))
                .isInstanceOf(UnsupportedFileException.class)
                .hasMessage(database + "-journal: the journal is part of a transaction over several databases, with the"
                        + " super-journal \"/tmp/app.db-mj1234?\"; open this database once with SQLite, which rolls it"
                        + " back (at byte " + (halfDone.journal.length + 4) + ")");
        assertThat(Files.readAllBytes(database)).isEqualTo(halfDone.database);
        assertThat(Files.readAllBytes(Sidecar.JOURNAL.of(database))).isEqualTo(journal);
    }

    @Test
    void whatIsNoHotJournalIsLeftAsSqliteLeavesIt() throws Exception {
        HalfDone halfDone = halfDone(512, "DELETE", "FULL").get(0);
        byte[] cold = halfDone.journal.clone();
        Arrays.fill(cold, 0, 28, (byte) 0);
        assertThat(byUs(halfDone.database, cold)).isEqualTo(halfDone.database);
        assertThat(Files.readAllBytes(Sidecar.JOURNAL.of(database))).isEqualTo(cold);
        // A journal beside a database without a byte is another database's.
        assertThat(byUs(new byte[0], halfDone.journal)).isEmpty();
        assertThat(Sidecar.JOURNAL.exists(database)).isFalse();
        assertThat(bySqlite(new byte[0], halfDone.journal)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"512", "4096", "16384"})
    void sqlitePlaysOurJournalsBack(int pageBytes) throws Exception {
        byte[] before = Files.readAllBytes(SampleDatabase.create(database, pageBytes, "NONE"));
        long pages = before.length / pageBytes;
        Random random = new Random(pageBytes);
        for (long newEnd : new long[] {pages, pages / 2, 1, pages + 3}) {
            Files.write(database, before);
            HalfDone halfDone;
            try (PageTransaction transaction = PageTransaction.begin(database, Duration.ZERO)) {
                transaction.prepare(PageSize.of(pageBytes), newEnd, page -> page % 3 == 1);
                byte[] page = new byte[pageBytes];
                for (long number = 1; number <= newEnd; number += 3) {
                    random.nextBytes(page);
                    transaction.write(number, page, 0, 1);
                }
                // To read the database here drops the lock, and nobody is there to take it.
                halfDone = new HalfDone(
                        Files.readAllBytes(database), Files.readAllBytes(Sidecar.JOURNAL.of(database)), before);
            }
            assertThat(Files.readAllBytes(database))
                    .as("closed without a commit")
                    .isEqualTo(before);
            assertThat(Sidecar.JOURNAL.exists(database)).isFalse();
            assertThat(halfDone.database).isNotEqualTo(before);
            assertThat(bySqlite(halfDone.database, halfDone.journal)).isEqualTo(before);
            assertThat(byUs(halfDone.database, halfDone.journal)).isEqualTo(before);
            // Up to any record: SQLite stops at the first that is not there.
            assertAsSqlite(halfDone.database, Arrays.copyOf(halfDone.journal, halfDone.journal.length - 1));
        }
    }

    private byte[] byUs(byte[] found, byte[] journal) throws IOException {
        Files.write(database, found);
        Files.write(Sidecar.JOURNAL.of(database), journal);
        PageTransaction.begin(database, Duration.ZERO).close();
        return Files.readAllBytes(database);
    }

    private byte[] bySqlite(byte[] found, byte[] journal) throws IOException {
        Files.write(database, found);
        Files.write(Sidecar.JOURNAL.of(database), journal);
        try {
            Sqlite.query(database, "SELECT count(*) FROM sqlite_master");
        } catch (SQLException e) {
            // What was rolled back may be no database.
        }
        assertThat(Files.size(database)).isLessThan(LONGEST_BYTES);
        Files.deleteIfExists(Sidecar.JOURNAL.of(database));
        return Files.readAllBytes(database);
    }

    /** Early and late in a transaction that does not fit into the cache. */
    private List<HalfDone> halfDone(int pageBytes, String journalMode, String synchronous) throws Exception {
        Path file = folder.resolve("source.db");
        Files.deleteIfExists(file);
        SampleDatabase.create(file, pageBytes, "NONE");
        List<HalfDone> found = new ArrayList<>();
        try (Connection sqlite = Sqlite.open(file);
                Statement statement = sqlite.createStatement()) {
            statement.execute("PRAGMA journal_mode = " + journalMode);
            statement.execute("PRAGMA synchronous = " + synchronous);
            statement.execute("PRAGMA cache_size = 40");
            byte[] before = Files.readAllBytes(file);
            statement.execute("BEGIN IMMEDIATE");
            for (String sql : List.of(
                    "UPDATE a SET y = y + 1 WHERE id % 3 = 0",
                    "DELETE FROM w WHERE length(k) % 2 = 0",
                    "INSERT INTO big SELECT randomblob(" + 3 * pageBytes + ") FROM a LIMIT 20")) {
                statement.execute(sql);
            }
            found.add(new HalfDone(Files.readAllBytes(file), Files.readAllBytes(Sidecar.JOURNAL.of(file)), before));
            statement.execute("UPDATE a SET x = x || 'more'");
            statement.execute("UPDATE w SET v = randomblob(50)");
            found.add(new HalfDone(Files.readAllBytes(file), Files.readAllBytes(Sidecar.JOURNAL.of(file)), before));
            statement.execute("ROLLBACK");
        }
        Files.deleteIfExists(Sidecar.JOURNAL.of(file));
        return found;
    }

    private static int headers(byte[] journal) {
        int headers = 0;
        for (int at = 0; at + 8 <= journal.length; at += JournalLayout.SECTOR_BYTES) {
            headers += ByteBuffer.wrap(journal).getLong(at) == JournalLayout.MAGIC_VALUE ? 1 : 0;
        }
        return headers;
    }
}
