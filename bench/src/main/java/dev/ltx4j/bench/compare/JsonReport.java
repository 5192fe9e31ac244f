package dev.ltx4j.bench.compare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Locale;

/** The figures as JSON, each single run included. Times are seconds, memory is bytes. */
final class JsonReport {
    private static final double NANOS = 1e9;

    private final JsonGenerator json;

    private JsonReport(JsonGenerator json) {
        this.json = json;
    }

    static String of(Comparison comparison) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            new JsonReport(json).comparison(comparison);
        }
        return text + "\n";
    }

    private void comparison(Comparison comparison) throws IOException {
        json.writeStartObject();
        json.writeStringField("schema", "ltx4j/compare/1");
        machine(comparison.machine());
        json.writeNumberField("seed", comparison.seed());
        json.writeArrayFieldStart("rows");
        for (Outcome row : comparison.rows()) {
            json.writeStartObject();
            outcome(row);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("curves");
        for (Curve.Measured curve : comparison.curves()) {
            curve(curve);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void machine(Machine machine) throws IOException {
        json.writeStringField("date", machine.date().toString());
        json.writeStringField("commit", machine.commit());
        json.writeStringField("processor", machine.processor());
        json.writeStringField("memory", machine.memory());
        json.writeStringField("system", machine.system());
        json.writeStringField("java", machine.java());
        json.writeArrayFieldStart("tools");
        for (String tool : machine.tools()) {
            json.writeString(tool);
        }
        json.writeEndArray();
    }

    private void curve(Curve.Measured measured) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", measured.curve().id());
        json.writeStringField("axis", measured.curve().axis());
        json.writeArrayFieldStart("points");
        for (int i = 0; i < measured.outcomes().size(); i++) {
            json.writeStartObject();
            json.writeNumberField("x", measured.curve().points().get(i).x());
            outcome(measured.outcomes().get(i));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void outcome(Outcome outcome) throws IOException {
        json.writeStringField("id", outcome.contest().id());
        json.writeStringField("title", outcome.contest().title());
        json.writeStringField("state", outcome.state().name().toLowerCase(Locale.ROOT));
        json.writeStringField("detail", outcome.detail());
        json.writeArrayFieldStart("contestants");
        for (Standing standing : outcome.standings()) {
            standing(standing);
        }
        json.writeEndArray();
    }

    private void standing(Standing standing) throws IOException {
        Goal goal = standing.contestant().goal();
        json.writeStartObject();
        json.writeStringField("name", standing.contestant().name());
        json.writeNumberField("median_seconds", rounded(standing.seconds().median()));
        if (standing.hasRatio()) {
            json.writeNumberField("ratio", rounded(standing.ratio()));
        }
        json.writeNumberField("peak_bytes", standing.peakBytes());
        if (!goal.text().isEmpty()) {
            json.writeStringField("goal", goal.text());
            json.writeBooleanField("reached", standing.missed().isEmpty());
        }
        json.writeArrayFieldStart("seconds");
        for (Run run : standing.runs()) {
            json.writeNumber(rounded(run.seconds()));
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static double rounded(double value) {
        return Math.round(value * NANOS / 1000) * 1000 / NANOS;
    }
}
