package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import dev.ltx4j.ltx.LtxView;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * The one JSON document of a run, or one of the lines of a run over many databases: an object whose first key tells its kind. Keys are snake_case, TXIDs strings of 16
 * hexadecimal digits, times RFC 3339 in UTC with milliseconds.
 */
final class JsonOutput {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().build().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

    private JsonOutput() {}

    /** Writes the keys of an object. */
    interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    /** Writes names and values into an object. */
    static void writeFields(JsonGenerator json, LtxView view) throws IOException {
        for (Map.Entry<String, Object> field : view.toMap().entrySet()) {
            json.writeObjectField(field.getKey(), field.getValue());
        }
    }

    /**
     * Prints the document.
     *
     * @param command the command's name, part of the document's kind
     * @param body writes what comes after the kind; everything that can fail has happened before
     */
    static void print(PrintStream out, String command, Body body) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withArrayEmptySeparator("")
                .withObjectEmptySeparator(""));
        printer.indentObjectsWith(indenter);
        printer.indentArraysWith(indenter);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.setPrettyPrinter(printer);
            write(json, command, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println();
    }

    /**
     * Prints one of many documents, on a line of its own that is there at once, whoever reads it.
     *
     * @param kind a part of the document's kind, as the command's name is for one that stands alone
     * @param body writes what comes after the kind; everything that can fail has happened before
     */
    static void printLine(PrintStream out, String kind, Body body) {
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            write(json, kind, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.print('\n');
        out.flush();
    }

    /** The first key of a document of this kind. */
    static String schema(String kind) {
        return "ltx4j/" + kind + "/1";
    }

    private static void write(JsonGenerator json, String kind, Body body) throws IOException {
        json.writeStartObject();
        json.writeStringField("schema", schema(kind));
        body.write(json);
        json.writeEndObject();
    }
}
