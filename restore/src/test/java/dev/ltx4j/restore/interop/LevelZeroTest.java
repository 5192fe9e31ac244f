package dev.ltx4j.restore.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.live.GoProgram;
import dev.ltx4j.fixtures.live.GoTools;
import dev.ltx4j.fixtures.live.RandomWriter;
import dev.ltx4j.fixtures.live.Replication;
import dev.ltx4j.fixtures.live.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Litestream makes of a WAL, file by file, is made here too: the same header, the same pages. The databases grow and
 * shrink, the WAL starts again and again, and once Litestream misses something and has to start over.
 */
@Tag("interop")
class LevelZeroTest {
    private static final int STEPS = 45;

    private static final List<RandomWriter.Shape> SHAPES = List.of(
            new RandomWriter.Shape(512, "INCREMENTAL", 10),
            new RandomWriter.Shape(1024, "NONE", 2000),
            new RandomWriter.Shape(4096, "NONE", 2000),
            new RandomWriter.Shape(8192, "FULL", 10),
            new RandomWriter.Shape(65536, "INCREMENTAL", 10));

    @TempDir
    private Path folder;

    @Test
    void everyFileOfLevelZeroIsMadeHereOfTheSamePartOfTheWal() throws Exception {
        GoProgram litestream = GoTools.litestream();
        GoProgram ltx = GoTools.ltx();
        Random random = Report.random(LevelZeroTest.class);
        List<LevelZeroStepper> steppers = new ArrayList<>();
        for (RandomWriter.Shape shape : SHAPES) {
            Path place = folder.resolve("page" + shape.pageSize());
            LiveReplica replica = new LiveReplica(place, shape, random.nextLong());
            steppers.add(new LevelZeroStepper(replica, place.resolve("captures"), random.nextLong()));
        }
        String configuration = LitestreamYml.restartingWal(
                steppers.stream().map(LevelZeroStepper::replica).toList());
        try {
            for (LevelZeroStepper stepper : steppers) {
                stepper.capture();
            }
            run(litestream, configuration, steppers);
            for (LevelZeroStepper stepper : steppers) {
                stepper.writeUnseen();
                stepper.capture();
            }
            run(litestream, configuration, steppers);
            for (LevelZeroStepper stepper : steppers) {
                report(stepper);
                verify(ltx, stepper);
            }
            // Each has one of TXID 1. The other cannot be told from a range that happens to write every page.
            assertThat(steppers.stream()
                            .mapToLong(stepper -> stepper.comparison().wholeDatabases)
                            .sum())
                    .isGreaterThan(steppers.size());
        } finally {
            for (LevelZeroStepper stepper : steppers) {
                stepper.close();
            }
        }
    }

    private void run(GoProgram litestream, String configuration, List<LevelZeroStepper> steppers) throws Exception {
        try (Replication replication = Replication.start(litestream, folder, configuration)) {
            ExecutorService threads = Executors.newFixedThreadPool(steppers.size());
            try {
                List<Future<?>> runs = new ArrayList<>();
                for (LevelZeroStepper stepper : steppers) {
                    runs.add(threads.submit(() -> {
                        for (int i = 0; i < STEPS; i++) {
                            replication.requireAlive();
                            stepper.step();
                        }
                        return null;
                    }));
                }
                for (Future<?> run : runs) {
                    run.get();
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private static void report(LevelZeroStepper stepper) {
        LevelZeroComparison found = stepper.comparison();
        Report.print(stepper.replica() + ": " + found.ranges + " files of ranges and " + found.wholeDatabases
                + " of whole databases are the same (" + found.pages + " pages, " + found.rounds
                + " rounds of the WAL, grown "
                + found.grown + " times, shrunk " + found.shrunk + " times, " + found.filledPages
                + " pages filled in, of which "
                + found.staleFilledPages + " older with Litestream); not comparable: "
                + stepper.incomparable().size());
        stepper.incomparable().forEach(Report::print);
        assertThat(found.ranges).isGreaterThan(STEPS);
        assertThat(found.wholeDatabases).isPositive();
        assertThat(found.rounds).isGreaterThan(2);
        assertThat(found.grown).isPositive();
        assertThat(found.shrunk).isPositive();
        assertThat(stepper.incomparable()).hasSizeLessThan(STEPS / 10);
    }

    private static void verify(GoProgram ltx, LevelZeroStepper stepper) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("verify"));
        try (Stream<Path> files = Files.list(stepper.folder())) {
            files.map(Path::toString).filter(name -> name.endsWith(".ltx")).forEach(arguments::add);
        }
        GoProgram.Result result = ltx.run(arguments.toArray(String[]::new));
        assertThat(result.succeeded()).as(result.output()).isTrue();
        Report.print(stepper.replica() + ": " + (arguments.size() - 1) + " files of ours are sound for ltx verify");
    }
}
