package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ltx4j.ltx.ApplyReport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/**
 * What an apply did.
 *
 * @param database as it was typed
 * @param files how many files were applied
 * @param report what was done
 * @param elapsedNanos how long it took
 */
record ApplyOutput(Path database, int files, ApplyReport report, long elapsedNanos) {
    private static final String ROLLED_BACK =
            "a transaction that had been cut off was rolled back first (there was a hot journal)";

    void print(Console console, boolean json) {
        if (report.journalWasPlayedBack()) {
            console.err().println(ApplyCommand.NAME + ": " + ROLLED_BACK);
        }
        if (json) {
            JsonOutput.print(console.out(), ApplyCommand.NAME, this::write);
        } else {
            print(console.out());
        }
    }

    private void print(PrintStream out) {
        out.println((report.created() ? "created " : "changed ") + database + " from " + count(files, "file"));
        out.println("reached TXID " + report.position().txid() + ", "
                + (hasChecksum()
                        ? "checksum "
                                + HexFormat.of().toHexDigits(report.position().checksum())
                        : "without a checksum: the files keep none"));
        out.println(count(report.pagesWritten(), "page") + " written; the database has "
                + count(report.pageCount(), "page") + " of " + report.pageSize() + " bytes");
    }

    private static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    private boolean hasChecksum() {
        return report.position().checksum() != 0;
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeStringField("db_path", database.toString());
        json.writeBooleanField("created", report.created());
        json.writeNumberField("files", files);
        json.writeStringField("txid", report.position().txid().toString());
        json.writeStringField(
                "post_apply_checksum",
                hasChecksum() ? HexFormat.of().toHexDigits(report.position().checksum()) : null);
        json.writeNumberField("page_size", report.pageSize().bytes());
        json.writeNumberField("pages", report.pageCount());
        json.writeNumberField("pages_written", report.pagesWritten());
        json.writeNumberField(
                "database_bytes", report.pageCount() * report.pageSize().bytes());
        json.writeBooleanField("journal_played_back", report.journalWasPlayedBack());
        json.writeNumberField("duration_ms", TimeUnit.NANOSECONDS.toMillis(elapsedNanos));
    }
}
