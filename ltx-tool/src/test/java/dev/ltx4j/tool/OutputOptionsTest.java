package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ltx4j.fixtures.Fixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a restored database goes, to whom, and when it is refused. */
class OutputOptionsTest {
    private static final Fixture LEVELS = Fixture.open("v5-levels");

    @TempDir
    private Path folder;

    @Test
    void standardOutputHasTheDatabaseAndNothingElse() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int exitCode = run(out, err, "-o", "-", LEVELS.replica().toString());

        assertThat(exitCode).isZero();
        Path written = Files.write(folder.resolve("written"), out.toByteArray());
        assertThat(Fixture.sha256(written))
                .isEqualTo(LEVELS.answers().at("/latest/sha256").asText());
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("restored -\nreached TXID 00000000000000e5 (");
    }

    @Test
    void standardOutputStaysEmptyWhenARestoreFails() throws Exception {
        Path replica = LEVELS.copyReplica(folder.resolve("replica"));
        for (String name :
                List.of("1/00000000000000db-00000000000000e5.ltx", "0/00000000000000e5-00000000000000e5.ltx")) {
            byte[] bytes = Files.readAllBytes(replica.resolve("ltx").resolve(name));
            bytes[bytes.length - 1] ^= 1;
            Files.write(replica.resolve("ltx").resolve(name), bytes);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        int exitCode = run(out, new ByteArrayOutputStream(), "-o", "-", replica.toString());

        assertThat(exitCode).isEqualTo(1);
        assertThat(out.toByteArray()).isEmpty();
    }

    @Test
    void aReaderThatClosesStandardOutputIsAFailure() throws Exception {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int exitCode = run(closed, err, "-o", "-", LEVELS.replica().toString());

        assertThat(exitCode).isEqualTo(5);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("standard output was closed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-json", "--mode 640", "--owner 0", "-if-db-not-exists"})
    void whatDoesNotGoWithStandardOutputIsWrongUsage(String options) {
        List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
        arguments.addAll(List.of("-o", "-", LEVELS.replica().toString()));

        Outcome outcome = Outcome.ofRestore(arguments.toArray(String[]::new));

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("'-o -'");
    }

    @Test
    void anOwnerIsGivenWhereTheSystemLets() throws Exception {
        assumeTrue(isRoot(), "only root may give files away");
        Path out = folder.resolve("out.db");

        Outcome outcome = restore(out, "--owner", "12345:23456", "--mode", "640");

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(Files.getAttribute(out, "unix:uid")).isEqualTo(12345);
        assertThat(Files.getAttribute(out, "unix:gid")).isEqualTo(23456);
    }

    @Test
    void anOwnerThatTheSystemRefusesIsARefusedOutput() throws Exception {
        assumeTrue(!isRoot() && hasUnixIds(), "root may do anything");
        Path out = folder.resolve("out.db");

        Outcome outcome = restore(out, "--owner", "0");

        assertThat(outcome.exitCode()).isEqualTo(5);
        assertThat(outcome.err()).contains("the owner of ", "only root may give files away");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody-of-this-name", "0:no-group-of-this-name", ":", ""})
    void anOwnerThatDoesNotExistIsWrongUsage(String owner) {
        Outcome outcome = restore(folder.resolve("out.db"), "--owner", owner);

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("'--owner'");
        assertThat(folder).isEmptyDirectory();
    }

    private Outcome restore(Path out, String... options) {
        return Outcome.ofRestore(
                Stream.concat(Stream.of("-o", out.toString(), LEVELS.replica().toString()), Stream.of(options))
                        .toArray(String[]::new));
    }

    private static int run(OutputStream out, OutputStream err, String... arguments) {
        Console console = new Console(
                "restore",
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        return Main.run(console, arguments);
    }

    private boolean hasUnixIds() {
        return folder.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    private boolean isRoot() throws IOException {
        return hasUnixIds() && Files.getAttribute(folder, "unix:uid").equals(0);
    }
}
