package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointCommandTest {
    private static final Fixture WAL = Fixture.open("wal");

    @TempDir
    private Path folder;

    @Test
    void everyGoldenPairBecomesWhatSqliteMakesOfIt() throws Exception {
        int met = 0;
        for (Map.Entry<String, JsonNode> pair : WAL.answers().properties()) {
            Path database = WAL.folder().resolve(pair.getKey() + ".db");
            Path output = folder.resolve(pair.getKey());

            Outcome outcome = Outcome.of("checkpoint", "-o", output.toString(), database.toString(), "--json");

            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            assertThat(Fixture.sha256(output))
                    .isEqualTo(pair.getValue().get("sha256").asText());
            JsonNode document = outcome.json();
            assertThat(document.get("schema").asText()).isEqualTo("ltx4j/checkpoint/1");
            assertThat(document.get("wal_frames").asLong())
                    .isEqualTo(pair.getValue().get("wal_frames_committed").asLong());
            assertThat(document.get("bytes").asLong())
                    .isEqualTo(pair.getValue().get("bytes").asLong());
            assertThat(document.get("pages").asLong()
                            * document.get("page_size").asLong())
                    .isEqualTo(pair.getValue().get("bytes").asLong());
            met++;
        }
        assertThat(met).isEqualTo(72);
    }

    @Test
    void aLogCanBeSomewhereElseButMustBeThereIfItIsNamed() throws Exception {
        Path database = Files.copy(WAL.folder().resolve("plain-4096.db"), folder.resolve("app.db"));
        Path wal = WAL.folder().resolve("plain-4096.db-wal");
        Path output = folder.resolve("out.db");

        assertThat(Outcome.of("checkpoint", "-o", output.toString(), database.toString(), wal.toString()))
                .isEqualTo(new Outcome(0, output + ": 7 pages of 4096 bytes, 36 frames of " + wal + " included\n", ""));
        assertThat(Fixture.sha256(output))
                .isEqualTo(WAL.answers().at("/plain-4096/sha256").asText());

        Path none = folder.resolve("none-wal");
        assertThat(Outcome.of("checkpoint", "-force", "-o", output.toString(), database.toString(), none.toString()))
                .isEqualTo(new Outcome(4, "", "checkpoint: " + none + ": no such file\n"));
        assertThat(Outcome.of("checkpoint", "-o", output.toString(), database.toString()))
                .isEqualTo(new Outcome(
                        5, "", "checkpoint: " + output.toRealPath() + " exists; use -force to replace it\n"));
        assertThat(Outcome.of("checkpoint", "-force", "-o", output.toString(), database.toString())
                        .exitCode())
                .isZero();
        assertThat(output).hasSameBinaryContentAs(database);
    }

    /** Not "Is a directory", of no file. */
    @ParameterizedTest
    @ValueSource(strings = {"checkpoint -o OUT DB", "encode-db -o OUT DB", "checksum DB", "check DB", "page DB 1"})
    void aFolderInTheLogsPlaceIsNamed(String line) throws Exception {
        Path database = Files.copy(
                WAL.folder().resolve("plain-4096.db"), folder.toRealPath().resolve("app.db"));
        Path wal = Files.createDirectory(folder.toRealPath().resolve("app.db-wal"));
        Path output = folder.resolve("out");
        String[] args = line.replace("OUT", output.toString())
                .replace("DB", database.toString())
                .split(" ");

        Outcome outcome = Outcome.of(args);

        assertThat(outcome.exitCode()).isEqualTo(4);
        assertThat(outcome.err()).startsWith(args[0] + ": " + wal + ": is a folder, not a write-ahead log");
        assertThat(outcome.out()).isEmpty();
        assertThat(output).doesNotExist();
    }

    @Test
    void aLogOfAnotherDatabaseIsRefused() throws Exception {
        Path output = folder.resolve("out.db");
        Path wal = WAL.folder().resolve("plain-4096.db-wal");

        Outcome outcome = Outcome.of(
                "checkpoint",
                "-o",
                output.toString(),
                WAL.folder().resolve("plain-512.db").toString(),
                wal.toString());

        assertThat(outcome)
                .isEqualTo(new Outcome(
                        1,
                        "",
                        "checkpoint: " + wal + ": page size 4096, but that of the database is 512; the WAL is not this"
                                + " database's (at byte 8)\n"));
        assertThat(output).doesNotExist();
    }
}
