package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ltx4j.restore.Finding;
import dev.ltx4j.restore.LevelSummary;
import dev.ltx4j.restore.VerifyReport;
import dev.ltx4j.restore.VerifySample;
import dev.ltx4j.sqlite.FileFormatException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What verifying brought up.
 *
 * @param sources what was verified, as it was typed
 * @param sample which LTX files were read in full
 * @param report what was found
 * @param failure the same as an error, null if all is sound
 */
record VerifyOutput(
        List<String> sources,
        VerifySample sample,
        VerifyReport report,
        @Nullable Failure failure) {
    private static final String UNSUPPORTED = "unsupported";

    /** What the exit code says of a report, null if nothing is wrong. */
    static @Nullable Failure failureOf(VerifyReport report) {
        if (report.isSound()) {
            return null;
        }
        int count = report.findings().size();
        Finding first = report.findings().get(0);
        return new Failure(
                ExitCode.DAMAGE,
                isOnlyUnsupported(report) ? UNSUPPORTED : Failure.DAMAGE,
                count == 1
                        ? (isOnlyUnsupported(report) ? "not supported: " : "damage found: ") + first.message()
                        : count + " findings, the first: " + first.message(),
                json -> writePlace(json, first));
    }

    /** Files of a kind that cannot be read, such as encrypted ones, may be whole. */
    private static boolean isOnlyUnsupported(VerifyReport report) {
        return report.findings().stream().allMatch(VerifyOutput::isUnsupported);
    }

    private static boolean isUnsupported(Finding finding) {
        return finding.kind() == Finding.Kind.UNSUPPORTED_FILE;
    }

    void print(Console console, boolean json) {
        if (json) {
            JsonOutput.print(console.out(), VerifyCommand.NAME, this::write);
        } else {
            print(console.out());
        }
    }

    private void print(PrintStream out) {
        if (!report.levels().isEmpty()) {
            TextTable table = new TextTable("level", "files", "bytes", "pages", "min_txid", "max_txid");
            for (LevelSummary level : report.levels()) {
                table.row(level.level(), level.files(), level.bytes(), level.pages(), level.minTxid(), level.maxTxid());
            }
            table.print(out);
        }
        if (report.generations() > 0) {
            out.println("generations of Litestream 0.3: " + report.generations());
        }
        VerifyReport.Agreement agreement = report.agreement();
        if (agreement.compared() + agreement.uncompared() > 0) {
            out.println("levels and snapshots held against each other: " + agreement.compared()
                    + (agreement.compared() == 1 ? " file" : " files")
                    + (agreement.uncompared() == 0
                            ? ""
                            : ", and nothing is left to hold " + agreement.uncompared() + " against"));
        }
        if (!sample.isWhole()) {
            out.println("sample: " + sample.percent() + "% of the files were read in full, with --seed " + sample.seed()
                    + "; of the others only the headers");
        }
        report.notes().forEach(note -> out.println("note: " + note));
        report.findings()
                .forEach(finding ->
                        out.println((isUnsupported(finding) ? "not supported: " : "damage: ") + finding.message()));
        String unsound = isOnlyUnsupported(report) ? "of a kind that cannot be read" : "damaged";
        out.println((report.files() == 1 ? "1 file, " : report.files() + " files, ") + report.bytes() + " bytes: "
                + (report.isSound() ? "sound" : unsound));
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("sources");
        for (String source : sources) {
            json.writeString(source);
        }
        json.writeEndArray();
        json.writeBooleanField("sound", report.isSound());
        json.writeNumberField("files", report.files());
        json.writeNumberField("bytes", report.bytes());
        json.writeArrayFieldStart("levels");
        for (LevelSummary level : report.levels()) {
            json.writeStartObject();
            json.writeNumberField("level", level.level());
            json.writeNumberField("files", level.files());
            json.writeNumberField("bytes", level.bytes());
            json.writeNumberField("pages", level.pages());
            json.writeStringField("min_txid", level.minTxid().toString());
            json.writeStringField("max_txid", level.maxTxid().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("generations", report.generations());
        json.writeObjectFieldStart("agreement");
        json.writeNumberField("compared", report.agreement().compared());
        json.writeNumberField("uncompared", report.agreement().uncompared());
        json.writeEndObject();
        if (!sample.isWhole()) {
            json.writeObjectFieldStart("sample");
            json.writeNumberField("percent", sample.percent());
            json.writeNumberField("seed", sample.seed());
            json.writeEndObject();
        }
        writeFindings(json, "findings", report.findings());
        json.writeArrayFieldStart("notes");
        for (String note : report.notes()) {
            json.writeString(note);
        }
        json.writeEndArray();
        if (failure != null) {
            failure.write(json);
        }
    }

    static void writeFindings(JsonGenerator json, String name, List<Finding> findings) throws IOException {
        json.writeArrayFieldStart(name);
        for (Finding finding : findings) {
            json.writeStartObject();
            json.writeStringField("kind", finding.kind().name().toLowerCase(Locale.ROOT));
            json.writeStringField("message", finding.message());
            writePlace(json, finding);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writePlace(JsonGenerator json, Finding finding) throws IOException {
        json.writeStringField("file", finding.location());
        if (finding.fileOffset() != FileFormatException.NO_OFFSET) {
            json.writeNumberField("offset", finding.fileOffset());
        }
        if (finding.pageNumber() != FileFormatException.NO_PAGE) {
            json.writeNumberField("page", finding.pageNumber());
        }
    }
}
