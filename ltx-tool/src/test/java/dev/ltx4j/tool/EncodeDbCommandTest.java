package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.ltx.LtxReader;
import dev.ltx4j.ltx.LtxSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodeDbCommandTest {
    private static final Fixture WAL = Fixture.open("wal");

    @TempDir
    private Path folder;

    private Path database;
    private Path output;

    @BeforeEach
    void copy() throws IOException {
        database = Files.copy(WAL.folder().resolve("plain-4096.db"), folder.resolve("app.db"));
        Files.copy(WAL.folder().resolve("plain-4096.db-wal"), folder.resolve("app.db-wal"));
        output = folder.resolve("out.ltx");
    }

    private LtxSummary read() throws IOException {
        try (LtxReader reader = LtxReader.open(Files.newInputStream(output), "out")) {
            return reader.finish();
        }
    }

    @Test
    void aDatabaseBecomesTheSnapshotThatLtxWrites() throws Exception {
        Instant before = Instant.now().minusMillis(1);

        Outcome outcome = Outcome.of("encode-db", "-o", output.toString(), database.toString());

        LtxSummary summary = read();
        assertThat(summary.header().range().toString()).isEqualTo("0000000000000001-0000000000000001");
        assertThat(summary.header().flags()).isZero();
        assertThat(summary.header().walSize()).isZero();
        assertThat(summary.header().timestamp()).isBetween(before, Instant.now());
        assertThat(Files.getLastModifiedTime(output).toMillis())
                .isEqualTo(summary.header().timestampMillis());
        assertThat(outcome)
                .isEqualTo(new Outcome(
                        0,
                        output + ": 0000000000000001-0000000000000001, 7 of 7 pages of 4096 bytes, "
                                + Files.size(output) + " bytes, "
                                + Moment.format(summary.header().timestamp()) + ", checksum 86c4a96749d97c2e\n",
                        "encode-db: 36 frames of " + database.toRealPath()
                                + "-wal are not in the database file yet; they are included\n"));
    }

    @Test
    void aFileForAReplicaIsRestoredToTheRecoveredDatabase() throws Exception {
        Path level = Files.createDirectories(folder.resolve("replica/ltx/9"));
        output = level.resolve("0000000000000001-00000000000000e5.ltx");

        Outcome outcome = Outcome.of(
                "encode-db",
                "-txid",
                "e5",
                "-timestamp",
                "2026-11-23T14:30:00.5Z",
                "-no-checksum",
                "--encoding=frame",
                "-json",
                "-o",
                output.toString(),
                database.toString());

        assertThat(outcome.exitCode()).isZero();
        JsonNode document = outcome.json();
        assertThat(document.get("schema").asText()).isEqualTo("ltx4j/encode-db/1");
        assertThat(document.get("db").asText()).isEqualTo(database.toString());
        assertThat(document.get("wal_frames").asInt()).isEqualTo(36);
        assertThat(document.get("output").asText()).isEqualTo(output.toString());
        assertThat(document.get("max_txid").asText()).isEqualTo("00000000000000e5");
        assertThat(document.get("timestamp").asText()).isEqualTo("2026-11-23T14:30:00.500Z");
        assertThat(document.get("pages").asInt()).isEqualTo(7);
        assertThat(document.get("size").asLong()).isEqualTo(Files.size(output));
        assertThat(document.get("post_apply_checksum").asText()).isEqualTo("0000000000000000");
        assertThat(Files.getLastModifiedTime(output).toInstant()).isEqualTo(Instant.parse("2026-11-23T14:30:00.5Z"));

        Path restored = folder.resolve("restored.db");
        assertThat(Outcome.of(
                                "restore",
                                "-o",
                                restored.toString(),
                                folder.resolve("replica").toString())
                        .exitCode())
                .isZero();
        assertThat(Fixture.sha256(restored))
                .isEqualTo(WAL.answers().at("/plain-4096/sha256").asText());
    }

    @Test
    void aFileThatIsNoDatabaseNeedsAPageSize() throws Exception {
        Path pages = Files.write(folder.resolve("pages.bin"), new byte[2048]);

        assertThat(Outcome.of("encode-db", "-o", output.toString(), pages.toString())
                        .exitCode())
                .isEqualTo(1);
        assertThat(output).doesNotExist();
        assertThat(Outcome.of("encode-db", "--page-size", "1024", "-o", output.toString(), pages.toString())
                        .exitCode())
                .isZero();
        assertThat(read().pageCount()).isEqualTo(2);
    }

    @Test
    void inputsAreNeverReplacedAndOthersOnlyWhenAsked() throws Exception {
        byte[] before = Files.readAllBytes(database);
        for (String name : new String[] {"app.db", "app.db-wal"}) {
            Outcome outcome =
                    Outcome.of("encode-db", "-force", "-o", folder.resolve(name).toString(), database.toString());
            assertThat(outcome)
                    .isEqualTo(new Outcome(
                            5,
                            "",
                            "encode-db: 36 frames of " + database.toRealPath()
                                    + "-wal are not in the database file yet; they are included\nencode-db: "
                                    + folder.toRealPath().resolve(name)
                                    + " is read for the output; write that to another place\n"));
        }
        assertThat(database).hasBinaryContent(before);

        Files.writeString(output, "old");
        assertThat(Outcome.of("encode-db", "-o", output.toString(), database.toString())
                        .exitCode())
                .isEqualTo(5);
        assertThat(output).hasContent("old");
        assertThat(Outcome.of("encode-db", "-force", "-o", output.toString(), database.toString())
                        .exitCode())
                .isZero();
        assertThat(read().pageCount()).isEqualTo(7);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("app.db", "app.db-wal", "out.ltx");
        }
    }
}
