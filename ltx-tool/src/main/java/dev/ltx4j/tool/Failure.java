package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ltx4j.config.ConfigException;
import dev.ltx4j.ltx.UnappliableException;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.restore.BypassedFile;
import dev.ltx4j.restore.IntegrityCheckException;
import dev.ltx4j.restore.RestorableState;
import dev.ltx4j.restore.UnrestorableException;
import dev.ltx4j.sqlite.ChecksumMismatchException;
import dev.ltx4j.sqlite.DatabaseUnavailableException;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.OutputRefusedException;
import dev.ltx4j.sqlite.check.CheckFinding;
import dev.ltx4j.sqlite.check.CheckReport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ExecutionException;

/**
 * Why a run failed: what an exception means to whoever called the program.
 *
 * @param exitCode one of {@link ExitCode}
 * @param kind a word for programs
 * @param message a sentence for people
 * @param details what else is known, for programs
 */
record Failure(int exitCode, String kind, String message, JsonOutput.Body details) {
    static final String USAGE = "usage";
    static final String DAMAGE = "damage";
    static final String OUT_OF_MEMORY = "out_of_memory";
    private static final String INTERRUPTED = "interrupted";
    private static final JsonOutput.Body NO_DETAILS = json -> {};

    Failure(int exitCode, String kind, String message) {
        this(exitCode, kind, message, NO_DETAILS);
    }

    static Failure of(Throwable trouble) {
        if (trouble instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
            return of(unchecked.getCause());
        }
        if (trouble instanceof ExecutionException wrapped && wrapped.getCause() != null) {
            return of(wrapped.getCause());
        }
        if (trouble instanceof InterruptedException
                || trouble instanceof InterruptedIOException
                || trouble instanceof ClosedByInterruptException) {
            return new Failure(ExitCode.INTERRUPTED, INTERRUPTED, "interrupted; no unfinished file was left behind");
        }
        if (trouble instanceof FileFormatException damage) {
            return new Failure(ExitCode.DAMAGE, kind(damage), text(damage), json -> place(json, damage));
        }
        if (trouble instanceof UnrestorableException unrestorable) {
            return of(unrestorable);
        }
        if (trouble instanceof IntegrityCheckException unsound) {
            return new Failure(ExitCode.DAMAGE, "integrity", text(unsound), json -> findings(json, unsound.report()));
        }
        if (trouble instanceof StoreUnavailableException store) {
            return new Failure(ExitCode.SOURCE_UNAVAILABLE, word(store.reason()), text(store));
        }
        if (trouble instanceof OutputRefusedException output) {
            return new Failure(
                    ExitCode.OUTPUT_REFUSED,
                    word(output.reason()),
                    text(output),
                    json -> json.writeStringField("file", output.file()));
        }
        if (trouble instanceof UnappliableException unappliable) {
            return new Failure(
                    ExitCode.UNRESTORABLE,
                    word(unappliable.reason()),
                    text(unappliable),
                    json -> json.writeStringField("file", unappliable.file()));
        }
        if (trouble instanceof DatabaseUnavailableException database) {
            return new Failure(
                    database.forWriting() ? ExitCode.OUTPUT_REFUSED : ExitCode.SOURCE_UNAVAILABLE,
                    word(database.reason()),
                    text(database),
                    json -> json.writeStringField("file", database.file()));
        }
        if (trouble instanceof ConfigException config) {
            return new Failure(ExitCode.SOURCE_UNAVAILABLE, "config", text(config), json -> {
                json.writeStringField("file", config.file());
                if (config.line() != ConfigException.NO_LINE) {
                    json.writeNumberField("line", config.line());
                }
                if (!config.key().isEmpty()) {
                    json.writeStringField("key", config.key());
                }
            });
        }
        if (trouble instanceof ReportFormatException report) {
            return new Failure(ExitCode.SOURCE_UNAVAILABLE, "malformed_report", text(report), json -> {
                json.writeStringField("file", report.file());
                json.writeNumberField("line", report.line());
            });
        }
        if (trouble instanceof IOException io) {
            return new Failure(ExitCode.SOURCE_UNAVAILABLE, "io", describe(io));
        }
        if (trouble instanceof OutOfMemoryError) {
            return new Failure(
                    ExitCode.BUG, OUT_OF_MEMORY, "out of memory; allow more with LTX4J_JAVA_OPTS=-Xmx1g: " + trouble);
        }
        return new Failure(ExitCode.BUG, "bug", "this is a bug of ltx-tool, please report it: " + trouble);
    }

