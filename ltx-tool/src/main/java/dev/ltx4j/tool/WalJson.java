package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ltx4j.sqlite.RawWalHeader;
import dev.ltx4j.sqlite.WalFrameScan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A log as it is read. Where it is damaged, the document ends with the error. */
final class WalJson implements JsonOutput.Body {
    private static final HexFormat HEX = HexFormat.of();

    /** Looks whether the log has changed. */
    interface Check {
        boolean changed() throws IOException;
    }

    private final Path file;
    private final WalFrameScan scan;
    private final boolean all;
    private final Check check;
    private @Nullable WalVerdict verdict;

    /** @param scan is used and not closed */
    WalJson(Path file, WalFrameScan scan, boolean all, Check check) {
        this.file = file;
        this.scan = scan;
        this.all = all;
        this.check = check;
    }

    /** What the log is; known when it has been written. */
    WalVerdict verdict() {
        return Objects.requireNonNull(verdict);
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeStringField("file", file.toString());
        json.writeObjectFieldStart("header");
        writeHeader(json, scan.rawHeader());
        json.writeEndObject();
        json.writeArrayFieldStart("frames");
        boolean atEnd = scan.header() != null;
        while (scan.next()) {
            boolean valid = scan.standing() == WalFrameScan.Standing.VALID;
            if (valid || atEnd || all) {
                json.writeStartObject();
                writeFrame(json);
                json.writeEndObject();
            }
            atEnd = valid;
        }
        json.writeEndArray();
        WalVerdict found = new WalVerdict(scan.survey(), check.changed());
        verdict = found;
        found.write(json);
        Failure failure = found.failure();
        if (failure != null) {
            failure.write(json);
        }
    }

    private static void writeHeader(JsonGenerator json, RawWalHeader header) throws IOException {
        json.writeStringField("magic", HEX.toHexDigits(header.magic()));
        json.writeStringField("checksum_order", WalTable.order(header));
        json.writeNumberField("version", header.version());
        json.writeNumberField("page_size", header.pageBytes());
        json.writeNumberField("checkpoint_sequence", header.checkpointSequence());
        json.writeStringField("salt1", HEX.toHexDigits(header.salt1()));
        json.writeStringField("salt2", HEX.toHexDigits(header.salt2()));
        json.writeStringField("checksum", HEX.toHexDigits(header.checksum1()) + HEX.toHexDigits(header.checksum2()));
        json.writeBooleanField("checksum_right", header.isChecksumRight());
        json.writeStringField("problem", header.problem().orElse(null));
    }

    private void writeFrame(JsonGenerator json) throws IOException {
        json.writeNumberField("frame", scan.frameNumber());
        json.writeNumberField("offset", scan.fileOffset());
        json.writeNumberField("page", scan.pageNumber());
        json.writeNumberField("commit", scan.commit());
        json.writeNumberField("transaction", scan.transaction());
        json.writeStringField("salt1", HEX.toHexDigits(scan.salt1()));
        json.writeStringField("salt2", HEX.toHexDigits(scan.salt2()));
        json.writeStringField("checksum", HEX.toHexDigits(scan.storedChecksum()));
        json.writeStringField("checksum_state", WalTable.word(scan.checksum()));
        json.writeStringField("standing", WalTable.word(scan.standing()));
    }
}
