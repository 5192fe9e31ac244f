package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.restore.DatabaseFingerprint;
import dev.ltx4j.restore.LtxPlan;
import dev.ltx4j.restore.PlannedFile;
import dev.ltx4j.restore.RestoreEvidence;
import dev.ltx4j.restore.RestoreReport;
import dev.ltx4j.restore.RestoreTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * What a restored database was made of, to be kept with it.
 *
 * @param source the replica, as it was typed
 * @param output where the database is, as it was typed
 * @param wanted what was asked for
 * @param report what was done, with its evidence
 */
record ReceiptOutput(String source, Path output, RestoreTarget wanted, RestoreReport report) {
    static final String NAME = "receipt";

    private static final List<String> LTX_CHECKS = List.of(
            "every file to its end: header, frames, page index, trailer, file checksum",
            "names against headers",
            "every page of the database is there",
            "database checksums, where files have them");
    private static final List<String> GENERATION_CHECKS = List.of(
            "every file to its end: LZ4 frame and its checksum",
            "the WAL's salts and running checksums, and that it has no gap",
            "the snapshot is a database of whole pages");

    /** Writes the file, which appears at once. */
    void publish(Path file, boolean replaceExisting) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream printer = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            JsonOutput.print(printer, NAME, this::write);
        }
        FileOutput.publish(file, bytes.toByteArray(), replaceExisting, null);
    }

    private void write(JsonGenerator json) throws IOException {
        RestoreEvidence evidence = report.evidence().orElseThrow();
        json.writeStringField("tool", VersionProvider.version());
        json.writeStringField("created", Moment.format(Instant.now()));
        json.writeStringField("source", source);
        States.writePlan(json, wanted, report.plan(), report.reachedTime());
        writeDatabase(json, evidence.database());
        json.writeArrayFieldStart("files");
        for (int i = 0; i < evidence.inputs().size(); i++) {
            writeInput(json, i, evidence.inputs().get(i));
        }
        json.writeEndArray();
        json.writeArrayFieldStart("verified");
        for (String check : report.plan() instanceof LtxPlan ? LTX_CHECKS : GENERATION_CHECKS) {
            json.writeString(check);
        }
        json.writeEndArray();
        States.writeFiles(json, "bypassed", report.bypassed());
        States.writeGap(json, report.plan().gap());
    }

    private void writeDatabase(JsonGenerator json, DatabaseFingerprint database) throws IOException {
        json.writeObjectFieldStart("database");
        json.writeStringField("path", output.toString());
        json.writeNumberField("page_size", database.pageSize().bytes());
        json.writeNumberField("pages", report.pages());
        json.writeNumberField("size", database.bytes());
        json.writeStringField("sha256", database.sha256());
        json.writeStringField("checksum", new Txid(database.checksum()).toString());
        json.writeEndObject();
    }

    private void writeInput(JsonGenerator json, int place, RestoreEvidence.Input input) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", input.key());
        if (report.plan() instanceof LtxPlan ltx) {
            PlannedFile planned = ltx.files().get(place);
            json.writeNumberField("level", planned.file().level());
            json.writeStringField("min_txid", planned.file().range().min().toString());
            json.writeStringField("max_txid", planned.file().range().max().toString());
        }
        json.writeNumberField("size", input.size());
        if (input.fileChecksum().isPresent()) {
            json.writeStringField("file_checksum", new Txid(input.fileChecksum().getAsLong()).toString());
        }
        if (input.sha256().isPresent()) {
            json.writeStringField("sha256", input.sha256().get());
        }
        json.writeEndObject();
    }
}
