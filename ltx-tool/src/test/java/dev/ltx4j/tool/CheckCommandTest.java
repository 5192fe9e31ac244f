package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckCommandTest {
    private static final String ROWS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) "
            + "INSERT INTO t SELECT 'k' || i, 300 - i FROM n";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"--quick", "-quick", "--json=false"})
    void soundDatabaseIsSound(String option) throws Exception {
        Outcome outcome = Outcome.of("check", option, database().toString());

        assertThat(outcome)
                .isEqualTo(new Outcome(
                        0, "quick check: pages 3, tables 2, rows 302, indexes 1, entries 300: sound\n", ""));
    }

    @Test
    void reportIsOneDocument() throws Exception {
        Path file = database();
        JsonNode document =
                Outcome.of("check", "-full", "--json", file.toString()).json();

        assertThat(document.path("schema").asText()).isEqualTo("ltx4j/check/1");
        assertThat(document.path("database").asText()).isEqualTo(file.toString());
        assertThat(document.path("mode").asText()).isEqualTo("full");
        assertThat(document.path("sound").asBoolean()).isTrue();
        assertThat(document.path("complete").asBoolean()).isTrue();
        assertThat(document.path("pages").asInt()).isEqualTo(3);
        assertThat(document.path("free_pages").asInt()).isZero();
        assertThat(document.path("trees").asInt()).isEqualTo(3);
        assertThat(document.path("entries").asInt()).isEqualTo(300);
        assertThat(document.path("findings")).isEmpty();
        assertThat(document.path("not_judged")).isEmpty();
        assertThat(document.has("error")).isFalse();
    }

    @Test
    void damageIsPrintedForPeople() throws Exception {
        Path file = database();
        breakFreeList(file);

        Outcome outcome = Outcome.of("check", file.toString());

        String message = "free list, page 1: has 0 pages, but 3 according to the header (size is 0 but should be 3)";
        assertThat(outcome)
                .isEqualTo(new Outcome(
                        1,
                        "damage: " + message
                                + "\nquick check: pages 3, tables 2, rows 302, indexes 1, entries 300: damaged\n",
                        "check: damage found: " + file + ": " + message + "\n"));
    }

    @Test
    void damageIsInTheDocument() throws Exception {
        Path file = database();
        breakFreeList(file);

        Outcome outcome = Outcome.of("check", "--json", file.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        JsonNode document = outcome.json();
        assertThat(document.path("sound").asBoolean()).isFalse();
        assertThat(document.at("/findings/0/kind").asText()).isEqualTo("free_list");
        assertThat(document.at("/findings/0/page").asInt()).isEqualTo(1);
        assertThat(document.at("/findings/0/object").asText()).isEqualTo("free list");
        assertThat(document.at("/error/kind").asText()).isEqualTo("damage");
        assertThat(document.at("/error/file").asText()).isEqualTo(file.toString());
        assertThat(document.at("/error/exit_code").asInt()).isEqualTo(1);
    }

    @Test
    void logBesideTheDatabaseCounts() throws Exception {
        Path file = folder.resolve("live.db");
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = sqlite.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("CREATE TABLE t (a, b)");
            statement.execute(ROWS);
            Path copy = Files.copy(file, folder.resolve("copy.db"));
            Files.copy(folder.resolve("live.db-wal"), folder.resolve("copy.db-wal"));

            JsonNode document = Outcome.of("check", "--json", copy.toString()).json();

            assertThat(document.path("sound").asBoolean()).isTrue();
            assertThat(document.path("rows").asInt()).isEqualTo(301);
        }
    }

    @Test
    void restoredDatabaseIsSound() {
        Path output = folder.resolve("restored.db");
        Outcome.ofRestore(
                "-o", output.toString(), Fixture.open("v5-levels").replica().toString());

        Outcome outcome = Outcome.of("check", "--full", output.toString());

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).startsWith("full check: ").endsWith(": sound\n");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void whatIsNoDatabaseIsDamage() throws Exception {
        Path file = Files.writeString(folder.resolve("text.db"), "x".repeat(4096));

        Outcome outcome = Outcome.of("check", "--json", file.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.json().path("schema").asText()).isEqualTo("ltx4j/check/1");
        assertThat(outcome.json().at("/error/kind").asText()).isEqualTo("malformed");
        assertThat(outcome.json().at("/error/message").asText()).contains("not a SQLite database");
    }

    @Test
    void whatIsNotThereCannotBeRead() {
        Path none = folder.resolve("none.db");
        assertThat(Outcome.of("check", none.toString()))
                .isEqualTo(new Outcome(4, "", "check: " + none + ": no such file\n"));
        assertThat(Outcome.of("check", folder.toString()))
                .isEqualTo(new Outcome(4, "", "check: " + folder + ": is a folder, not a database\n"));
    }

    @Test
    void modesExcludeEachOther() {
        Outcome outcome = Outcome.of("check", "--quick", "--full", "a.db");

        assertThat(outcome)
                .isEqualTo(new Outcome(
                        2, "", "check: give '--quick' or '--full', not both\nTry 'ltx-tool check --help'.\n"));
        assertThat(Outcome.of("check").err())
                .isEqualTo("check: missing required parameter: 'DB'\nTry 'ltx-tool check --help'.\n");
    }

    @Test
    void helpHasExamples() {
        Outcome outcome = Outcome.of("check", "--help");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .contains("Usage: ltx-tool check [--quick|--full] [--json] DB", "\n  ltx-tool check --full ");
        assertThat(outcome.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        assertThat(Outcome.of("--help").out()).contains("\n  check ");
    }

    private Path database() throws SQLException {
        Path file = folder.resolve("app.db");
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = sqlite.createStatement()) {
            statement.execute("CREATE TABLE t (a, b)");
            statement.execute("CREATE INDEX i ON t (b)");
            statement.execute(ROWS);
        }
        return file;
    }

    private static void breakFreeList(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).putInt(36, 3);
        Files.write(file, bytes);
    }
}
