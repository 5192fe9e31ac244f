package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    private final Fixture fixture = Fixture.open("wal");

    @TempDir
    private Path folder;

    @Test
    void everyGoldenPairBecomesWhatSqliteMakesOfIt() throws Exception {
        int met = 0;
        for (Map.Entry<String, JsonNode> pair : fixture.answers().properties()) {
            String name = pair.getKey();
            Path output = folder.resolve(name);
            Checkpoint.Result result =
                    Checkpoint.of(fixture.folder().resolve(name + ".db")).publish(output, false);
            assertThat(Fixture.sha256(output))
                    .as(name)
                    .isEqualTo(pair.getValue().get("sha256").asText());
            assertThat(result.recovery().committedFrames())
                    .as(name)
                    .isEqualTo(pair.getValue().get("wal_frames_committed").asLong());
            assertThat(result.byteCount()).isEqualTo(Files.size(output));
            assertThat(result.pageCount() * result.pageSize().bytes()).isEqualTo(result.byteCount());
            Path withoutIndex = folder.resolve(name + ".frames");
            Checkpoint.of(fixture.folder().resolve(name + ".db")).indexing(0).publish(withoutIndex, false);
            assertThat(Files.mismatch(withoutIndex, output)).as(name).isEqualTo(-1);
            Path together = folder.resolve(name + ".together");
            Checkpoint.of(fixture.folder().resolve(name + ".db"))
                    .workers(ForkJoinPool.commonPool(), 3)
                    .publish(together, false);
            assertThat(Files.mismatch(together, output)).as(name).isEqualTo(-1);
            met++;
        }
        assertThat(met).isEqualTo(72);
    }

    /** Of several parts for each thread; pages in the log in runs, alone, beyond the database, and none for long. */
    @Test
    void severalThreadsWriteWhatOneDoes() throws Exception {
        Random random = new Random(7);
        Path database = folder.resolve("a.db");
        byte[] bytes = new byte[9000 * 4096];
        random.nextBytes(bytes);
        System.arraycopy(Files.readAllBytes(fixture.folder().resolve("plain-4096.db")), 0, bytes, 0, 100);
        Files.write(database, bytes);
        for (int commit : new int[] {9000, 8000, 9500}) {
            log(folder.resolve("a.db-wal"), commit, random);
            Path expected = folder.resolve("expected-" + commit);
            Checkpoint.of(database).indexing(0).publish(expected, false);
            for (int workers = 1; workers <= 4; workers++) {
                Path output = folder.resolve(commit + "-" + workers);
                Checkpoint.of(database)
                        .workers(ForkJoinPool.commonPool(), workers)
                        .publish(output, false);
                assertThat(Files.mismatch(output, expected)).isEqualTo(-1);
            }
        }
    }

    private static void log(Path file, int commit, Random random) throws IOException {
        Files.deleteIfExists(file);
        WalHeader header = WalHeader.of(ByteOrder.BIG_ENDIAN, PageSize.of(4096), 0, 7, 8);
        try (WalWriter writer = new WalWriter(
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), header)) {
            byte[] page = new byte[4096];
            for (int frame = 0; frame < 2500; frame++) {
                random.nextBytes(page);
                int pageNumber = frame < 1000 ? 2 + random.nextInt(3000) : 5000 + frame;
                writer.write(pageNumber, page, frame % 100 == 99 ? commit : 0);
            }
        }
    }

    /** A log of the committed frames alone, in either byte order, is the same to SQLite. */
    @Test
    void everyGoldenLogWrittenAgainIsRecoveredBySqliteToTheSameBytes() throws Exception {
        int met = 0;
        for (Map.Entry<String, JsonNode> pair : fixture.answers().properties()) {
            String name = pair.getKey();
            WalRecovery recovery = WalRecovery.scan(fixture.folder().resolve(name + ".db-wal"));
            for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
                byte[] database = Files.readAllBytes(fixture.folder().resolve(name + ".db"));
                byte[] wal = recovery.isEmpty() ? new byte[0] : rewrite(name, recovery, order);
                Path recovered = Files.write(folder.resolve("out"), Sqlite.recover(folder, database, wal));
                assertThat(Fixture.sha256(recovered))
                        .as("%s %s", name, order)
                        .isEqualTo(pair.getValue().get("sha256").asText());
            }
            met++;
        }
        assertThat(met).isEqualTo(72);
    }

    private byte[] rewrite(String name, WalRecovery recovery, ByteOrder order) throws IOException {
        Path again = folder.resolve("again-wal");
        Files.deleteIfExists(again);
        WalHeader header = WalHeader.of(order, recovery.header().pageSize(), 0, 7, 8);
        try (WalReader reader =
                        new WalReader(Files.newInputStream(fixture.folder().resolve(name + ".db-wal")), name);
                WalWriter writer = new WalWriter(
                        FileChannel.open(again, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), header)) {
            for (long frame = 0; frame < recovery.committedFrames(); frame++) {
                assertThat(reader.next()).isTrue();
                writer.write(reader.pageNumber(), reader.page(), reader.commit());
            }
        }
        return Files.readAllBytes(again);
    }

    @Test
    void aMissingLogAndALogElsewhereAreFine() throws Exception {
        Path database = Files.copy(fixture.folder().resolve("plain-4096.db"), folder.resolve("a.db"));

        Checkpoint.of(database).publish(folder.resolve("same.db"), false);
        assertThat(folder.resolve("same.db")).hasSameBinaryContentAs(database);

        Checkpoint.of(database, fixture.folder().resolve("plain-4096.db-wal"))
                .publish(folder.resolve("recovered.db"), false);
        assertThat(Fixture.sha256(folder.resolve("recovered.db")))
                .isEqualTo(fixture.answers().at("/plain-4096/sha256").asText());
    }

    @Test
    void inputsAreNeverReplaced() throws Exception {
        Path database = Files.copy(fixture.folder().resolve("plain-4096.db"), folder.resolve("a.db"));
        Path wal = Files.copy(fixture.folder().resolve("plain-4096.db-wal"), folder.resolve("a.db-wal"));
        Path other = Files.copy(database, folder.resolve("other.db"));

        for (Path output : new Path[] {database, wal, Files.createSymbolicLink(folder.resolve("link"), database)}) {
            assertThatThrownBy(() -> Checkpoint.of(database).publish(output, true))
                    .isInstanceOf(OutputRefusedException.class)
                    .hasMessageContaining("is read for the output; write that to another place");
        }
        // With its sidecar, the log would go.
        assertThatThrownBy(() -> Checkpoint.of(other, wal).publish(database, true))
                .isInstanceOf(OutputRefusedException.class)
                .hasMessageContaining("a.db-wal is read for the output");
        assertThat(database).hasSameBinaryContentAs(fixture.folder().resolve("plain-4096.db"));
        assertThat(wal).hasSameBinaryContentAs(fixture.folder().resolve("plain-4096.db-wal"));
    }

    /** As SQLite does: the log is beside the file that the link leads to. */
    @Test
    void aLinkToADatabaseIsFollowed() throws Exception {
        Path database = Files.copy(fixture.folder().resolve("plain-4096.db"), folder.resolve("a.db"));
        Path wal = Files.copy(fixture.folder().resolve("plain-4096.db-wal"), folder.resolve("a.db-wal"));
        Path link = Files.createSymbolicLink(folder.resolve("link.db"), database);

        Checkpoint.of(link).publish(folder.resolve("out.db"), false);

        assertThat(Fixture.sha256(folder.resolve("out.db")))
                .isEqualTo(fixture.answers().at("/plain-4096/sha256").asText());
        assertThatThrownBy(() -> Checkpoint.of(link).publish(wal, true)).isInstanceOf(OutputRefusedException.class);
    }

    @Test
    void whatExistsIsReplacedOnlyWhenAsked() throws Exception {
        Path output = Files.writeString(folder.resolve("out.db"), "old");
        Checkpoint checkpoint = Checkpoint.of(fixture.folder().resolve("plain-512.db"));

        assertThatThrownBy(() -> checkpoint.publish(output, false))
                .isInstanceOf(OutputRefusedException.class)
                .hasMessageContaining("exists; use -force to replace it");
        assertThat(output).hasContent("old");

        checkpoint.publish(output, true);
        assertThat(Fixture.sha256(output))
                .isEqualTo(fixture.answers().at("/plain-512/sha256").asText());
    }

    @Test
    void whatIsNoDatabaseOrHasAnotherPageSizeIsRefusedAndLeavesNothing() throws Exception {
        Path text = Files.writeString(folder.resolve("text"), "x".repeat(5000));
        Path empty = Files.createFile(folder.resolve("empty"));
        Path output = folder.resolve("out.db");
        Path wal = fixture.folder().resolve("plain-4096.db-wal");

        assertThatThrownBy(() -> Checkpoint.of(text).publish(output, false))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("not a SQLite database");
        assertThatThrownBy(() -> Checkpoint.of(empty).publish(output, false))
                .isInstanceOf(MalformedFileException.class);
        assertThatThrownBy(() -> Checkpoint.of(empty, wal).publish(output, false))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("the database is empty although its WAL holds");
        assertThatThrownBy(() -> Checkpoint.of(fixture.folder().resolve("plain-512.db"), wal)
                        .publish(output, false))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("the WAL is not this database's");
        assertThatThrownBy(() -> Checkpoint.of(folder.resolve("none")).publish(output, false))
                .isInstanceOf(NoSuchFileException.class);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(text, empty);
        }
    }

    /** Another process has the database open; it may even write on. */
    @Test
    void aLiveDatabaseIsCopiedUnderItsLocks() throws Exception {
        Path database = folder.resolve("live.db");
        try (SqliteProcess sqlite = SqliteProcess.open(database)) {
            assertThat(sqlite.run("PRAGMA journal_mode = WAL")).isEqualTo("wal");
            sqlite.run("CREATE TABLE t (x BLOB)");
            sqlite.run("INSERT INTO t VALUES (randomblob(30000))");
            assertThat(sqlite.run("BEGIN IMMEDIATE")).isEmpty();
            sqlite.run("INSERT INTO t VALUES (randomblob(30000))");
            Checkpoint.of(database).publish(folder.resolve("one.db"), false);
            assertThat(sqlite.run("COMMIT")).isEmpty();
            Checkpoint.of(database).publish(folder.resolve("two.db"), false);
            assertThat(sqlite.run("SELECT count(*) FROM t")).isEqualTo("2");
        }
        assertThat(Sqlite.query(folder.resolve("one.db"), "SELECT count(*) FROM t"))
                .containsExactly("1");
        assertThat(Sqlite.query(folder.resolve("two.db"), "SELECT count(*) FROM t"))
                .containsExactly("2");
    }

    @Test
    void aDatabaseThatIsBeingWrittenOrHalfWrittenIsRefused() throws Exception {
        Path database = folder.resolve("journal.db");
        Path output = folder.resolve("out.db");
        try (SqliteProcess sqlite = SqliteProcess.open(database)) {
            sqlite.run("CREATE TABLE t (x BLOB)");
            assertThat(sqlite.run("BEGIN EXCLUSIVE")).isEmpty();
            assertThatThrownBy(() ->
                            Checkpoint.of(database).patience(Duration.ZERO).publish(output, false))
                    .isInstanceOfSatisfying(
                            DatabaseUnavailableException.class,
                            e -> assertThat(e.reason()).isEqualTo(DatabaseUnavailableException.Reason.LOCKED));
        }
        Files.write(folder.resolve("journal.db-journal"), new byte[] {(byte) 0xd9});
        assertThatThrownBy(() -> Checkpoint.of(database).publish(output, false))
                .isInstanceOfSatisfying(
                        DatabaseUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(DatabaseUnavailableException.Reason.HOT_JOURNAL));
        assertThat(output).doesNotExist();
    }

    @Test
    void anInterruptEndsItAndLeavesNothing() throws Exception {
        Path output = folder.resolve("out.db");
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> Checkpoint.of(fixture.folder().resolve("plain-512.db"))
                            .publish(output, false))
                    .isInstanceOf(InterruptedIOException.class);
        } finally {
            Thread.interrupted();
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }
}
