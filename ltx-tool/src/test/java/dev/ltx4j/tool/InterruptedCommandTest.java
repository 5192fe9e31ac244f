package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A signal can come when the database is in its place already. So what a command says then must be true of that moment
 * too: what is there is complete.
 */
class InterruptedCommandTest {
    private static final String SENTENCE = "interrupted; no unfinished file was left behind\n";
    private static final int ROUNDS = 60;

    @TempDir
    private Path folder;

    private final Set<String> seen = new TreeSet<>();

    @Test
    void anInterruptedRestoreLeavesNoUnfinishedFile() throws Exception {
        Fixture fixture = Fixture.open("v5-levels");
        for (int round = 0; round < ROUNDS; round++) {
            Path receipt = folder.resolve("receipt.json");
            Outcome outcome = interruptedAfter(
                    round,
                    "restore",
                    "--receipt",
                    receipt.toString(),
                    "-o",
                    folder.resolve("app.db").toString(),
                    fixture.replica().toString());
            check(outcome, fixture.answers().get("latest"), Set.of("app.db", "receipt.json"));
        }
        assertThat(seen).contains("done").hasSizeGreaterThan(1);
    }

    @Test
    void anInterruptedApplyLeavesNoUnfinishedFile() throws Exception {
        Fixture fixture = Fixture.open("v5-page4096");
        Path first = fixture.replica().resolve("ltx/0/0000000000000001-0000000000000001.ltx");
        for (int round = 0; round < ROUNDS; round++) {
            Outcome outcome = interruptedAfter(
                    round, "apply", "--db", folder.resolve("app.db").toString(), first.toString());
            check(outcome, fixture.answers().at("/txid/0000000000000001"), Set.of("app.db"));
        }
        assertThat(seen).contains("done").hasSizeGreaterThan(1);
    }

    private static Outcome interruptedAfter(int round, String... args) throws InterruptedException {
        AtomicReference<Outcome> outcome = new AtomicReference<>();
        Thread worker = new Thread(() -> outcome.set(Outcome.of(args)));
        worker.start();
        if (round > 0) {
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(250L * round));
        }
        if (round < ROUNDS - 1) {
            worker.interrupt();
        }
        worker.join();
        return outcome.get();
    }

    private void check(Outcome outcome, JsonNode expected, Set<String> all) throws Exception {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> found.add(file.getFileName().toString()));
        }
        assertThat(all).containsAll(found);
        if (found.contains("app.db")) {
            assertThat(Fixture.sha256(folder.resolve("app.db")))
                    .isEqualTo(expected.get("sha256").asText());
        }
        if (outcome.exitCode() == 0) {
            assertThat(found).isEqualTo(all);
        } else {
            assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(130);
            assertThat(outcome.err()).endsWith(SENTENCE);
        }
        seen.add(outcome.exitCode() == 0 ? "done" : "interrupted with " + found);
        for (String name : List.copyOf(found)) {
            Files.delete(folder.resolve(name));
        }
    }
}
