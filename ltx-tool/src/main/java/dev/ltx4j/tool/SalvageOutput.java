package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ltx4j.ltx.TxidRange;
import dev.ltx4j.restore.LtxFile;
import dev.ltx4j.restore.RestoreTarget;
import dev.ltx4j.restore.SalvageReport;
import dev.ltx4j.restore.SalvagedPages;
import dev.ltx4j.restore.SalvagedPages.Source;
import dev.ltx4j.sqlite.check.CheckFinding;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What was salvaged.
 *
 * @param source the replica, as it was typed
 * @param output the database, as it was typed
 * @param wanted what was asked for
 * @param report what was done
 */
record SalvageOutput(String source, Path output, RestoreTarget wanted, SalvageReport report) {
    private static final int MAX_TABLES = 20;

    /** Why the exit code is not 0. */
    Failure failure() {
        return new Failure(
                ExitCode.DAMAGE,
                "not_a_restore",
                output + " IS NOT A RESTORE: " + pages() + "; a restore was not possible: "
                        + report.whyNoRestore().orElse(""));
    }

    void print(Console console, boolean json) {
        if (json) {
            JsonOutput.print(console.out(), SalvageCommand.NAME, this::write);
        } else {
            print(console.out());
        }
    }

    private void print(PrintStream out) {
        out.println((report.isRestore() ? "restored " : "salvaged ") + output);
        out.println("target      TXID " + report.target());
        out.println("size        " + report.pages().pageCount() + " pages of "
                + report.pageSize().bytes() + " bytes, as " + report.sizeFrom().key() + " says"
                + (report.sizeIsVerified() ? "" : ", which does not verify"));
        out.println("pages       " + pages());
        for (TxidRange range : report.missing()) {
            out.println("lost        TXIDs " + range.min() + " to " + range.max() + " are in no sound file");
        }
        if (report.isRestore()) {
            out.println("It is what a restore of this target gives.");
        } else if (isComplete()) {
            out.println("No page is missing, unverified or older than the target.");
        }
        printCheck(out);
        if (report.isRestore() && !report.check().isSound()) {
            out.println(
                    "The backup is whole, but what was backed up is damaged; 'find-clean' looks for an older state.");
        }
    }

    private boolean isComplete() {
        SalvagedPages pages = report.pages();
        return pages.olderCount() == 0 && pages.count(Source.UNVERIFIED) == 0 && pages.count(Source.MISSING) == 0;
    }

    private String pages() {
        SalvagedPages pages = report.pages();
        List<String> parts = new ArrayList<>();
        parts.add("sound " + pages.count(Source.SOUND));
        add(parts, "proven", pages.count(Source.PROVEN));
        add(parts, "unverified", pages.count(Source.UNVERIFIED));
        add(parts, "missing", pages.count(Source.MISSING));
        add(parts, "possibly older than the target", pages.olderCount());
        return String.join(", ", parts);
    }

    private static void add(List<String> parts, String what, long count) {
        if (count > 0) {
            parts.add(what + " " + count);
        }
    }

    /** What is wrong, by table or index. */
    private void printCheck(PrintStream out) {
        Map<String, List<CheckFinding>> objects = new LinkedHashMap<>();
        for (CheckFinding finding : report.check().findings()) {
            objects.computeIfAbsent(
                            Objects.requireNonNullElse(finding.object(), "the file"), object -> new ArrayList<>())
                    .add(finding);
        }
        out.println("check       "
                + (report.check().isSound()
                        ? "sound, as far as the structure goes"
                        : FindCleanOutput.counted(report.check().findings().size(), "finding")
                                + (report.check().complete() ? "" : ", and then it stopped looking")));
        objects.entrySet().stream()
                .limit(MAX_TABLES)
                .forEach(object -> out.println("  " + object.getKey() + ": "
                        + FindCleanOutput.counted(object.getValue().size(), "finding") + ", the first: "
                        + object.getValue().get(0).message()));
        if (objects.size() > MAX_TABLES) {
            out.println("  … and " + (objects.size() - MAX_TABLES) + " more tables and indexes");
        }
    }

    private void write(JsonGenerator json) throws IOException {
        SalvagedPages pages = report.pages();
        json.writeStringField("source", source);
        json.writeStringField("db_path", output.toString());
        json.writeStringField("requested", States.requested(wanted));
        json.writeStringField("target_txid", report.target().toString());
        json.writeBooleanField("is_restore", report.isRestore());
        json.writeStringField("why_no_restore", report.whyNoRestore().orElse(null));
        json.writeNumberField("page_size", report.pageSize().bytes());
        json.writeNumberField("pages", pages.pageCount());
        json.writeObjectFieldStart("size_from");
        writeFile(json, report.sizeFrom());
        json.writeBooleanField("verified", report.sizeIsVerified());
        json.writeEndObject();
        for (Source from : Source.values()) {
            json.writeNumberField(SalvageMap.word(from) + "_pages", pages.count(from));
        }
        json.writeNumberField("older_pages", pages.olderCount());
        json.writeArrayFieldStart("lost");
        for (TxidRange range : report.missing()) {
            json.writeStartObject();
            json.writeStringField("min_txid", range.min().toString());
            json.writeStringField("max_txid", range.max().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeBooleanField("sound", report.check().isSound());
        json.writeBooleanField("complete", report.check().complete());
        FindCleanOutput.writeFindings(json, report.check().findings());
        States.writeFiles(json, "unusable", report.unusable());
        json.writeNumberField("duration_ms", report.elapsed().toMillis());
        json.writeArrayFieldStart("map");
        pages.forEachRun(run -> writeRun(json, run));
        json.writeEndArray();
        json.writeArrayFieldStart("notes");
        for (String note : report.notes()) {
            json.writeString(note);
        }
        json.writeEndArray();
        if (!report.isRestore()) {
            failure().write(json);
        }
    }

    private static void writeRun(JsonGenerator json, SalvagedPages.Run run) {
        try {
            json.writeStartObject();
            json.writeNumberField("first_page", run.first());
            json.writeNumberField("last_page", run.last());
            json.writeStringField("source", SalvageMap.word(run.source()));
            json.writeBooleanField("older", run.older());
            if (run.file().isPresent()) {
                writeFile(json, run.file().get());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeFile(JsonGenerator json, LtxFile file) throws IOException {
        json.writeStringField("txid", file.range().max().toString());
        json.writeNumberField("level", file.level());
        json.writeStringField("file", file.key());
    }
}
