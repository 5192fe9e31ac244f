package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Fixture;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A database whose files are whole can still be unsound: it is looked into before it appears, if that is asked for. */
class IntegrityCheckTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "v5-history, none",
        "v5-history, quick",
        "v5-history, full",
        "v5-levels, full",
        "v3-generations, full",
        "v5-page512, full",
        "v5-page65536, full"
    })
    void aSoundDatabaseIsPublished(String name, String check) throws Exception {
        Fixture fixture = Fixture.open(name);
        Path out = folder.resolve("out.db");

        Outcome outcome = Outcome.ofRestore(
                "-integrity-check",
                check,
                "-o",
                out.toString(),
                fixture.replica().toString());

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(out).exists();
    }

    /** The pages of these files are random, so what they make is no database of SQLite. */
    @ParameterizedTest
    @CsvSource({"quick, 1", "full, 1", "none, 0"})
    void anUnsoundDatabaseIsNotPublished(String check, int exitCode) throws Exception {
        Path level = Files.createDirectories(folder.resolve("replica/ltx/0"));
        for (Path file : Fixture.open("ltx-chain4096").files(".ltx")) {
            if (file.getParent().endsWith("l0")) {
                Files.copy(file, level.resolve(file.getFileName()));
            }
        }
        Path out = folder.resolve("out.db");

        Outcome outcome = Outcome.ofRestore(
                "-json",
                "-integrity-check=" + check,
                "-o",
                out.toString(),
                folder.resolve("replica").toString());

        assertThat(outcome.exitCode()).isEqualTo(exitCode);
        assertThat(Files.exists(out)).isEqualTo(exitCode == 0);
        if (exitCode != 0) {
            assertThat(outcome.json().at("/error/kind").asText()).isEqualTo("integrity");
            assertThat(outcome.json().at("/error/findings")).isNotEmpty();
            assertThat(outcome.err()).contains("the restored database is not sound, and was not published");
        }
    }

    @Test
    void anUnknownCheckIsWrongUsage() {
        Outcome outcome = Outcome.ofRestore("-integrity-check", "some", "-o", "x", "/nowhere");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("not none, quick or full");
    }
}
