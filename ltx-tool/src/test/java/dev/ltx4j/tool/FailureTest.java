package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.restore.RestorableState;
import dev.ltx4j.restore.UnrestorableException;
import dev.ltx4j.sqlite.ChecksumMismatchException;
import dev.ltx4j.sqlite.DatabaseUnavailableException;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.UnsupportedFileException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class FailureTest {
    static Stream<Arguments> exitCodes() {
        return Stream.of(
                Arguments.of(
                        new MalformedFileException("f", 5, 7, "bad"), 1, "malformed", "f: bad (at byte 5, page 7)"),
                Arguments.of(new UnsupportedFileException("f", 4, 0, "old"), 1, "unsupported", "f: old (at byte 4)"),
                Arguments.of(new ChecksumMismatchException("f", -1, 0, "no"), 1, "checksum_mismatch", "f: no"),
                Arguments.of(unrestorable(UnrestorableException.Reason.NO_BACKUP), 3, "no_backup", "why"),
                Arguments.of(unrestorable(UnrestorableException.Reason.GAP), 3, "gap", "why"),
                Arguments.of(
                        unrestorable(UnrestorableException.Reason.TARGET_NOT_REACHABLE),
                        3,
                        "target_not_reachable",
                        "why"),
                Arguments.of(unrestorable(UnrestorableException.Reason.OUT_OF_BOUNDS), 3, "out_of_bounds", "why"),
                Arguments.of(unrestorable(UnrestorableException.Reason.LOST_TO_DAMAGE), 1, "lost_to_damage", "why"),
                Arguments.of(unavailable(StoreUnavailableException.Reason.NOT_FOUND), 4, "not_found", "gone"),
                Arguments.of(unavailable(StoreUnavailableException.Reason.FORBIDDEN), 4, "forbidden", "gone"),
                Arguments.of(unavailable(StoreUnavailableException.Reason.UNREACHABLE), 4, "unreachable", "gone"),
                Arguments.of(inUse(true), 5, "locked", "busy"),
                Arguments.of(inUse(false), 4, "locked", "busy"),
                Arguments.of(new AccessDeniedException("f"), 4, "io", "f: you may not read it"),
                Arguments.of(new IOException("Input/output error"), 4, "io", "Input/output error"),
                Arguments.of(new UncheckedIOException(new IOException("broken")), 4, "io", "broken"),
                Arguments.of(
                        new InterruptedIOException(),
                        130,
                        "interrupted",
                        "interrupted; no unfinished file was left behind"),
                Arguments.of(
                        new ClosedByInterruptException(),
                        130,
                        "interrupted",
                        "interrupted; no unfinished file was left behind"),
                Arguments.of(
                        new InterruptedException(),
                        130,
                        "interrupted",
                        "interrupted; no unfinished file was left behind"),
                Arguments.of(
                        new IllegalStateException("oops"),
                        70,
                        "bug",
                        "this is a bug of ltx-tool, please report it: java.lang.IllegalStateException: oops"));
    }

    @ParameterizedTest
    @MethodSource("exitCodes")
    void everyExceptionHasItsExitCode(Throwable trouble, int exitCode, String kind, String message) {
        Failure failure = Failure.of(trouble);

        assertThat(failure.exitCode()).isEqualTo(exitCode);
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.message()).isEqualTo(message);
    }

    @Test
    void placeOfDamageAndNearestStatesAreInTheDocument() throws Exception {
        assertThat(document(new MalformedFileException("f", 5, 7, "bad")))
                .isEqualTo(
                        "{'schema':'ltx4j/test/1','error':{'kind':'malformed','message':'f: bad (at byte 5, page 7)',"
                                + "'exit_code':1,'file':'f','offset':5,'page':7}}");
        assertThat(document(unrestorable(UnrestorableException.Reason.TARGET_NOT_REACHABLE)))
                .isEqualTo(
                        "{'schema':'ltx4j/test/1','error':{'kind':'target_not_reachable','message':'why','exit_code':3,"
                                + "'nearest_below':{'txid':'0000000000000007','timestamp':'2026-11-23T14:30:00.000Z'}}}");
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void bugIsReportedWithItsStackTrace(Throwable bug) {
        Outcome outcome = run(bug, "--json");

        assertThat(outcome.exitCode()).isEqualTo(70);
        assertThat(outcome.err())
                .startsWith("test: this is a bug of ltx-tool, please report it: " + bug + "\n")
                .contains("\tat dev.ltx4j.tool.FailureTest");
        assertThat(outcome.json().at("/error/kind").asText()).isEqualTo("bug");
    }

    static Stream<Throwable> bugs() {
        return Stream.of(new IllegalStateException("oops"), new StackOverflowError());
    }

    @Test
    void lackOfMemorySaysWhatToDo() {
        Outcome outcome = run(new OutOfMemoryError("Java heap space"));

        assertThat(outcome.exitCode()).isEqualTo(70);
        assertThat(outcome.err())
                .isEqualTo("test: out of memory; allow more with LTX4J_JAVA_OPTS=-Xmx1g:"
                        + " java.lang.OutOfMemoryError: Java heap space\n");
    }

    @Test
    void onlyBugsAndDebugPrintStackTraces() {
        assertThat(run(new IOException("broken")).err()).isEqualTo("test: broken\n");
        assertThat(run(new IOException("broken"), "-debug").err())
                .startsWith("test: broken\njava.io.IOException: broken\n\tat ");
    }

    private static String document(Exception trouble) throws IOException {
        JsonNode document = run(trouble, "--json").json();
        return new ObjectMapper().writeValueAsString(document).replace('"', '\'');
    }

    private static DatabaseUnavailableException inUse(boolean forWriting) {
        return new DatabaseUnavailableException(
                DatabaseUnavailableException.Reason.LOCKED, forWriting, Path.of("f"), "busy");
    }

    private static UnrestorableException unrestorable(UnrestorableException.Reason reason) {
        return new UnrestorableException(
                reason,
                "why",
                Optional.of(new RestorableState(new Txid(7), Instant.parse("2026-11-23T14:30:00Z"))),
                Optional.empty());
    }

    private static StoreUnavailableException unavailable(StoreUnavailableException.Reason reason) {
        return new StoreUnavailableException(reason, "gone");
    }

    private static Outcome run(Throwable trouble, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                "test",
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        int exitCode =
                Main.configure(new CommandLine(new Failing(trouble)), console).execute(args);
        return new Outcome(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Command(name = "test")
    static final class Failing implements Callable<Integer> {
        private final Throwable trouble;

        @Mixin
        private final CommonOptions common = new CommonOptions();

        Failing(Throwable trouble) {
            this.trouble = trouble;
        }

        @Override
        public Integer call() throws Exception {
            assertThat(common).isNotNull();
            if (trouble instanceof Error error) {
                throw error;
            }
            throw (Exception) trouble;
        }
    }
}
