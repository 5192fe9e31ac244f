package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ltx4j.config.Shard;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run over many databases came to, or several runs that took a share each.
 *
 * @param command {@code restore} or {@code verify}
 * @param source the configuration or the prefix
 * @param shard the share; all, for merged runs
 * @param results one for each database
 * @param missing the shares of merged runs that did not finish
 * @param finished when the last database was done
 * @param elapsed how long it took; of merged runs, the longest
 */
record FleetReport(
        String command,
        String source,
        Shard shard,
        List<FleetResult> results,
        List<Shard> missing,
        Instant finished,
        Duration elapsed) {
    private static final String NONE = "-";

    /** The kind of the last line of a run. */
    static String kind(String command) {
        return command + "-all";
    }

    /** Why the exit code is not 0, null if it is. */
    @Nullable
    Failure failure() {
        FleetTotals totals = FleetTotals.of(results);
        if (!missing.isEmpty()) {
            String which = missing.size() == 1 ? "shard " : "shards ";
            return new Failure(
                    FleetTotals.graver(totals.exitCode(), ExitCode.SOURCE_UNAVAILABLE),
                    "missing_shards",
                    which
                            + String.join(
                                    ", ", missing.stream().map(Shard::toString).toList())
                            + " did not finish"
                            + (totals.failed() == 0 ? "" : "; " + failed(totals)));
        }
        return totals.failed() == 0 ? null : new Failure(totals.exitCode(), "databases_failed", failed(totals));
    }

    private String failed(FleetTotals totals) {
        FleetResult first = results.stream()
                .filter(result -> result.failure() != null)
                .findFirst()
                .orElseThrow();
        String what = command.equals(VerifyCommand.NAME) ? " not found sound" : " not restored";
        return totals.failed() + " of " + FindCleanOutput.counted(results.size(), "database") + what + ", the first: "
                + first.database();
    }

    void printTable(PrintStream out) {
        TextTable table = new TextTable("database", "txid", "time", "files", "bytes", "duration", "result");
        for (FleetResult result : results) {
            FleetResult.State state = result.state();
            table.row(
                    printable(result.database()),
                    state == null || state.txid() == null ? NONE : state.txid(),
                    state == null ? NONE : Moment.format(state.time()),
                    result.files(),
                    result.bytes(),
                    Seconds.of(result.elapsed()),
                    result.failure() == null
                            ? result.outcome().text()
                            : result.outcome().text() + ": "
                                    + printable(result.failure().message()));
        }
        table.print(out);
        out.println(FleetTotals.of(results) + ", in " + Seconds.of(elapsed)
                + (shard.isWhole() ? "" : " (shard " + shard + ")"));
    }

    /** Keys in a bucket can hold anything. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /** Writes what comes after the kind, but for the databases. */
    void write(JsonGenerator json) throws IOException {
        Failure failure = failure();
        json.writeStringField("source", source);
        FleetResult.writeShard(json, shard);
        FleetTotals.of(results).write(json);
        json.writeStringField("finished", Moment.format(finished));
        json.writeNumberField("duration_ms", elapsed.toMillis());
        json.writeNumberField("exit_code", failure == null ? ExitCode.DONE : failure.exitCode());
        if (failure != null) {
            failure.write(json);
        }
    }
}
