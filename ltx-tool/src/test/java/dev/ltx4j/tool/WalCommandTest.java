package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalCommandTest {
    private static final Fixture WAL = Fixture.open("wal");

    @TempDir
    private Path folder;

    @Test
    void goldenLogsHaveSqlitesCommittedFrames() {
        int damaged = 0;
        for (Map.Entry<String, JsonNode> pair : WAL.answers().properties()) {
            Outcome outcome = Outcome.of("wal", "--json", log(pair.getKey()).toString());
            JsonNode document = outcome.json();
            assertThat(document.path("schema").asText()).isEqualTo("ltx4j/wal/1");
            assertThat(document.at("/summary/committed_frames"))
                    .as(pair.getKey())
                    .isEqualTo(pair.getValue().get("wal_frames_committed"));
            boolean expected = pair.getKey().startsWith("flip") || pair.getKey().startsWith("header");
            assertThat(outcome.exitCode()).as(pair.getKey()).isEqualTo(expected ? 1 : 0);
            assertThat(document.has("error")).isEqualTo(expected);
            assertThat(outcome.err().isEmpty()).isEqualTo(!expected);
            damaged += expected ? 1 : 0;
        }
        assertThat(damaged).isEqualTo(16);
    }

    @Test
    void logThatStartedAgainIsShownWithItsLeftovers() {
        Outcome outcome = Outcome.of("wal", log("wrapped-1024").toString());

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).startsWith("""
                        header
                          magic               377f0682 (checksums read little-endian)
                          version             3007000
                          page_size           1024
                          checkpoint_sequence 1
                          salt1               7cb0d650
                          salt2               e0b68b51
                          checksum            26a5b38f 310d4214 (right)
                        frames
                          frame    offset        page        commit      transaction  salts              checksum
                          1        32            1           -           1            7cb0d650 e0b68b51  right
                        """).endsWith("""
                          28       28328         3           -           -            7cb0d64f 958cd55e  unknown   <- the valid part ends before it: other_round
                          (78 more frames behind the end: --all)
                        summary
                          size                111120 bytes
                          frames              106
                          count               27 frames in 3 transactions; the database then has 23 pages
                          end                 salts_differ at byte 28328: the next frame has other salts
                          other rounds        79 frames in 1 run, left over and normal
                            frames 28 to 106: salts 7cb0d64f 958cd55e, 6 commits, 1 round earlier
                          verdict             nothing is wrong with it
                        """);
        assertThat(Outcome.of("wal", "--all", log("wrapped-1024").toString()).out())
                .contains("  106      110072        22          23          -            7cb0d64f 958cd55e  right"
                        + "     other_round\n")
                .doesNotContain("more frames");
    }

    @Test
    void damageInTheMiddleIsSaidLoudly() {
        Path file = log("flip-1024");
        String message =
                file + ": damaged in the middle: recovery stops at frame 54 (the next frame's checksum is wrong,"
                        + " at byte 55576) and loses at least 4 transactions committed behind it; the first of these commits is"
                        + " frame 60";

        Outcome text = Outcome.of("wal", file.toString());
        JsonNode json = Outcome.of("wal", "--json", file.toString()).json();

        assertThat(text.exitCode()).isEqualTo(1);
        assertThat(text.err()).isEqualTo("wal: " + message + "\n");
        assertThat(text.out()).contains("  verdict             DAMAGED\n");
        assertThat(json.at("/error/message").asText()).isEqualTo(message);
        assertThat(json.at("/error/offset").asLong()).isEqualTo(55576);
        assertThat(json.path("frames")).hasSize(54);
        assertThat(json.at("/frames/53/checksum_state").asText()).isEqualTo("wrong");
        assertThat(json.at("/frames/53/standing").asText()).isEqualTo("cut_off");
        assertThat(json.at("/summary/lost_transactions").asLong()).isEqualTo(4);
    }

    @Test
    void framesComeInColumnsToo() throws IOException {
        Outcome outcome = Outcome.of("wal", "--tsv", "--all", log("flip-1024").toString());

        List<String> lines = outcome.out().lines().toList();
        assertThat(lines).hasSize(107);
        assertThat(lines.get(0))
                .isEqualTo(
                        "frame\toffset\tpage\tcommit\ttransaction\tsalt1\tsalt2\tchecksum\tchecksum_state\tstanding");
        assertThat(lines.get(2)).isEqualTo("2\t1080\t2\t2\t1\t7cb0d64f\t958cd55e\t187d9275912b96a6\tright\tvalid");
        assertThat(lines).allSatisfy(line -> assertThat(line.split("\t")).hasSize(10));
        assertThat(outcome.err()).startsWith("wal: ");
        assertThat(Outcome.of("wal", "--tsv", log("flip-1024").toString()).out().lines())
                .hasSize(55);
    }

    @Test
    void anotherFileIsNamed() throws IOException {
        Path database = WAL.folder().resolve("plain-512.db");
        assertThat(Outcome.of("wal", database.toString()))
                .isEqualTo(new Outcome(
                        1,
                        "",
                        "wal: " + database + ": not a write-ahead log: it does not start with 0x377f0682 or 0x377f0683;"
                                + " it looks like a SQLite database, whose log would be " + database
                                + "-wal (at byte 0)\n"));
        assertThat(Outcome.of("wal", folder.toString()))
                .isEqualTo(new Outcome(4, "", "wal: " + folder + ": is a folder, not a write-ahead log\n"));
        assertThat(Outcome.of("wal", folder + "/none").err()).isEqualTo("wal: " + folder + "/none: no such file\n");
        Path noise = Files.write(folder.resolve("noise"), new byte[5000]);
        assertThat(Outcome.of("wal", noise.toString()).err())
                .isEqualTo("wal: " + noise
                        + ": the header of the WAL is broken, so SQLite takes it for empty: its magic is"
                        + " 0x00000000, not 0x377f0682 or 0x377f0683; no committed frames were found behind it\n");
    }

    @Test
    void logInUseIsOnlyRead() throws Exception {
        Path database = folder.resolve("live.db");
        Path log = folder.resolve("live.db-wal");
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = sqlite.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("CREATE TABLE t (a)");
            for (int row = 1; row <= 5; row++) {
                statement.execute("INSERT INTO t VALUES (" + row + ")");
                byte[] before = Files.readAllBytes(log);
                JsonNode document = Outcome.of("wal", "--json", log.toString()).json();
                assertThat(document.at("/summary/transactions").asInt()).isEqualTo(row + 1);
                assertThat(document.at("/summary/damaged").asBoolean()).isFalse();
                assertThat(document.at("/summary/changed_while_read").asBoolean())
                        .isFalse();
                assertThat(Files.readAllBytes(log)).isEqualTo(before);
            }
            try (ResultSet sum = statement.executeQuery("SELECT sum(a) FROM t")) {
                assertThat(sum.getInt(1)).isEqualTo(15);
            }
        }
    }

    /** Any bytes: a table and a document, exit code 0 or 1, nothing else. */
    @Test
    void mutatedLogsEndWithinTheContract() throws IOException {
        byte[] sound = Files.readAllBytes(log("wrapped-512"));
        Random random = new Random(1);
        Path file = folder.resolve("mutated.db-wal");
        for (int round = 0; round < 150; round++) {
            byte[] bytes = Arrays.copyOf(sound, random.nextInt(4) == 0 ? random.nextInt(sound.length) : sound.length);
            for (int change = random.nextInt(5); change > 0 && bytes.length > 0; change--) {
                int span = random.nextBoolean() ? Math.min(32, bytes.length) : bytes.length;
                bytes[random.nextInt(span)] = (byte) random.nextInt();
            }
            Files.write(file, bytes);
            Outcome outcome = Outcome.of("wal", "--json", "--all", file.toString());
            assertThat(outcome.exitCode()).isBetween(0, 1);
            assertThat(outcome.json().path("schema").asText()).isEqualTo("ltx4j/wal/1");
            assertThat(Outcome.of("wal", file.toString()).exitCode()).isEqualTo(outcome.exitCode());
        }
    }

    private static Path log(String name) {
        return WAL.folder().resolve(name + ".db-wal");
    }
}
