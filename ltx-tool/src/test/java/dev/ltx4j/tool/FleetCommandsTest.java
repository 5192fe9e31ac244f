package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ltx4j.fixtures.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restoring and verifying many databases: one that fails stops no other, and the exit code and the report tell. */
class FleetCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Fixture LEVELS = Fixture.open("v5-levels");
    private static final Fixture OLD = Fixture.open("v3-generations");
    private static final String LATEST = LEVELS.answers().at("/latest/sha256").asText();

    @TempDir
    private Path folder;

    private Path backups;
    private String config;

    /** Two of the same name, one of 0.3, one that is damaged, and a folder of databases that is gone. */
    @BeforeEach
    void layOut() throws IOException {
        backups = Files.createDirectory(folder.resolve("backups"));
        for (String name : List.of("a/app.db", "b/app.db", "damaged/app.db", "tenants/x/app.db")) {
            Files.createDirectories(backups.resolve(name).getParent());
            LEVELS.copyReplica(backups.resolve(name));
        }
        Files.createDirectories(backups.resolve("old"));
        OLD.copyReplica(backups.resolve("old/app.db"));
        damage(backups.resolve("damaged/app.db"));
        config = write(
                "litestream.yml",
                entry("data/a/app.db", "a/app.db")
                        + entry("data/b/app.db", "b/app.db")
                        + entry("data/old.db", "old/app.db")
                        + entry("data/damaged.db", "damaged/app.db")
                        + "  - {dir: %s/gone, pattern: '*.db', recursive: true, replica: {path: %s/backups/tenants}}\n");
    }

    private static String entry(String path, String replica) {
        return "  - {path: %s/" + path + ", replica: {path: %s/backups/" + replica + "}}\n";
    }

    private String write(String name, String entries) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "dbs:\n" + entries.replace("%s", folder.toString()));
        return file.toString();
    }

    /** The last bytes of all files, so that nothing can be restored. */
    private static void damage(Path replica) throws IOException {
        try (var files = Files.walk(replica)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length - 1] ^= 1;
                Files.write(file, bytes);
            }
        }
    }

    private static List<JsonNode> lines(Outcome outcome) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : outcome.out().lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    private Path data(String name) {
        return folder.resolve(name);
    }

    @Test
    void eachDatabaseGoesToWhereItWasAndOneThatFailsStopsNoOther() throws IOException {
        Outcome outcome = Outcome.of("restore", "--all", "-config", config);

        assertThat(outcome.exitCode()).isEqualTo(1);
        for (String name : List.of("data/a/app.db", "data/b/app.db", "gone/x/app.db")) {
            assertThat(Fixture.sha256(data(name))).isEqualTo(LATEST);
        }
        assertThat(data("data/old.db")).exists();
        assertThat(data("data/damaged.db")).doesNotExist();
        assertThat(outcome.out().lines()).hasSize(7);
        assertThat(outcome.out())
                .startsWith("database ")
                .containsPattern(data("data/a/app.db") + " +[0-9a-f]{16}  \\S+Z +\\d+ +\\d+ +\\d+\\.\\d s +restored\n")
                .containsPattern(data("data/old.db") + " +-  ")
                .containsPattern("\n5 databases: 4 restored, 1 failed; \\d+ files, \\d+ bytes, in \\d+\\.\\d s\n");
        assertThat(outcome.err())
                .contains("restore: " + data("data/damaged.db") + ": ")
                .endsWith("restore: 1 of 5 databases not restored, the first: " + data("data/damaged.db") + "\n");
    }

    @Test
    void existingDatabasesAreRefusedOrKeptOrReplacedEach() throws IOException {
        Path existing = Files.createDirectories(data("data/a")).resolve("app.db");
        Files.writeString(existing, "mine");

        List<JsonNode> refused = lines(Outcome.of("restore", "--all", "--json", "-config", config));
        assertThat(refused).hasSize(6);
        assertThat(refused.get(0).at("/error/kind").asText()).isEqualTo("exists");
        assertThat(refused.get(0).path("exit_code").asInt()).isEqualTo(5);
        assertThat(existing).hasContent("mine");

        JsonNode kept = lines(Outcome.of("restore", "--all", "--json", "-if-db-not-exists", "-config", config))
                .get(5);
        assertThat(kept.path("schema").asText()).isEqualTo("ltx4j/restore-all/1");
        assertThat(kept.path("exists").asInt()).isEqualTo(4);
        assertThat(kept.path("failed").asInt()).isEqualTo(1);
        assertThat(existing).hasContent("mine");

        JsonNode replaced = lines(Outcome.of("restore", "--all", "--json", "-force", "-config", config))
                .get(0);
        assertThat(replaced.path("result").asText()).isEqualTo("restored");
        assertThat(replaced.path("db_path").asText()).isEqualTo(existing.toString());
        assertThat(Fixture.sha256(existing)).isEqualTo(LATEST);
    }

    @Test
    void belowOneFolderEqualNamesDoNotMeet() throws IOException {
        Path into = folder.resolve("into");

        Outcome outcome = Outcome.of("restore", "--all", "-config", config, "--into", into.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        for (String name : List.of("data/a/app.db", "data/b/app.db", "gone/x/app.db")) {
            Path below = into.resolve(data(name).getRoot().relativize(data(name)));
            assertThat(Fixture.sha256(below)).isEqualTo(LATEST);
        }
        assertThat(folder.resolve("data")).doesNotExist();
        assertThat(into.resolve(folder.getRoot().relativize(folder)).resolve("data/damaged.db"))
                .doesNotExist();
    }

    @Test
    void replicasBelowAPrefixAreAFleetToo() throws IOException {
        Path into = folder.resolve("into");
        Outcome outcome =
                Outcome.of("restore", "--all", backups.toString(), "--into", into.toString(), "-timestamp", "latest");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(Fixture.sha256(into.resolve("a/app.db"))).isEqualTo(LATEST);
        assertThat(Fixture.sha256(into.resolve("tenants/x/app.db"))).isEqualTo(LATEST);
        assertThat(into.resolve("damaged")).doesNotExist();

        JsonNode verified = lines(Outcome.of("verify", "--all", "--json", backups.toString()))
                .get(0);
        assertThat(verified.path("database").asText()).isEqualTo("a/app.db");
    }

    @Test
    void dryRunWritesNothing() throws IOException {
        List<JsonNode> planned = lines(
                Outcome.of("restore", "--all", "--dry-run", "--json", "-config", config, "--into", folder + "/into"));

        assertThat(planned.get(0).path("result").asText()).isEqualTo("planned");
        assertThat(planned.get(0).path("txid").asText()).matches("[0-9a-f]{16}");
        assertThat(folder.resolve("into")).doesNotExist();
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void databaseWithoutABackupIsFineIfThatIsSaid() throws IOException {
        String some = write("some.yml", entry("data/a.db", "a/app.db") + entry("data/none.db", "none"));

        assertThat(Outcome.of("restore", "--all", "-config", some).exitCode()).isEqualTo(4);
        List<JsonNode> lines =
                lines(Outcome.of("restore", "--all", "-force", "-if-replica-exists", "--json", "-config", some));
        assertThat(lines.get(1).path("result").asText()).isEqualTo("no_backup");
        assertThat(lines.get(2).path("exit_code").asInt()).isZero();
    }

    @Test
    void verifyTellsOfEachDatabaseAndItsLastGoodState() throws IOException {
        Outcome outcome = Outcome.of("verify", "--all", "--json", "-config", config);

        assertThat(outcome.exitCode()).isEqualTo(1);
        List<JsonNode> lines = lines(outcome);
        assertThat(lines).hasSize(6);
        JsonNode sound = lines.get(0);
        assertThat(sound.path("schema").asText()).isEqualTo("ltx4j/verify-result/1");
        assertThat(sound.path("result").asText()).isEqualTo("sound");
        assertThat(sound.path("files").asInt()).isEqualTo(53);
        JsonNode plan = Outcome.of(
                        "restore",
                        "-dry-run",
                        "-json",
                        backups.resolve("a/app.db").toString())
                .json();
        assertThat(sound.path("txid")).isEqualTo(plan.at("/reached/txid"));
        assertThat(sound.path("timestamp")).isEqualTo(plan.at("/reached/timestamp"));
        JsonNode old = lines.get(2);
        assertThat(old.path("txid").isNull()).isTrue();
        assertThat(old.path("timestamp").asText()).isNotEmpty();
        JsonNode damaged = lines.get(3);
        assertThat(damaged.path("result").asText()).isEqualTo("damaged");
        assertThat(damaged.path("findings").asInt()).isEqualTo(53);
        assertThat(damaged.path("txid").isNull()).isTrue();
        assertThat(damaged.path("damage")).hasSize(53);
        JsonNode all = lines.get(5);
        assertThat(all.path("schema").asText()).isEqualTo("ltx4j/verify-all/1");
        assertThat(all.path("databases").asInt()).isEqualTo(5);
        assertThat(all.at("/error/message").asText())
                .isEqualTo("1 of 5 databases not found sound, the first: " + data("data/damaged.db"));
    }

    /** The newest files are damaged: the state before it is the last good one. */
    @Test
    void lastGoodStateIsOfSoundFilesOnly() throws IOException {
        Path replica = backups.resolve("a/app.db");
        JsonNode before = lines(Outcome.of("verify", "--all", "--json", "-config", config))
                .get(0);
        String newest = before.path("txid").asText();
        Path without = LEVELS.copyReplica(folder.resolve("without"));
        for (Path file : LEVELS.files("-" + newest + ".ltx")) {
            Path relative = LEVELS.replica().relativize(file);
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length - 1] ^= 1;
            Files.write(replica.resolve(relative), bytes);
            Files.delete(without.resolve(relative));
        }
        JsonNode plan =
                Outcome.of("restore", "-dry-run", "-json", without.toString()).json();

        JsonNode after = lines(Outcome.of("verify", "--all", "--json", "-config", config))
                .get(0);

        assertThat(after.path("result").asText()).isEqualTo("damaged");
        assertThat(after.path("txid").asText()).isLessThan(newest);
        assertThat(after.path("txid")).isEqualTo(plan.at("/reached/txid"));
        assertThat(after.path("timestamp")).isEqualTo(plan.at("/reached/timestamp"));
    }

    @Test
    void sharesTogetherAreTheFleet() throws IOException {
        List<String> found = new ArrayList<>();
        for (int index = 0; index < 3; index++) {
            List<JsonNode> lines =
                    lines(Outcome.of("verify", "--all", "--json", "--shard", index + "/3", "-config", config));
            JsonNode last = lines.remove(lines.size() - 1);
            assertThat(last.at("/shard/index").asInt()).isEqualTo(index);
            assertThat(last.at("/shard/count").asInt()).isEqualTo(3);
            assertThat(last.path("databases").asInt()).isEqualTo(lines.size());
            lines.forEach(line -> found.add(line.path("database").asText()));
        }
        assertThat(found).doesNotHaveDuplicates().hasSize(5);
    }

    @Test
    void kindOfPlaceThatIsNotReadFailsByItself() throws IOException {
        String some = write(
                "some.yml",
                "  - {path: /x.db, replica: {type: sftp, host: h}}\n"
                        + "  - {dir: %s/none, pattern: '*', replica: {type: sftp, host: h}}\n"
                        + "  - {path: /y.db}\n" + entry("data/a.db", "a/app.db"));

        List<JsonNode> lines = lines(Outcome.of("verify", "--all", "--json", "-config", some));

        assertThat(lines.subList(0, 3))
                .allSatisfy(line -> assertThat(line.at("/error/kind").asText()).isEqualTo("unsupported"));
        assertThat(lines.get(1).path("database").asText()).isEqualTo(folder + "/none");
        assertThat(lines.get(3).path("result").asText()).isEqualTo("sound");
        assertThat(lines.get(4).path("exit_code").asInt()).isEqualTo(4);
    }

    /** A nightly check of nothing must not pass for a good one. */
    @Test
    void noDatabaseAtAllIsAnError() throws IOException {
        String empty = write("empty.yml", "");
        Outcome byConfig = Outcome.of("verify", "--all", "--json", "-config", empty);
        assertThat(byConfig.exitCode()).isEqualTo(3);
        assertThat(byConfig.json().at("/error/message").asText()).isEqualTo(empty + " names no database");

        Path nothing = Files.createDirectory(folder.resolve("nothing"));
        assertThat(Outcome.of("verify", "--all", nothing.toString()))
                .isEqualTo(new Outcome(
                        3,
                        "",
                        "verify: there is no replica below " + nothing
                                + "; if it is a replica itself, leave out '--all'\n"));
        assertThat(Outcome.of("verify", "--all", LEVELS.replica().toString()).exitCode())
                .isEqualTo(3);
        Outcome gone =
                Outcome.of("verify", "--all", "--json", folder.resolve("gone").toString());
        assertThat(gone.exitCode()).isEqualTo(4);
        assertThat(gone.out().lines()).hasSize(1);
        assertThat(gone.json().path("schema").asText()).isEqualTo("ltx4j/verify-all/1");
    }

    @Test
    void usageErrorIsOneLineToo() {
        Outcome outcome = Outcome.of("verify", "--all", "--json", "--shard", "3/3");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.out().lines()).hasSize(1);
        assertThat(outcome.json().at("/error/kind").asText()).isEqualTo("usage");
    }
}
