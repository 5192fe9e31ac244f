package dev.ltx4j.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Runs contests. Each contestant runs once before it counts, so that all find the data in the system's cache. Then they run
 * in turn, the order turned around each time: what slows the machine down for a while, or gets into the way of whoever comes
 * next, hits all of them. Nothing is done about the cache.
 */
final class ContestRunner {
    private static final double SHORT_CONTEST_SECONDS = 5;
    private static final int MORE_RUNS_IF_SHORT = 3;

    private final Path scratch;
    private final Journal journal;
    private final int minRuns;

    /**
     * A runner.
     *
     * @param scratch a folder on the disk that is to be measured
     * @param minRuns how often each contestant runs; thrice as often where a contest takes only seconds
     */
    ContestRunner(Path scratch, Journal journal, int minRuns) {
        this.scratch = scratch;
        this.journal = journal;
        this.minRuns = minRuns;
    }

    Outcome run(Contest contest) throws IOException {
        if (!contest.missing().isEmpty()) {
            return Outcome.skipped(contest, contest.missing());
        }
        List<Contestant> contestants = contest.field().get();
        List<List<Run>> runs = new ArrayList<>();
        for (Contestant contestant : contestants) {
            runs.add(new ArrayList<>(journal.runs(contest.title(), contestant.name())));
        }
        if (runs.stream().anyMatch(done -> done.size() < minRuns)) {
            try {
                runInTurn(contest, contestants, runs);
            } catch (CommandFailedException e) {
                return Outcome.failed(contest, e.said);
            }
        }
        return outcome(contest, contestants, runs);
    }

    private void runInTurn(Contest contest, List<Contestant> contestants, List<List<Run>> runs)
            throws IOException, CommandFailedException {
        for (int i = 0; i < contestants.size(); i++) {
            runs.get(i).clear();
            once(contestants.get(i));
        }
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < contestants.size(); i++) {
            order.add(i);
        }
        double total = 0;
        for (int round = 0; round < minRuns || isShort(round, total); round++) {
            for (int i : order) {
                Run run = once(contestants.get(i));
                runs.get(i).add(run);
                total += run.seconds();
            }
            Collections.reverse(order);
        }
        for (int i = 0; i < contestants.size(); i++) {
            journal.add(contest.title(), contestants.get(i).name(), runs.get(i));
        }
    }

    private boolean isShort(int round, double total) {
        return round < minRuns * MORE_RUNS_IF_SHORT && total < SHORT_CONTEST_SECONDS;
    }

    private Run once(Contestant contestant) throws IOException, CommandFailedException {
        DataFolder.delete(scratch);
        Files.createDirectories(scratch);
        List<String> command = contestant.work().prepare(scratch);
        try {
            TimedProcess process = TimedProcess.run(command, scratch);
            return new Run(
                    process.seconds(), process.peakBytes(), contestant.proof().of(scratch, process.output()));
        } catch (IOException e) {
            throw new CommandFailedException(contestant.name() + ": " + e.getMessage(), e);
        } finally {
            DataFolder.delete(scratch);
        }
    }

    private static Outcome outcome(Contest contest, List<Contestant> contestants, List<List<Run>> runs) {
        Set<String> proofs = new LinkedHashSet<>();
        List<Standing> standings = new ArrayList<>();
        boolean hasYardstick = !contestants.get(0).isOurs();
        double yardstick = hasYardstick
                ? new Standing(contestants.get(0), runs.get(0), 0).seconds().median()
                : 0;
        for (int i = 0; i < contestants.size(); i++) {
            runs.get(i).forEach(run -> proofs.add(run.proof()));
            standings.add(new Standing(contestants.get(i), runs.get(i), i == 0 ? 0 : yardstick));
        }
        return proofs.size() == 1
                ? Outcome.measured(contest, standings, proofs.iterator().next())
                : Outcome.failed(contest, "they do not come to the same: " + String.join(" / ", proofs));
    }

    /** A contestant did not do its work. */
    private static final class CommandFailedException extends Exception {
        private static final long serialVersionUID = 1;

        final String said;

        CommandFailedException(String said, Throwable cause) {
            super(said, cause);
            this.said = said;
        }
    }
}
