package dev.ltx4j.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs one contest after another, and says what each came to. */
final class Comparer {
    private final Progress progress;
    private final Path work;
    private final Journal journal;

    /**
     * A comparer.
     *
     * @param work the folder for data and outputs
     */
    Comparer(Progress progress, Path work, Journal journal) {
        this.progress = progress;
        this.work = work;
        this.journal = journal;
    }

    List<Outcome> compareRows(List<Contest> rows, int minRuns) throws IOException {
        long start = System.nanoTime();
        ContestRunner runner = runner(minRuns);
        List<Outcome> outcomes = new ArrayList<>();
        for (Contest row : rows) {
            progress.say("[%d/%d, %s] %s".formatted(outcomes.size() + 1, rows.size(), since(start), row.title()));
            outcomes.add(run(runner, row));
        }
        progress.say("rows done in " + since(start));
        return outcomes;
    }

    List<Curve.Measured> compareCurves(List<Curve> curves, int minRuns) throws IOException {
        long start = System.nanoTime();
        ContestRunner runner = runner(minRuns);
        List<Curve.Measured> measured = new ArrayList<>();
        for (Curve curve : curves) {
            List<Outcome> outcomes = new ArrayList<>();
            for (Curve.Point point : curve.points()) {
                progress.say("[%s] %s".formatted(since(start), point.contest().title()));
                outcomes.add(runIfThereIsRoom(runner, point));
            }
            measured.add(new Curve.Measured(curve, outcomes));
        }
        return measured;
    }

    private ContestRunner runner(int minRuns) {
        return new ContestRunner(work.resolve("scratch"), journal, minRuns);
    }

    private Outcome runIfThereIsRoom(ContestRunner runner, Curve.Point point) throws IOException {
        long room = Files.getFileStore(work).getUsableSpace();
        if (room < point.diskBytes()) {
            Outcome skipped = Outcome.skipped(
                    point.contest(),
                    "it needs " + Sizes.text(point.diskBytes()) + " on the disk, and " + Sizes.text(room)
                            + " are free");
            progress.say(TextReport.of(skipped));
            return skipped;
        }
        Outcome outcome = run(runner, point.contest());
        point.cleanup().run();
        return outcome;
    }

    private Outcome run(ContestRunner runner, Contest contest) throws IOException {
        Outcome outcome = runner.run(contest);
        progress.say(TextReport.of(outcome));
        return outcome;
    }

    private static String since(long startNanos) {
        Duration duration = Duration.ofNanos(System.nanoTime() - startNanos);
        return "%d:%02d min".formatted(duration.toMinutes(), duration.toSecondsPart());
    }
}
