package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What many results come to. */
final class FleetTotals {
    private final Map<FleetResult.Outcome, Long> outcomes = new EnumMap<>(FleetResult.Outcome.class);
    private long databases;
    private long failed;
    private long files;
    private long bytes;
    private long findings;
    private int exitCode = ExitCode.DONE;

    static FleetTotals of(List<FleetResult> results) {
        FleetTotals totals = new FleetTotals();
        results.forEach(totals::add);
        return totals;
    }

    private void add(FleetResult result) {
        outcomes.merge(result.outcome(), 1L, Long::sum);
        databases++;
        failed += result.failure() == null ? 0 : 1;
        files += result.files();
        bytes += result.bytes();
        findings += result.findings();
        exitCode = graver(exitCode, result.exitCode());
    }

    /** A bug is the gravest, then what has the smallest number: damage, no backup, no source, no output. */
    static int graver(int one, int other) {
        if (one == ExitCode.DONE || other == ExitCode.DONE || one == ExitCode.BUG || other == ExitCode.BUG) {
            return Math.max(one, other);
        }
        return Math.min(one, other);
    }

    int exitCode() {
        return exitCode;
    }

    long failed() {
        return failed;
    }

    Map<FleetResult.Outcome, Long> outcomes() {
        return outcomes;
    }

    void write(JsonGenerator json) throws IOException {
        json.writeNumberField("databases", databases);
        for (Map.Entry<FleetResult.Outcome, Long> outcome : outcomes.entrySet()) {
            json.writeNumberField(outcome.getKey().word(), outcome.getValue());
        }
        json.writeNumberField("files", files);
        json.writeNumberField("bytes", bytes);
        json.writeNumberField("findings", findings);
    }

    /** {@code 3 databases: 2 sound, 1 damaged; 12 files, 345 bytes} */
    @Override
    public String toString() {
        List<String> counts = new ArrayList<>();
        outcomes.forEach(
                (outcome, count) -> counts.add(count + " " + outcome.text().replaceFirst(":.*", "")));
        return FindCleanOutput.counted(databases, "database")
                + (counts.isEmpty() ? "" : ": " + String.join(", ", counts)) + "; "
                + FindCleanOutput.counted(files, "file") + ", " + bytes + " bytes";
    }
}
