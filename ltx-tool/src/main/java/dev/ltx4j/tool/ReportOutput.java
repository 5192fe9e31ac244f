package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ltx4j.replica.StoreRequests;
import dev.ltx4j.restore.LtxPlan;
import dev.ltx4j.restore.RestoreReport;
import dev.ltx4j.restore.RestoreTarget;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * What a restore did.
 *
 * @param source as it was typed
 * @param replica the kind of place that it is in
 * @param output where the database is, as it was typed
 * @param wanted what was asked for
 * @param report what was done
 */
record ReportOutput(String source, String replica, Path output, RestoreTarget wanted, RestoreReport report) {
    void print(Console console, boolean json) {
        if (json) {
            JsonOutput.print(console.out(), RestoreCommand.NAME, this::write);
        } else {
            print(console.out());
        }
    }

    void print(PrintStream out) {
        out.println("restored " + output);
        if (wanted instanceof RestoreTarget.Before || report.plan().gap().isPresent()) {
            out.println("requested " + States.requested(wanted));
        }
        out.println("reached " + States.reached(report.plan(), report.reachedTime()));
        report.plan().gap().ifPresent(gap -> out.println("gap " + gap.description()));
        report.bypassed().forEach(file -> out.println("bypassed " + file));
        long files = States.fileCount(report.plan());
        out.println(report.pages() + " pages of " + report.pageSize().bytes() + " bytes, from "
                + report.plan().inputBytes() + " bytes in " + files + (files == 1 ? " file" : " files") + ", in "
                + Seconds.of(report.elapsed()));
        StoreRequests requests = report.requests();
        if (requests.total() > 0) {
            out.println(requests.total() + " requests: " + requests.list() + " list, " + requests.get() + " get, "
                    + requests.head() + " head; " + requests.bytes() + " bytes fetched");
        }
    }

    /** Only where there were any: a folder gets none. */
    private void writeRequests(JsonGenerator json) throws IOException {
        StoreRequests requests = report.requests();
        if (requests.total() == 0) {
            return;
        }
        json.writeObjectFieldStart("requests");
        json.writeNumberField("list", requests.list());
        json.writeNumberField("get", requests.get());
        json.writeNumberField("head", requests.head());
        json.writeNumberField("bytes", requests.bytes());
        json.writeEndObject();
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeStringField("source", source);
        json.writeStringField("db_path", output.toString());
        json.writeStringField("replica", replica);
        json.writeStringField(
                "txid", report.plan() instanceof LtxPlan ltx ? ltx.maxTxid().toString() : null);
        States.writePlan(json, wanted, report.plan(), report.reachedTime());
        json.writeNumberField("page_size", report.pageSize().bytes());
        json.writeNumberField("pages", report.pages());
        json.writeNumberField("database_bytes", report.databaseBytes());
        json.writeNumberField("files", States.fileCount(report.plan()));
        json.writeNumberField("input_bytes", report.plan().inputBytes());
        json.writeNumberField("duration_ms", report.elapsed().toMillis());
        writeRequests(json);
        json.writeArrayFieldStart("notes");
        for (String note : report.notes()) {
            json.writeString(note);
        }
        json.writeEndArray();
        States.writeFiles(json, "bypassed", report.bypassed());
        States.writeGap(json, report.plan().gap());
    }
}
