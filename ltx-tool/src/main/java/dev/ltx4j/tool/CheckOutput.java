package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ltx4j.sqlite.check.CheckFinding;
import dev.ltx4j.sqlite.check.CheckReport;
import dev.ltx4j.sqlite.check.NotJudged;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a check brought up.
 *
 * @param database what was checked, as it was typed
 * @param report what was found
 * @param failure the same as an error, null if the database is sound
 */
record CheckOutput(
        Path database, CheckReport report, @Nullable Failure failure) {
    /** What the exit code says of a report, null if nothing is wrong. */
    static @Nullable Failure failureOf(CheckReport report) {
        if (report.isSound()) {
            return null;
        }
        int count = report.findings().size();
        CheckFinding first = report.findings().get(0);
        String message = report.file() + ": " + first.message();
        return new Failure(
                ExitCode.DAMAGE,
                Failure.DAMAGE,
                count == 1 ? "damage found: " + message : count + " findings, the first: " + message,
                json -> {
                    json.writeStringField("file", report.file());
                    writePlace(json, first);
                });
    }

    void print(Console console, boolean json) {
        if (json) {
            JsonOutput.print(console.out(), CheckCommand.NAME, this::write);
        } else {
            print(console.out());
        }
    }

    private void print(PrintStream out) {
        report.notJudged().forEach(note -> out.println("not judged: " + note.object() + ": " + note.reason()));
        report.findings().forEach(finding -> out.println("damage: " + finding.message()));
        if (!report.complete()) {
            out.println("stopped after " + report.findings().size() + " findings; there may be more");
        }
        out.printf(
                "%s check: pages %d, tables %d, rows %d, indexes %d, entries %d: %s%n",
                mode(),
                report.pages(),
                report.tables(),
                report.rows(),
                report.indexes(),
                report.entries(),
                report.isSound() ? "sound" : "damaged");
    }

    private String mode() {
        return report.mode().name().toLowerCase(Locale.ROOT);
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeStringField("database", database.toString());
        json.writeStringField("mode", mode());
        json.writeBooleanField("sound", report.isSound());
        json.writeBooleanField("complete", report.complete());
        json.writeNumberField("pages", report.pages());
        json.writeNumberField("free_pages", report.freePages());
        json.writeNumberField("trees", report.trees());
        json.writeNumberField("tables", report.tables());
        json.writeNumberField("indexes", report.indexes());
        json.writeNumberField("rows", report.rows());
        json.writeNumberField("entries", report.entries());
        json.writeArrayFieldStart("findings");
        for (CheckFinding finding : report.findings()) {
            json.writeStartObject();
            json.writeStringField("kind", finding.kind().name().toLowerCase(Locale.ROOT));
            json.writeStringField("message", finding.message());
            writePlace(json, finding);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("not_judged");
        for (NotJudged note : report.notJudged()) {
            json.writeStartObject();
            json.writeStringField("object", note.object());
            json.writeStringField("reason", note.reason());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (failure != null) {
            failure.write(json);
        }
    }

    static void writePlace(JsonGenerator json, CheckFinding finding) throws IOException {
        if (finding.pageNumber() != 0) {
            json.writeNumberField("page", finding.pageNumber());
        }
        if (finding.object() != null) {
            json.writeStringField("object", finding.object());
        }
    }
}
