package dev.ltx4j.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command line, with a launcher that does nothing. */
class CompareCommandTest {
    @TempDir
    private Path root;

    private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

    @BeforeEach
    void makeLauncher() throws IOException {
        launcher("exit 0");
    }

    @Test
    void listNamesRowsAndCurvesAndMeasuresNothing() {
        assertThat(compare("--list")).isZero();

        assertThat(said())
                .contains("restore-snapshot     restore, one snapshot, 1 GB")
                .contains("curve-files          restore, 200 MB in more and more files (with --full)");
        assertThat(root.resolve("bench")).doesNotExist();
    }

    @Test
    void quickComparisonTakesLessDataAndOtherCurves() {
        assertThat(compare("--list", "--quick", "--only", "verify-checksums,help"))
                .isZero();

        assertThat(said().lines())
                .containsExactly(
                        "verify-checksums     verify, with database checksums, 200 MB",
                        "help                 ltx-tool --help");
    }

    @Test
    void nameStandsForAllThatGoOnFromItWithAHyphen() {
        assertThat(compare("--list", "--only", "check,checkpoint,curve-restore"))
                .isZero();

        assertThat(said().lines().map(line -> line.split(" ")[0]))
                .containsExactly("checkpoint", "checkpoint-copy", "check", "curve-restore-size");
    }

    @Test
    void rowWithoutAYardstickIsHeldAgainstItsGoal() throws IOException {
        assertThat(compare("--only", "help", "--runs", "1")).isZero();

        assertThat(said()).contains("goal ≤ 0.25 s: ").contains(" of 1 goals are reached; 0 rows skipped, 0 failed");
        assertThat(Files.readString(root.resolve("bench/target/compare/results/compare.md")))
                .contains("| ltx-tool --help | ltx4j |");
        assertThat(root.resolve("bench/target/compare/scratch")).doesNotExist();
        assertThat(root.resolve("bench/results")).doesNotExist();
    }

    @Test
    void failingRowIsExitCodeOne() throws IOException {
        launcher("echo broken >&2; exit 70");

        assertThat(compare("--only", "help")).isEqualTo(1);

        assertThat(said()).contains("FAILED: ltx4j: ").contains("ended with exit code 70: broken");
    }

    @Test
    void wrongOptionIsExitCodeTwo() {
        assertThat(compare("--nonsense")).isEqualTo(2);
        assertThat(compare("--runs", "many")).isEqualTo(2);
        assertThat(compare("--runs", "0")).isEqualTo(2);
        assertThat(compare("--only", "nothing")).isEqualTo(2);
        assertThat(compare("--sizes", "1GB")).isEqualTo(2);
        assertThat(compare("--full", "--sizes", "large")).isEqualTo(2);
        assertThat(compare("--full", "--files", "2001")).isEqualTo(2);
        assertThat(said()).isEmpty();
    }

    private int compare(String... arguments) {
        CompareCommand command =
                new CompareCommand(root, new Progress(new PrintStream(progress, true, StandardCharsets.UTF_8)));
        return new CommandLine(command)
                .setErr(new PrintWriter(new StringWriter()))
                .execute(arguments);
    }

    private String said() {
        return progress.toString(StandardCharsets.UTF_8);
    }

    private void launcher(String script) throws IOException {
        Path launcher = root.resolve("bin/ltx-tool");
        Files.createDirectories(launcher.getParent());
        Files.writeString(launcher, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    }
}
