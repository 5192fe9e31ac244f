package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.sqlite.PageTransaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Applies in place that are killed at random moments: SQLite and the next apply find the old or the new database, the one
 * as well as the other.
 */
class ApplyKillTest {
    private static final int KILLS = 24;
    private static final int LAST = 20;
    private static final Fixture FIXTURE = Fixture.open("v5-page65536");

    @TempDir
    private Path folder;

    @Test
    void killedAppliesLeaveTheOldOrTheNewDatabase() throws Exception {
        Path database = folder.toRealPath().resolve("app.db");
        Path journal = database.resolveSibling("app.db-journal");
        List<String> files = new ArrayList<>();
        for (int txid = 1; txid <= LAST; txid++) {
            files.add(FIXTURE.replica()
                    .resolve(String.format("ltx/0/%016x-%016x.ltx", txid, txid))
                    .toString());
        }
        assertThat(Outcome.of("apply", "--db", database.toString(), files.get(0))
                        .exitCode())
                .isZero();
        Random random = new Random(1);
        int cutOff = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = start(database, files);
            assertThat(process.inputReader().readLine()).isEqualTo("ready");
            awaitJournal(process, journal);
            Thread.sleep(random.nextInt(80));
            if (random.nextBoolean()) {
                // However fast the disk is, some are in the middle.
                awaitJournal(process, journal);
            }
            process.destroyForcibly();
            process.waitFor();
            cutOff += Files.exists(journal) ? 1 : 0;
            Path copy = copy(database, journal);
            PageTransaction.begin(database, Duration.ZERO).close();
            assertThat(Fixture.sha256(database)).isIn(sha256(1), sha256(LAST));
            assertIntegrity(copy);
            assertThat(Fixture.sha256(copy)).isEqualTo(Fixture.sha256(database));
        }
        // Otherwise the moments were badly chosen, and nothing was tested.
        assertThat(cutOff).isGreaterThan(KILLS / 5);
    }

    private static void awaitJournal(Process process, Path journal) {
        while (process.isAlive() && !Files.exists(journal)) {
            Thread.onSpinWait();
        }
        assertThat(process.isAlive()).isTrue();
    }

    private Path copy(Path database, Path journal) throws IOException {
        Path place = Files.createTempDirectory(folder, "copy");
        Path copy = Files.copy(database, place.resolve("copy.db"));
        if (Files.exists(journal)) {
            Files.copy(journal, place.resolve("copy.db-journal"));
        }
        return copy;
    }

    private static void assertIntegrity(Path database) throws SQLException {
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = sqlite.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA integrity_check")) {
            assertThat(result.getString(1)).isEqualTo("ok");
        }
    }

    private static String sha256(int txid) {
        return FIXTURE.answers().at(String.format("/txid/%016x/sha256", txid)).asText();
    }

    private static Process start(Path database, List<String> files) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ApplyForever.class.getName(),
                database.toString()));
        command.addAll(files);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
