package dev.ltx4j.tool;

import dev.ltx4j.config.Shard;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The figures of a report, for Prometheus. */
final class FleetMetrics {
    /** Whoever collects them is another user. */
    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");

    private static final int RADIX = 16;
    private static final String DATABASE = "database";

    private final MetricsText text = new MetricsText();
    private final String prefix;

    private FleetMetrics(String command) {
        this.prefix = "ltx4j_" + command + "_";
    }

    static void publish(Path file, FleetReport report) throws IOException {
        write(file, text(report));
    }

    /** Those of a run with one database. */
    static void publish(Path file, String database, FleetRun.Done done, long elapsedNanos) throws IOException {
        Duration elapsed = Duration.ofNanos(elapsedNanos);
        FleetDatabase one = new FleetDatabase(database, database, List.of(), false, () -> {
            throw new IllegalStateException("it is done already");
        });
        FleetResult result = done.of(VerifyCommand.NAME, one, Shard.WHOLE, elapsed);
        publish(
                file,
                new FleetReport(
                        VerifyCommand.NAME, database, Shard.WHOLE, List.of(result), List.of(), Instant.now(), elapsed));
    }

    /** There was no list of databases. */
    static void publishFailure(Path file, String command) throws IOException {
        FleetMetrics metrics = new FleetMetrics(command);
        metrics.run(false, Instant.now());
        write(file, metrics.text.toString());
    }

    private static void write(Path file, String text) throws IOException {
        FileOutput.publish(file, text.getBytes(StandardCharsets.UTF_8), true, READABLE);
    }

    static String text(FleetReport report) {
        FleetMetrics metrics = new FleetMetrics(report.command());
        metrics.run(report.failure() == null, report.finished());
        metrics.totals(report);
        metrics.databases(report.results());
        return metrics.text.toString();
    }

    private void run(boolean success, Instant finished) {
        text.gauge(prefix + "success", "Whether all databases were done and nothing is wrong with any (1) or not (0).");
        text.sample(flag(success));
        text.gauge(prefix + "timestamp_seconds", "When the last run ended, in seconds since 1970.");
        text.sample(seconds(finished));
    }

    private void totals(FleetReport report) {
        text.gauge(prefix + "duration_seconds", "How long the last run took.");
        text.sample(seconds(report.elapsed()));
        text.gauge(prefix + "databases", "How many databases the last run ended with this result.");
        for (Map.Entry<FleetResult.Outcome, Long> outcome :
                FleetTotals.of(report.results()).outcomes().entrySet()) {
            text.sample("result", outcome.getKey().word(), BigDecimal.valueOf(outcome.getValue()));
        }
        text.gauge(prefix + "missing_shards", "How many shares of the databases did not finish.");
        text.sample(BigDecimal.valueOf(report.missing().size()));
    }

    private void databases(List<FleetResult> results) {
        String state = prefix.contains(VerifyCommand.NAME) ? "last_good" : "restored";
        family(
                results,
                "success",
                "Whether nothing is wrong with the database (1) or something is (0).",
                result -> flag(result.failure() == null));
        family(
                results,
                "timestamp_seconds",
                "When the database was done, in seconds since 1970.",
                result -> seconds(result.finished()));
        family(results, "duration_seconds", "How long the database took.", result -> seconds(result.elapsed()));
        family(results, "files", "How many files were read.", result -> BigDecimal.valueOf(result.files()));
        family(
                results,
                "size_bytes",
                "How much was read, or for a restored database its size.",
                result -> BigDecimal.valueOf(result.bytes()));
        family(results, "findings", "How much is wrong.", result -> BigDecimal.valueOf(result.findings()));
        family(
                results,
                state + "_txid",
                "The last transaction of the newest state of sound files, or of the restored one.",
                FleetMetrics::txid);
        family(
                results,
                state + "_timestamp_seconds",
                "When that state was made, in seconds since 1970.",
                result -> result.state() == null ? null : seconds(result.state().time()));
        family(
                results,
                state + "_age_seconds",
                "How old that state was when the database was done.",
                result -> result.state() == null
                        ? null
                        : seconds(Duration.between(result.state().time(), result.finished())));
    }

    /** Of a database that has no such figure there is no sample; of a family without samples there is nothing. */
    private void family(
            List<FleetResult> results, String name, String help, Function<FleetResult, @Nullable BigDecimal> figure) {
        boolean isBegun = false;
        for (FleetResult result : results) {
            BigDecimal value = figure.apply(result);
            if (value != null) {
                if (!isBegun) {
                    text.gauge(prefix + DATABASE + "_" + name, help);
                    isBegun = true;
                }
                text.sample(DATABASE, result.database(), value);
            }
        }
    }

    private static @Nullable BigDecimal txid(FleetResult result) {
        FleetResult.State state = result.state();
        return state == null || state.txid() == null
                ? null
                : new BigDecimal(Long.toUnsignedString(Long.parseUnsignedLong(state.txid(), RADIX)));
    }

    private static BigDecimal flag(boolean value) {
        return value ? BigDecimal.ONE : BigDecimal.ZERO;
    }

    private static BigDecimal seconds(Instant time) {
        return BigDecimal.valueOf(time.toEpochMilli(), 3);
    }

    private static BigDecimal seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3);
    }
}
