package dev.ltx4j.tool;

import dev.ltx4j.config.Shard;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;

/**
 * Does the same with many databases, one after another, so that memory is that of one. What goes wrong with one is its
 * result, and the others are still done; only an interruption ends all.
 */
final class FleetRun {
    private final Console console;
    private final String command;
    private final boolean json;
    private final Optional<Path> metrics;

    FleetRun(Console console, String command, boolean json, Optional<Path> metrics) {
        this.console = console;
        this.command = command;
        this.json = json;
        this.metrics = metrics;
    }

    /**
     * What is done with one database.
     *
     * @param outcome how it ended
     * @param state the newest sound state, or the one that was restored
     * @param files how many files were read, or planned
     * @param bytes how much
     * @param findings how much is wrong
     * @param failure why the exit code is not 0, null if it is
     * @param details what else programs want to know
     */
    record Done(
            FleetResult.Outcome outcome,
            FleetResult.@Nullable State state,
            long files,
            long bytes,
            long findings,
            @Nullable Failure failure,
            JsonOutput.Body details) {
        /** Nothing was done, and that is fine. */
        static Done nothing(FleetResult.Outcome outcome) {
            return new Done(outcome, null, 0, 0, 0, null, json -> {});
        }

        private static Done failed(Failure failure) {
            return new Done(FleetResult.Outcome.FAILED, null, 0, 0, 0, failure, json -> {});
        }

        /** The same, as one line of a report. */
        FleetResult of(String command, FleetDatabase database, Shard shard, Duration elapsed) {
            return new FleetResult(
                    command,
                    database.identity(),
                    database.replica(),
                    shard,
                    outcome,
                    state,
                    files,
                    bytes,
                    findings,
                    Instant.now(),
                    elapsed,
                    failure,
                    details);
        }
    }

    /** Does it with one database. */
    interface Work {
        Done with(FleetDatabase database, ProgressDisplay progress) throws IOException;
    }

    /** Finds the databases. */
    interface Finder {
        Fleet fleet() throws IOException;
    }

    /** Does it with each database of a share, reports, and gives the exit code. */
    int run(Finder finder, Shard shard, Work work) throws IOException {
        long start = System.nanoTime();
        Fleet fleet;
        try {
            fleet = finder.fleet().share(shard);
        } catch (IOException e) {
            return end(e, shard);
        }
        List<FleetResult> results = new ArrayList<>();
        for (FleetDatabase database : fleet.databases()) {
            String task = command + " " + (results.size() + 1) + "/"
                    + fleet.databases().size();
            long startOfOne = System.nanoTime();
            Done done = done(database, task, work);
            FleetResult result = done.of(command, database, shard, since(startOfOne));
            if (json) {
                JsonOutput.printLine(console.out(), FleetResult.kind(command), result::write);
            }
            if (result.failure() != null) {
                console.err()
                        .println(command + ": " + database.identity() + ": "
                                + result.failure().message());
            }
            results.add(result.brief());
        }
        results.sort(Comparator.comparing(FleetResult::database));
        return end(new FleetReport(command, fleet.source(), shard, results, List.of(), Instant.now(), since(start)));
    }

    private Done done(FleetDatabase database, String task, Work work) throws IOException {
        try (ProgressDisplay progress = new ProgressDisplay(console, task, command + ": " + database.identity())) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted");
            }
            return work.with(database, progress);
        } catch (ParameterException e) {
            // Where its replica is, by the configuration, is a kind of place that is not read.
            return Done.failed(new Failure(ExitCode.SOURCE_UNAVAILABLE, "unsupported", UsageMessage.of(e)));
        } catch (IOException | RuntimeException e) {
            Failure failure = Failure.of(e);
            if (failure.exitCode() == ExitCode.INTERRUPTED) {
                throw e;
            }
            if (failure.exitCode() == ExitCode.BUG) {
                e.printStackTrace(console.err());
            }
            return Done.failed(failure);
        }
    }

    /** There is no list of databases. */
    private int end(IOException trouble, Shard shard) throws IOException {
        Failure failure = Failure.of(trouble);
        if (failure.exitCode() == ExitCode.INTERRUPTED) {
            throw trouble;
        }
        if (metrics.isPresent()) {
            FleetMetrics.publishFailure(metrics.get(), command);
        }
        if (!json) {
            throw trouble;
        }
        console.err().println(command + ": " + failure.message());
        JsonOutput.printLine(console.out(), FleetReport.kind(command), line -> {
            FleetResult.writeShard(line, shard);
            failure.write(line);
        });
        return failure.exitCode();
    }

    private int end(FleetReport report) throws IOException {
        if (json) {
            JsonOutput.printLine(console.out(), FleetReport.kind(command), report::write);
        } else {
            report.printTable(console.out());
        }
        if (metrics.isPresent()) {
            FleetMetrics.publish(metrics.get(), report);
        }
        Failure failure = report.failure();
        if (failure == null) {
            return ExitCode.DONE;
        }
        console.err().println(command + ": " + failure.message());
        return failure.exitCode();
    }

    private static Duration since(long startNanos) {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }
}
