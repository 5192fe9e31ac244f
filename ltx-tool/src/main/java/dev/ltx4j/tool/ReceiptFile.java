package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.restore.DatabaseFingerprint;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Reads from a receipt what it says of the database. */
final class ReceiptFile {
    private static final String SCHEMA = "ltx4j/" + ReceiptOutput.NAME + "/1";

    private final Path file;
    private final Map<String, String> values = new HashMap<>();

    private ReceiptFile(Path file) {
        this.file = file;
    }

    static DatabaseFingerprint read(Path file) throws IOException {
        ReceiptFile receipt = new ReceiptFile(LtxFiles.existing(file));
        try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
            receipt.parse(json);
        } catch (JsonProcessingException e) {
            throw receipt.malformed("is no receipt: " + e.getOriginalMessage());
        }
        return receipt.fingerprint();
    }

    /** Keeps the simple values of the outer object and of the one that is called database. */
    private void parse(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw malformed("is no receipt: not a JSON object");
        }
        for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
            if (token == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (value == JsonToken.START_OBJECT && name.equals("database")) {
                    parseDatabase(json);
                } else if (value == JsonToken.START_OBJECT || value == JsonToken.START_ARRAY) {
                    json.skipChildren();
                } else {
                    values.put(name, json.getText());
                }
            }
        }
        if (!SCHEMA.equals(values.get("schema"))) {
            throw malformed("is no receipt: its schema is not " + SCHEMA);
        }
    }

    private void parseDatabase(JsonParser json) throws IOException {
        for (JsonToken token = json.nextToken(); token == JsonToken.FIELD_NAME; token = json.nextToken()) {
            String name = json.currentName();
            json.nextToken();
            values.put("database." + name, json.getText());
            json.skipChildren();
        }
    }

    private DatabaseFingerprint fingerprint() throws MalformedFileException {
        try {
            return new DatabaseFingerprint(
                    PageSize.of(Integer.parseInt(value("page_size"))),
                    Long.parseLong(value("size")),
                    value("sha256"),
                    Txid.parse(value("checksum")).value());
        } catch (IllegalArgumentException e) {
            throw malformed("is damaged: " + e.getMessage());
        }
    }

    private String value(String name) throws MalformedFileException {
        String value = values.get("database." + name);
        if (value == null) {
            throw malformed("does not say the database's " + name);
        }
        return value;
    }

    private MalformedFileException malformed(String detail) {
        return new MalformedFileException(
                file.toString(), FileFormatException.NO_OFFSET, FileFormatException.NO_PAGE, detail);
    }
}
