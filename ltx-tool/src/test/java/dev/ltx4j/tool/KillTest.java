package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.tool.RestoreForever.Situation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Restores that are killed at random moments, 200 times: the target is absent, old or complete, and the next run deletes
 * what was left.
 */
class KillTest {
    private static final int KILLS_PER_SITUATION = 50;
    private static final int AT_ONCE = 2;
    private static final String OLD = "0000000000000010";
    private static final String NEW = "000000000000002a";
    private static final Fixture FIXTURE = Fixture.open("v5-page65536");
    private static final String REPLICA = FIXTURE.replica().toString();
    private static final String TARGET = "out.db";

    @TempDir
    private Path folder;

    @Test
    void killedRestoresLeaveTheTargetAbsentOldOrComplete() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<Integer>> killing = new ArrayList<>();
            for (Situation situation : Situation.values()) {
                killing.add(threads.submit(() -> killAgainAndAgain(situation)));
            }
            killing.add(threads.submit(this::killTheCommandAgainAndAgain));
            int whileWriting = 0;
            for (Future<Integer> kills : killing) {
                whileWriting += kills.get();
            }
            // Otherwise the moments were badly chosen, and nothing was tested.
            assertThat(whileWriting).isGreaterThan(KILLS_PER_SITUATION / 5);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Returns how many kills left a temporary file. */
    private int killAgainAndAgain(Situation situation) throws Exception {
        Path place = Files.createDirectory(folder.resolve(situation.name()));
        if (situation != Situation.ABSENT) {
            restore(place, OLD);
        }
        Random random = new Random(situation.ordinal());
        int left = 0;
        for (int kill = 0; kill < KILLS_PER_SITUATION; kill++) {
            Process process = start(
                    RestoreForever.class,
                    situation.name(),
                    REPLICA,
                    place.resolve(TARGET).toString(),
                    OLD,
                    NEW);
            assertThat(process.inputReader().readLine()).isEqualTo("ready");
            Thread.sleep(random.nextInt(250));
            kill(process);
            left += check(place, situation);
        }
        thenTheNextRunCleansUp(place);
        return left;
    }

    private int killTheCommandAgainAndAgain() throws Exception {
        Path place = Files.createDirectory(folder.resolve("command"));
        restore(place, OLD);
        String[] command = {
            "restore", "-force", "-txid", NEW, "-o", place.resolve(TARGET).toString(), REPLICA
        };
        long start = System.nanoTime();
        assertThat(start(Main.class, command).waitFor()).isZero();
        long longest = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        Random random = new Random(0);
        int left = 0;
        for (int kill = 0; kill < KILLS_PER_SITUATION; kill++) {
            restore(place, OLD);
            Process process = start(Main.class, command);
            if (random.nextBoolean()) {
                Thread.sleep(random.nextInt((int) longest));
            } else {
                while (process.isAlive() && files(place).size() == 1) {
                    Thread.onSpinWait();
                }
                Thread.sleep(random.nextInt(20));
            }
            kill(process);
            left += check(place, Situation.PRESENT);
        }
        thenTheNextRunCleansUp(place);
        return left;
    }

    /** Returns 1 if there is a temporary file. */
    private static int check(Path place, Situation situation) throws Exception {
        Path target = place.resolve(TARGET);
        boolean log = Files.exists(place.resolve(TARGET + RestoreForever.LOG));
        String found = Files.exists(target) ? RestoreCommandTest.sha256(target) : "absent";
        switch (situation) {
            case ABSENT -> assertThat(found).isIn("absent", sha256(NEW));
            case PRESENT -> assertThat(found).isIn(sha256(OLD), sha256(NEW));
            case PRESENT_WITH_LOG -> {
                assertThat(found).isIn("absent", sha256(OLD), sha256(NEW));
                assertThat(log && found.equals(sha256(NEW)))
                        .as("the old log is beside the new database")
                        .isFalse();
            }
            default -> throw new AssertionError(situation);
        }
        List<String> others = files(place);
        others.removeAll(List.of(TARGET, TARGET + RestoreForever.LOG));
        // Besides the new database, the old one and its log may have been set aside.
        assertThat(others)
                .hasSizeLessThanOrEqualTo(situation == Situation.PRESENT_WITH_LOG ? 3 : 1)
                .allMatch(name -> name.matches("\\.out\\.db\\.ltx4j-[0-9a-f]{16}\\.tmp"));
        return others.isEmpty() ? 0 : 1;
    }

    private static void thenTheNextRunCleansUp(Path place) throws Exception {
        restore(place, NEW);
        assertThat(files(place)).containsExactly(TARGET);
        assertThat(RestoreCommandTest.sha256(place.resolve(TARGET))).isEqualTo(sha256(NEW));
    }

    private static void restore(Path place, String txid) {
        Outcome outcome = Outcome.ofRestore(
                "-force", "-txid", txid, "-o", place.resolve(TARGET).toString(), REPLICA);
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    }

    private static String sha256(String txid) {
        return FIXTURE.answers().at("/txid/" + txid + "/sha256").asText();
    }

    private static Process start(Class<?> program, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    private static List<String> files(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return new ArrayList<>(
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }
}
