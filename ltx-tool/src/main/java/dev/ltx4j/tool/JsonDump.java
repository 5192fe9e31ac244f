package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ltx4j.ltx.LtxReader;
import dev.ltx4j.ltx.LtxSummary;
import dev.ltx4j.sqlite.FileFormatException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What is in a file, as it is read. Where the file is damaged, the document ends with the error. */
final class JsonDump implements JsonOutput.Body {
    private final Path file;
    private final LtxReader reader;
    private @Nullable Failure failure;

    /** @param reader is used and not closed */
    JsonDump(Path file, LtxReader reader) {
        this.file = file;
        this.reader = reader;
    }

    /** Why the file could not be read to its end, null if it could. */
    @Nullable
    Failure failure() {
        return failure;
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeStringField("file", file.toString());
        json.writeObjectFieldStart("header");
        JsonOutput.writeFields(json, reader.header());
        json.writeEndObject();
        json.writeArrayFieldStart("frames");
        while (nextPage()) {
            json.writeStartObject();
            json.writeNumberField("page", reader.pageNumber());
            json.writeNumberField("offset", reader.frameOffset());
            json.writeNumberField("length", reader.frameLength());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (failure == null) {
            writeEnd(json);
        }
        if (failure != null) {
            failure.write(json);
        }
    }

    private boolean nextPage() {
        try {
            return reader.nextPage();
        } catch (IOException e) {
            failure = Failure.of(e);
            return false;
        }
    }

    private void writeEnd(JsonGenerator json) throws IOException {
        LtxSummary summary;
        try {
            summary = reader.finish();
        } catch (FileFormatException e) {
            failure = Failure.of(e);
            return;
        }
        json.writeObjectFieldStart("index");
        json.writeNumberField("entries", summary.pageCount());
        json.writeEndObject();
        json.writeObjectFieldStart("trailer");
        JsonOutput.writeFields(json, summary.trailer());
        json.writeEndObject();
    }
}
