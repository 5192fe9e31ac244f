package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ltx4j.config.Shard;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of one of many databases.
 *
 * @param command {@code restore} or {@code verify}
 * @param database what tells it from the others
 * @param replica where its replica is, without secrets
 * @param shard the share that it was part of
 * @param outcome what was done, or found
 * @param state the newest sound state, or the one that was restored
 * @param files how many files were read, or planned
 * @param bytes the size of the restored database; for the other outcomes, that of the files
 * @param findings how much is wrong
 * @param finished when it was done
 * @param elapsed how long it took
 * @param failure why the exit code is not 0, null if it is
 * @param details what else is in the line for programs
 */
record FleetResult(
        String command,
        String database,
        String replica,
        Shard shard,
        Outcome outcome,
        @Nullable State state,
        long files,
        long bytes,
        long findings,
        Instant finished,
        Duration elapsed,
        @Nullable Failure failure,
        JsonOutput.Body details) {
    /** How it ended. */
    enum Outcome {
        RESTORED("restored"),
        PLANNED("would be restored"),
        EXISTS("kept: it exists"),
        NO_BACKUP("skipped: no backup"),
        SOUND("sound"),
        DAMAGED("damaged"),
        FAILED("failed");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        /** The word for programs. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The words for people. */
        String text() {
            return text;
        }
    }

    /**
     * A state.
     *
     * @param txid 16 hexadecimal digits, null for one of Litestream 0.3
     * @param time when it was made
     */
    record State(@Nullable String txid, Instant time) {}

    int exitCode() {
        return failure == null ? ExitCode.DONE : failure.exitCode();
    }

    /** The kind of a line that holds one. */
    static String kind(String command) {
        return command + "-result";
    }

    /** Writes what comes after the kind. */
    void write(JsonGenerator json) throws IOException {
        json.writeStringField("database", database);
        json.writeStringField("replica", replica);
        writeShard(json, shard);
        json.writeStringField("result", outcome.word());
        json.writeNumberField("exit_code", exitCode());
        json.writeStringField("txid", state == null ? null : state.txid());
        json.writeStringField("timestamp", state == null ? null : Moment.format(state.time()));
        json.writeNumberField("files", files);
        json.writeNumberField("bytes", bytes);
        json.writeNumberField("findings", findings);
        json.writeStringField("finished", Moment.format(finished));
        json.writeNumberField("duration_ms", elapsed.toMillis());
        details.write(json);
        if (failure != null) {
            failure.write(json);
        }
    }

    static void writeShard(JsonGenerator json, Shard shard) throws IOException {
        json.writeObjectFieldStart("shard");
        json.writeNumberField("index", shard.index());
        json.writeNumberField("count", shard.count());
        json.writeEndObject();
    }

    /** The same, without what is only for the line: one of a million is kept until all are done. */
    FleetResult brief() {
        Failure plain = failure == null ? null : new Failure(failure.exitCode(), failure.kind(), failure.message());
        return new FleetResult(
                command,
                database,
                replica,
                shard,
                outcome,
                state,
                files,
                bytes,
                findings,
                finished,
                elapsed,
                plain,
                json -> {});
    }
}