    /** Writes the key {@code error}. */
    void write(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("error");
        json.writeStringField("kind", kind);
        json.writeStringField("message", message);
        json.writeNumberField("exit_code", exitCode);
        details.write(json);
        json.writeEndObject();
    }

    private static Failure of(UnrestorableException trouble) {
        int exitCode = trouble.reason() == UnrestorableException.Reason.LOST_TO_DAMAGE
                ? ExitCode.DAMAGE
                : ExitCode.UNRESTORABLE;
        return new Failure(exitCode, word(trouble.reason()), text(trouble), json -> {
            state(json, "nearest_below", trouble.below());
            state(json, "nearest_above", trouble.above());
            States.writeGap(json, trouble.gap());
            if (trouble.getCause() instanceof FileFormatException damage) {
                place(json, damage);
            } else if (!trouble.unusable().isEmpty()) {
                json.writeStringField("file", last(trouble.unusable()).file());
            }
            if (!trouble.unusable().isEmpty()) {
                States.writeFiles(json, "unusable", trouble.unusable());
            }
        });
    }

    private static void findings(JsonGenerator json, CheckReport report) throws IOException {
        json.writeArrayFieldStart("findings");
        for (CheckFinding finding : report.findings()) {
            json.writeStartObject();
            json.writeStringField("kind", word(finding.kind()));
            json.writeStringField("message", finding.message());
            if (finding.pageNumber() != FileFormatException.NO_PAGE) {
                json.writeNumberField("page", finding.pageNumber());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static BypassedFile last(List<BypassedFile> files) {
        return files.get(files.size() - 1);
    }

    private static void state(JsonGenerator json, String key, Optional<RestorableState> state) throws IOException {
        if (state.isPresent()) {
            json.writeObjectFieldStart(key);
            json.writeStringField("txid", state.get().txid().toString());
            json.writeStringField("timestamp", Moment.format(state.get().time()));
            json.writeEndObject();
        }
    }

    /** The word for programs that says how a file is not what its format says. */
    static String kind(FileFormatException damage) {
        if (damage instanceof MalformedFileException) {
            return "malformed";
        }
        return damage instanceof ChecksumMismatchException ? "checksum_mismatch" : "unsupported";
    }

    /** Writes where a file is damaged, as far as it is known. */
    static void place(JsonGenerator json, FileFormatException damage) throws IOException {
        json.writeStringField("file", damage.file());
        if (damage.fileOffset() != FileFormatException.NO_OFFSET) {
            json.writeNumberField("offset", damage.fileOffset());
        }
        if (damage.pageNumber() != FileFormatException.NO_PAGE) {
            json.writeNumberField("page", damage.pageNumber());
        }
    }

    private static String word(Enum<?> reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    private static String text(IOException trouble) {
        String message = trouble.getMessage();
        return message == null ? trouble.toString() : message;
    }

    /** The JDK's exceptions about files have the file's name for a message, and the reason in their class. */
    private static String describe(IOException trouble) {
        if (trouble instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file";
        }
        if (trouble instanceof AccessDeniedException forbidden) {
            return forbidden.getFile() + ": you may not read it";
        }
        if (trouble instanceof FileSystemException) {
            return text(trouble);
        }
        return trouble.getMessage() == null ? trouble.toString() : trouble.getMessage();
    }
}
