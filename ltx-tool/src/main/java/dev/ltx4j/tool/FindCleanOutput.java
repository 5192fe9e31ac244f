package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ltx4j.restore.CleanStateReport;
import dev.ltx4j.restore.DamagedStates;
import dev.ltx4j.restore.LtxFile;
import dev.ltx4j.restore.RestorableState;
import dev.ltx4j.sqlite.check.CheckFinding;
import dev.ltx4j.sqlite.check.CheckReport;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which states of a replica are clean.
 *
 * @param source as it was typed
 * @param report what was found
 */
record FindCleanOutput(String source, CleanStateReport report) {
    private static final int MAX_FINDINGS = 10;

    /** Why the exit code is not 0. */
    Failure failure() {
        return new Failure(ExitCode.DAMAGE, Failure.DAMAGE, verdict());
    }

    void print(Console console, boolean json) {
        if (json) {
            JsonOutput.print(console.out(), FindCleanCommand.NAME, this::write);
        } else {
            print(console.out());
        }
    }

    private void print(PrintStream out) {
        for (DamagedStates stretch : report.damaged()) {
            print(out, stretch);
            out.println();
        }
        if (report.lost() > 0) {
            out.println("cannot be made: " + counted(report.lost(), "state") + " of " + report.states()
                    + ", for damaged or missing files");
        }
        if (!report.lastTxid().equals(report.newest().txid())) {
            out.println("cannot be restored: what comes after TXID "
                    + report.newest().txid() + ", up to TXID " + report.lastTxid() + "; 'coverage' says why");
        }
        out.println("newest clean state: "
                + report.newestClean().map(RestorableState::toString).orElse("none"));
        report.newestClean().filter(state -> !report.isNewestClean()).ifPresent(state -> {
            out.println("to restore it:");
            out.println("  ltx-tool restore -txid " + state.txid() + " -o restored.db " + source);
        });
        out.println(counted(report.tried(), "state") + " of " + report.states() + " looked at (" + word(report.mode())
                + " check)" + basis());
    }

    private String basis() {
        return report.exhaustive() || report.damaged().isEmpty()
                ? ""
                : ", by halves: if damage comes and goes, '--exhaustive' finds more";
    }

    private void print(PrintStream out, DamagedStates stretch) {
        String count = counted(stretch.count(), "state");
        out.println("damaged: TXID " + stretch.first().txid() + " to "
                + stretch.last().txid() + " (" + count
                + (report.exhaustive() || stretch.count() <= 2 ? ")" : ", not all of them looked at)"));
        out.println("  clean before:  "
                + stretch.before().map(RestorableState::toString).orElse("no state"));
        if (stretch.unknownBefore() > 0) {
            out.println("  not known:     " + counted(stretch.unknownBefore(), "state") + " in between, which cannot be"
                    + " made");
        }
        out.println("  brought in by: " + stretch.first());
        List<LtxFile> files = stretch.broughtBy();
        for (int i = 0; i < files.size(); i++) {
            out.println("                 level " + files.get(i).level() + ": "
                    + files.get(i).key() + (i == 0 && files.size() > 1 ? " (a restore takes this one)" : ""));
        }
        CheckReport check = stretch.report();
        check.findings().stream().limit(MAX_FINDINGS).forEach(finding -> out.println("  " + finding.message()));
        if (check.findings().size() > MAX_FINDINGS) {
            out.println("  … and " + (check.findings().size() - MAX_FINDINGS) + " more"
                    + (check.complete() ? "" : " or above"));
        }
    }

    private String verdict() {
        if (report.newestClean().isEmpty()) {
            return "no clean state was found; the oldest that can be made is damaged, too";
        }
        RestorableState clean = report.newestClean().get();
        if (report.isNewestClean()) {
            return "the newest state is clean, but older ones are damaged";
        }
        return report.damaged().isEmpty()
                ? "what can be restored is clean, but there is more that cannot be restored"
                : "damage found; the newest clean state is " + clean;
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeStringField("source", source);
        json.writeStringField("mode", word(report.mode()));
        json.writeBooleanField("exhaustive", report.exhaustive());
        json.writeBooleanField("clean", report.isClean());
        json.writeNumberField("states", report.states());
        json.writeNumberField("tried", report.tried());
        json.writeNumberField("lost", report.lost());
        json.writeStringField("last_txid", report.lastTxid().toString());
        writeState(json, "newest", Optional.of(report.newest()));
        writeState(json, "newest_clean", report.newestClean());
        json.writeArrayFieldStart("damaged");
        for (DamagedStates stretch : report.damaged()) {
            json.writeStartObject();
            writeState(json, "first", Optional.of(stretch.first()));
            writeState(json, "last", Optional.of(stretch.last()));
            json.writeNumberField("states", stretch.count());
            writeState(json, "clean_before", stretch.before());
            json.writeNumberField("unknown_before", stretch.unknownBefore());
            writeFiles(json, stretch.broughtBy());
            json.writeBooleanField("complete", stretch.report().complete());
            writeFindings(json, stretch.report().findings());
            json.writeEndObject();
        }
        json.writeEndArray();
        States.writeFiles(json, "unusable", report.unusable());
        json.writeArrayFieldStart("notes");
        for (String note : report.notes()) {
            json.writeString(note);
        }
        json.writeEndArray();
        if (!report.isClean()) {
            failure().write(json);
        }
    }

    private static void writeState(JsonGenerator json, String key, Optional<RestorableState> state) throws IOException {
        if (state.isEmpty()) {
            json.writeNullField(key);
            return;
        }
        json.writeObjectFieldStart(key);
        json.writeStringField("txid", state.get().txid().toString());
        json.writeStringField("timestamp", Moment.format(state.get().time()));
        json.writeEndObject();
    }

    private static void writeFiles(JsonGenerator json, List<LtxFile> files) throws IOException {
        json.writeArrayFieldStart("brought_by");
        for (LtxFile file : files) {
            json.writeStartObject();
            json.writeNumberField("level", file.level());
            json.writeStringField("file", file.key());
            json.writeStringField("min_txid", file.range().min().toString());
            json.writeStringField("max_txid", file.range().max().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static void writeFindings(JsonGenerator json, List<CheckFinding> findings) throws IOException {
        json.writeArrayFieldStart("findings");
        for (CheckFinding finding : findings) {
            json.writeStartObject();
            json.writeStringField("kind", word(finding.kind()));
            json.writeStringField("message", finding.message());
            CheckOutput.writePlace(json, finding);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static String counted(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
