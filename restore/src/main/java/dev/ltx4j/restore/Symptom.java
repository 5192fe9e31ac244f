package dev.ltx4j.restore;

import dev.ltx4j.sqlite.Experimental;
import org.jspecify.annotations.Nullable;

/**
 * Something that a look at a replica or a database brought up.
 *
 * @param severity how bad it is
 * @param topic a word for programs, in lower case with underscores, such as {@code gap}
 * @param message a sentence that says what is the matter
 * @param advice what to do, a command where there is one; null if nothing has to be done
 */
@Experimental
public record Symptom(
        Severity severity,
        String topic,
        String message,
        @Nullable String advice) {
    /** How bad something is. */
    public enum Severity {
        /** It is as it should be. */
        OK,
        /** Worth knowing. */
        NOTE,
        /** May become a problem, or hides one. */
        WARNING,
        /** The backup does not do its duty. */
        PROBLEM
    }

    static Symptom ok(String topic, String message) {
        return new Symptom(Severity.OK, topic, message, null);
    }

    static Symptom note(String topic, String message, @Nullable String advice) {
        return new Symptom(Severity.NOTE, topic, message, advice);
    }

    static Symptom warning(String topic, String message, String advice) {
        return new Symptom(Severity.WARNING, topic, message, advice);
    }

    static Symptom problem(String topic, String message, String advice) {
        return new Symptom(Severity.PROBLEM, topic, message, advice);
    }
}
