package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands on databases of Litestream's configuration. */
class ConfigCommandsTest {
    @TempDir
    private Path folder;

    private Fixture levels;
    private String config;
    private String database;

    @BeforeEach
    void configure() throws IOException {
        levels = Fixture.open("v5-levels");
        levels.copyReplica(folder.resolve("backups/app.db"));
        config = folder.resolve("litestream.yml").toString();
        database = folder.resolve("app.db").toString();
        Files.writeString(folder.resolve("litestream.yml"), """
                secret-access-key: hunter2
                dbs:
                  - path: %s/app.db
                    replica: {path: %s/backups/app.db}
                  - dir: %s/gone
                    pattern: "*.db"
                    replica: {path: %s/backups}
                  - path: %s/cloud.db
                    replica: {url: "s3://bucket/app?endpoint=http://127.0.0.1:1", access-key-id: hunter2}
                """.formatted(folder, folder, folder, folder, folder));
    }

    @Test
    void restoreWritesTheDatabaseWhereItWas() throws IOException {
        Outcome outcome = Outcome.ofRestore("-config", config, database);

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(Fixture.sha256(Path.of(database)))
                .isEqualTo(levels.answers().at("/latest/sha256").asText());
    }

    @Test
    void databaseOfAFolderThatIsGoneIsRestoredElsewhere() throws IOException {
        Path output = folder.resolve("out.db");

        Outcome outcome = Outcome.ofRestore(
                "-config",
                config,
                "-o",
                output.toString(),
                folder.resolve("gone/app.db").toString());

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(Fixture.sha256(output))
                .isEqualTo(levels.answers().at("/latest/sha256").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "verify", "coverage", "doctor", "find-clean"})
    void databaseStandsForItsReplica(String command) {
        Outcome byConfig = Outcome.of(command, "-config", config, database);

        assertThat(byConfig.exitCode()).as(byConfig.err()).isZero();
        assertThat(byConfig.out())
                .isEqualTo(Outcome.of(command, folder.resolve("backups/app.db").toString())
                        .out()
                        .replace(folder.resolve("backups/app.db").toString(), database)
                        .replace(database + "/", folder.resolve("backups/app.db") + "/"));
    }

    @Test
    void salvageTakesTheConfigurationToo() throws IOException {
        Path output = folder.resolve("rest.db");

        Outcome outcome = Outcome.of("salvage", "-o", output.toString(), "-config", config, database);

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(Fixture.sha256(output))
                .isEqualTo(levels.answers().at("/latest/sha256").asText());
    }

    /** As Litestream's restore does; which file it was is said. */
    @Test
    void databaseOfTheDefaultFileNeedsNoOption() throws Exception {
        ProcessResult restored = byDefault("restore", database);
        assertThat(restored.exitCode()).as(restored.err()).isZero();
        assertThat(restored.err()).isEqualTo("restore: " + database + " is the database that " + config + " names\n");
        assertThat(Fixture.sha256(Path.of(database)))
                .isEqualTo(levels.answers().at("/latest/sha256").asText());

        // It exists now, and is no replica either.
        ProcessResult verified = byDefault("verify", database);
        assertThat(verified.exitCode()).as(verified.err()).isZero();
        assertThat(verified.out()).endsWith("sound\n");

        ProcessResult folderBefore =
                byDefault("list", folder.resolve("backups/app.db").toString());
        assertThat(folderBefore.err()).isEmpty();
        ProcessResult other = byDefault("restore", "-o", folder + "/x.db", folder + "/other.db");
        assertThat(other.exitCode()).isEqualTo(4);
        assertThat(other.err()).doesNotContain("litestream.yml");
    }

    @Test
    void defaultFileThatIsNoConfigurationIsNamedIfItIsNeeded() throws Exception {
        Files.writeString(Path.of(config), "dbs: [");

        ProcessResult result = byDefault("restore", database);

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).startsWith("restore: " + config + ", line ");
    }

    private ProcessResult byDefault(String... args) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        words.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().put("LITESTREAM_CONFIG", config);
        return ProcessResult.of(builder);
    }

    @Test
    void databasesAreListedWithTheirStateAndWithoutSecrets() {
        Outcome json = Outcome.of("databases", "-config", config, "--json");
        Outcome table = Outcome.of("databases", "-config", config);

        assertThat(json.exitCode()).isZero();
        assertThat(json.json().at("/databases").size()).isEqualTo(3);
        assertThat(json.json().at("/databases/0/state").asText()).startsWith("TXID ");
        assertThat(json.json().at("/databases/1/path").asText())
                .isEqualTo(folder.resolve("gone/app.db").toString());
        assertThat(json.json().at("/databases/2/error/kind").asText()).isEqualTo("unreachable");
        assertThat(json.out() + json.err() + table.out() + table.err()).doesNotContain("hunter2");
        assertThat(table.out().lines()).hasSize(4);
    }

    @Test
    void whatIsNotInTheFileIsAUsageError() {
        Outcome outcome = Outcome.of("verify", "-config", config, "/other.db");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("there is no database /other.db in " + config);
    }

    @Test
    void fileThatIsMissingIsNamed() {
        Outcome outcome = Outcome.of("databases", "-config", "/nowhere.yml", "--json");

        assertThat(outcome.exitCode()).isEqualTo(4);
        assertThat(outcome.json().at("/error/kind").asText()).isEqualTo("config");
        assertThat(outcome.json().at("/error/message").asText())
                .isEqualTo("/nowhere.yml: there is no such configuration file");
    }
}
