package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ltx4j.config.Shard;
import dev.ltx4j.fixtures.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures can be read as Prometheus does, mean what they say, and appear at once. */
class FleetMetricsTest {
    private static final Path EXAMPLES = Fixture.projectRoot().resolve("examples");

    @TempDir
    private Path folder;

    private Path metrics() {
        return folder.resolve("out/ltx4j.prom");
    }

    private Map<String, Map<String, Double>> read() throws IOException {
        return MetricsFormat.read(Files.readString(metrics()));
    }

    @Test
    void figuresOfEachDatabaseAreThere() throws IOException {
        Files.createDirectory(folder.resolve("out"));
        Files.createDirectory(folder.resolve("backups"));
        Fixture.copyTree(EXAMPLES.resolve("replica/app.db"), folder.resolve("backups/sound.db"));
        Fixture.copyTree(EXAMPLES.resolve("damaged/app.db"), folder.resolve("backups/damaged.db"));
        Fixture.open("v3-generations").copyReplica(folder.resolve("backups/old.db"));
        Files.createDirectories(folder.resolve("backups/empty.db/ltx"));

        int exitCode = Outcome.of("verify", "--all", "--metrics", metrics().toString(), folder + "/backups")
                .exitCode();

        assertThat(exitCode).isEqualTo(1);
        Map<String, Map<String, Double>> figures = read();
        assertThat(figures.get("ltx4j_verify_success")).containsExactly(Map.entry("", 0.0));
        assertThat(figures.get("ltx4j_verify_timestamp_seconds").get(""))
                .isCloseTo(System.currentTimeMillis() / 1000.0, within(600.0));
        assertThat(figures.get("ltx4j_verify_databases"))
                .containsOnly(Map.entry("sound", 2.0), Map.entry("damaged", 1.0), Map.entry("failed", 1.0));
        assertThat(figures.get("ltx4j_verify_database_success"))
                .containsOnly(
                        Map.entry("sound.db", 1.0),
                        Map.entry("old.db", 1.0),
                        Map.entry("damaged.db", 0.0),
                        Map.entry("empty.db", 0.0));
        assertThat(figures.get("ltx4j_verify_database_last_good_txid"))
                .containsOnly(Map.entry("sound.db", 41.0), Map.entry("damaged.db", 41.0));
        assertThat(figures.get("ltx4j_verify_database_last_good_timestamp_seconds"))
                .containsEntry(
                        "sound.db", Instant.parse("2026-11-23T13:54:06.968Z").toEpochMilli() / 1000.0)
                .containsOnlyKeys("sound.db", "damaged.db", "old.db");
        assertThat(figures.get("ltx4j_verify_database_last_good_age_seconds")).hasSize(3);
        assertThat(figures.get("ltx4j_verify_database_files")).containsEntry("sound.db", 49.0);
        assertThat(figures.get("ltx4j_verify_database_size_bytes")).containsEntry("sound.db", 276190.0);
        assertThat(figures.get("ltx4j_verify_database_findings"))
                .containsEntry("damaged.db", 4.0)
                .containsEntry("sound.db", 0.0);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(metrics())))
                .isEqualTo("rw-r--r--");
        assertThat(folder.resolve("out")).isDirectoryContaining(path -> path.equals(metrics()));
    }

    @Test
    void oneDatabaseHasThemToo() throws IOException {
        Files.createDirectory(folder.resolve("out"));
        String replica = EXAMPLES.resolve("replica/app.db").toString();

        assertThat(Outcome.of("verify", "--metrics", metrics().toString(), replica)
                        .exitCode())
                .isZero();

        assertThat(read().get("ltx4j_verify_success")).containsEntry("", 1.0);
        assertThat(read().get("ltx4j_verify_database_last_good_txid")).containsExactly(Map.entry(replica, 41.0));
    }

    /** An old file would go on to say that all is well. */
    @Test
    void runThatFindsNothingToDoReplacesThemToo() throws IOException {
        Files.createDirectory(folder.resolve("out"));
        for (String[] run : new String[][] {
            {"verify", "--metrics", metrics().toString(), "s3://x/y?endpoint=http://127.0.0.1:1"},
            {"verify", "--all", "--metrics", metrics().toString(), folder + "/gone"},
            {"verify", "--all", "--metrics", metrics().toString(), "-config", folder + "/gone.yml"}
        }) {
            Files.writeString(metrics(), "old");
            assertThat(Outcome.of(run).exitCode()).isEqualTo(4);
            assertThat(read().get("ltx4j_verify_success")).containsEntry("", 0.0);
        }
    }

    @Test
    void fileThatCannotBeWrittenIsAnError() {
        String replica = EXAMPLES.resolve("replica/app.db").toString();
        assertThat(Outcome.of("verify", "--metrics", metrics().toString(), replica)
                        .exitCode())
                .isEqualTo(5);
    }

    @Test
    void labelsSurviveWhateverIsInAName() {
        String name = "a\\b\"c\nd\\ne ä {},=";
        FleetResult result = new FleetResult(
                "restore",
                name,
                "",
                Shard.WHOLE,
                FleetResult.Outcome.RESTORED,
                new FleetResult.State("ffffffffffffffff", Instant.EPOCH),
                1,
                2,
                0,
                Instant.ofEpochSecond(5),
                Duration.ofMillis(7),
                null,
                json -> {});

        Map<String, Map<String, Double>> figures = MetricsFormat.read(FleetMetrics.text(
                new FleetReport("restore", "", Shard.WHOLE, List.of(result), List.of(), Instant.EPOCH, Duration.ZERO)));

        assertThat(figures.get("ltx4j_restore_database_restored_txid")).containsOnlyKeys(name);
        assertThat(figures.get("ltx4j_restore_database_duration_seconds")).containsEntry(name, 0.007);
        assertThat(figures.get("ltx4j_restore_database_restored_age_seconds")).containsEntry(name, 5.0);
    }

    @Test
    void reportWritesTheMergedOnes() throws IOException {
        Files.createDirectory(folder.resolve("out"));
        Path lines = folder.resolve("0.jsonl");
        Files.writeString(
                lines,
                Outcome.of("verify", "--all", "--json", "--shard", "0/2", EXAMPLES.toString())
                        .out());

        Outcome.of("report", "--metrics", metrics().toString(), lines.toString());

        assertThat(read().get("ltx4j_verify_missing_shards")).containsEntry("", 1.0);
        assertThat(read().get("ltx4j_verify_success")).containsEntry("", 0.0);
    }
}
