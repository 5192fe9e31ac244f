package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
    private static final Fixture LEVELS = Fixture.open("v5-levels");

    @TempDir
    private Path folder;

    @Test
    void aSoundReplicaHasNoProblem() {
        Outcome outcome = Outcome.of("doctor", LEVELS.replica().toString());

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .contains("ok       37 states can be restored, the last is TXID 00000000000000e5 (")
                .contains("ok       the newest snapshot, 0000000000000001-00000000000000e0.ltx, is sound\n")
                .endsWith("\nNo problem found.\n");
    }

    @Test
    void aDamagedNewestSnapshotIsAProblem() throws Exception {
        Path replica = LEVELS.copyReplica(folder.resolve("replica"));
        Path snapshot = replica.resolve("ltx/9/0000000000000001-00000000000000e0.ltx");
        byte[] bytes = Files.readAllBytes(snapshot);
        bytes[bytes.length / 2] ^= 1;
        Files.write(snapshot, bytes);

        Outcome outcome = Outcome.of("doctor", replica.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out())
                .contains("problem  the newest snapshot is damaged: " + snapshot)
                .contains("\n         -> ltx-tool restore goes around it")
                .endsWith("\n1 problem found.\n");
    }

    @Test
    void placesWithoutAReplicaAreToldApart() throws Exception {
        LEVELS.copyReplica(folder.resolve("backups/app.db"));
        Path empty = Files.createDirectory(folder.resolve("empty"));

        assertThat(topics(folder.resolve("backups"))).containsExactly("wrong_prefix");
        assertThat(Outcome.of("doctor", folder.resolve("backups").toString()).out())
                .contains("there are replicas below it: app.db/")
                .contains("-> ltx-tool doctor " + folder.resolve("backups/app.db"));
        assertThat(topics(folder.resolve("backups/app.db/ltx/0"))).containsExactly("wrong_prefix");
        assertThat(topics(empty)).containsExactly("empty");
        assertThat(Outcome.of("doctor", "file://" + folder + "/none").exitCode())
                .isEqualTo(4);
        assertThat(Outcome.of("doctor", "--json", "file://" + folder + "/none")
                        .json()
                        .at("/error/kind")
                        .asText())
                .isEqualTo("not_found");
    }

    @Test
    void oldLayoutsAndLostTimesAreNotes() throws Exception {
        assertThat(topics(Fixture.open("v3-generations").replica())).containsExactly("only_generations");
        assertThat(topics(Fixture.open("mixed").replica())).contains("mixed");
        Path copy = folder.resolve("copy");
        LEVELS.copyReplica(copy);
        try (Stream<Path> files = Files.walk(copy)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(1));
            }
        }
        assertThat(topics(copy)).contains("times_lost");
        assertThat(Outcome.of("doctor", copy.toString()).exitCode()).isZero();
    }

    @Test
    void aGapAtTheEndIsAProblem() throws Exception {
        Path replica = LEVELS.copyReplica(folder.resolve("replica"));
        Files.delete(replica.resolve("ltx/0/00000000000000e3-00000000000000e3.ltx"));
        Files.delete(replica.resolve("ltx/1/00000000000000db-00000000000000e5.ltx"));

        Outcome outcome = Outcome.of("doctor", replica.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out())
                .contains("problem  TXIDs 00000000000000e3 to 00000000000000e5 cannot be restored: nothing leads there")
                .contains("-> the next snapshot mends it: ");
    }

    @Test
    void aDatabaseIsHeldAgainstItsReplica() throws Exception {
        Path database = database();
        Path state = folder.resolve(".app.db-litestream");
        LEVELS.copyReplica(state);
        String replica = LEVELS.replica().toString();

        assertThat(localState(database, replica)).isEqualTo("ok");
        delete(state.resolve("ltx/0"), 12, 17);
        delete(state.resolve("ltx/1"), 21, 22);
        assertThat(localState(database, replica)).isEqualTo("problem");
        Fixture history = Fixture.open("v5-history");
        assertThat(localState(database, history.replica().toString())).isIn("problem", "note");
        Files.move(state, folder.resolve("away"));
        assertThat(localState(database, replica)).isEqualTo("note");
        assertThat(Outcome.of("doctor", database.toString(), replica).exitCode())
                .isZero();
        assertThat(Outcome.of("doctor", replica, replica).exitCode()).isEqualTo(2);
    }

    @Test
    void theDatabaseItselfIsLookedAt() throws Exception {
        Path database = database();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO t VALUES (2)");
            assertThat(Outcome.of("doctor", database.toString()).out())
                    .contains("ok       the header is that of a database in WAL mode")
                    .containsPattern("ok +the log has [0-9]+ bytes \\([0-9]+ frames, [0-9]+ of them in use, [0-9]+ of");
        }
        byte[] bytes = Files.readAllBytes(database);
        Files.write(database, java.util.Arrays.copyOf(bytes, bytes.length - 4096));
        assertThat(topicsOfDatabase(database)).contains("size");
        bytes[0] = 'x';
        Files.write(database, bytes);
        Outcome outcome = Outcome.of("doctor", database.toString());
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).contains("problem  " + database + ": ");
        assertThat(Outcome.of("doctor", folder.resolve("none.db").toString()).exitCode())
                .isEqualTo(4);
    }

    @Test
    void aSocketThatNobodyAnswersIsAWarning() throws Exception {
        Path database = database();
        Path socket = folder.resolve("s");
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(socket))
                .close();

        Outcome outcome = Outcome.of("doctor", "--socket", socket.toString(), database.toString());

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .contains("warning  " + socket + " is a socket that nobody answers")
                .endsWith("\nNo problem found; 1 warning.\n");
    }

    private Path database() throws Exception {
        Path database = folder.resolve("app.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=wal");
            statement.execute("CREATE TABLE t (a)");
            statement.execute("INSERT INTO t VALUES (1)");
        }
        return database;
    }

    private static void delete(Path folder, int from, int to) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList().subList(from, to)) {
                Files.delete(file);
            }
        }
    }

    private static String localState(Path database, String replica) {
        JsonNode document = Outcome.of("doctor", "--json", database.toString(), "--replica", replica)
                .json();
        for (JsonNode finding : document.path("findings")) {
            if (finding.path("topic").asText().equals("local_state")) {
                return finding.path("severity").asText();
            }
        }
        throw new AssertionError(document);
    }

    private static List<String> topicsOfDatabase(Path database) {
        return Outcome.of("doctor", "--json", database.toString())
                .json()
                .path("findings")
                .findValuesAsText("topic");
    }

    private static List<String> topics(Path replica) {
        JsonNode document = Outcome.of("doctor", "--json", replica.toString()).json();
        assertThat(document.path("schema").asText()).isEqualTo("ltx4j/doctor/1");
        return document.path("findings").findValuesAsText("topic");
    }
}
