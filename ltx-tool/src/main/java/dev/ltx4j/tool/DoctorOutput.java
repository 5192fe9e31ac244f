package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ltx4j.restore.Symptom;
import dev.ltx4j.restore.Symptom.Severity;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a look at a replica or a database brought up.
 *
 * @param sources what was looked at, as it was typed
 * @param symptoms what was found
 * @param failure why the replica could not be read, null if it could
 */
record DoctorOutput(
        List<String> sources,
        List<Symptom> symptoms,
        @Nullable Failure failure) {
    private static final int MARK_WIDTH = 9;

    int exitCode() {
        if (failure != null) {
            return failure.exitCode();
        }
        return count(Severity.PROBLEM) > 0 ? ExitCode.DAMAGE : ExitCode.DONE;
    }

    void print(Console console, boolean json) {
        if (json) {
            JsonOutput.print(console.out(), DoctorCommand.NAME, this::write);
        } else {
            print(console.out());
        }
    }

    private void print(PrintStream out) {
        for (Symptom symptom : symptoms) {
            String word = word(symptom.severity());
            out.println(word + " ".repeat(MARK_WIDTH - word.length()) + symptom.message());
            if (symptom.advice() != null) {
                out.println(" ".repeat(MARK_WIDTH) + "-> " + symptom.advice());
            }
        }
        out.println();
        out.println(summary());
    }

    private String summary() {
        long problems = count(Severity.PROBLEM);
        long warnings = count(Severity.WARNING);
        if (problems == 0) {
            return warnings == 0 ? "No problem found." : "No problem found; " + counted(warnings, "warning") + ".";
        }
        return counted(problems, "problem") + (warnings == 0 ? "" : " and " + counted(warnings, "warning")) + " found.";
    }

    private static String counted(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private long count(Severity severity) {
        return symptoms.stream()
                .filter(symptom -> symptom.severity() == severity)
                .count();
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("sources");
        for (String source : sources) {
            json.writeString(source);
        }
        json.writeEndArray();
        json.writeNumberField("problems", count(Severity.PROBLEM));
        json.writeNumberField("warnings", count(Severity.WARNING));
        json.writeArrayFieldStart("findings");
        for (Symptom symptom : symptoms) {
            json.writeStartObject();
            json.writeStringField("severity", word(symptom.severity()));
            json.writeStringField("topic", symptom.topic());
            json.writeStringField("message", symptom.message());
            json.writeStringField("advice", symptom.advice());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (failure != null) {
            failure.write(json);
        }
    }

    private static String word(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }
}
