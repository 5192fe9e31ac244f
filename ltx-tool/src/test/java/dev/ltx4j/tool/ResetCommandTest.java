package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ResetCommandTest {
    @TempDir
    private Path folder;

    private Path database;
    private Path state;

    @BeforeEach
    void layOut() throws IOException {
        database = Files.writeString(folder.resolve("app.db"), "x".repeat(512));
        state = folder.resolve(".app.db-litestream");
        Fixture.open("v5-page512").copyReplica(state);
    }

    @Test
    void withoutATerminalItNeedsYes() throws Exception {
        Outcome outcome = reset(database);

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("nobody can be asked; give '--yes'");
        assertThat(state).exists();
    }

    @Test
    void stateIsRemovedAndTheDatabaseIsNot() throws Exception {
        JsonNode document = reset("--yes", "--json", database).json();

        assertThat(document.path("schema").asText()).isEqualTo("ltx4j/reset/1");
        assertThat(document.path("removed").asBoolean()).isTrue();
        assertThat(document.path("files").asInt()).isPositive();
        assertThat(state).doesNotExist();
        assertThat(database).hasContent("x".repeat(512));
        assertThat(reset("--yes", database).out()).isEqualTo("nothing to remove: there is no " + state + "\n");
    }

    @Test
    void dryRunRemovesNothing() throws Exception {
        Outcome outcome = reset("--dry-run", database);

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).startsWith("would remove " + state + " (");
        assertThat(state).exists();
    }

    @Test
    void onATerminalItAsks() throws Exception {
        assertThat(asked("n\n").exitCode()).isEqualTo(5);
        assertThat(asked("").exitCode()).isEqualTo(5);
        assertThat(state).exists();
        Outcome outcome = asked("y\n");
        assertThat(outcome.err()).startsWith("Remove " + state + " (");
        assertThat(outcome.exitCode()).isZero();
        assertThat(state).doesNotExist();
    }

    @Test
    void aRunningLitestreamIsInTheWay() throws Exception {
        Path socket = folder.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Outcome outcome = Outcome.of("reset", "--yes", "--socket", socket.toString(), database.toString());

            assertThat(outcome.exitCode()).isEqualTo(5);
            assertThat(outcome.err()).contains("a Litestream is running: it answers at " + socket);
            assertThat(state).exists();
        }
    }

    @Test
    void aDatabaseInUseIsInTheWay() throws Exception {
        // A lock of this process, but through another class: to the one that asks it is another's.
        try (FileChannel channel = FileChannel.open(database, StandardOpenOption.READ, StandardOpenOption.WRITE);
                java.nio.channels.FileLock shared = channel.lock(0x40000002L, 510, true)) {
            assertThat(shared.isValid()).isTrue();
            Outcome outcome = reset("--yes", database);

            assertThat(outcome.exitCode()).isEqualTo(5);
            assertThat(outcome.err()).contains("is locked: another process has it open");
            assertThat(state).exists();
        }
    }

    @Test
    void whatIsNotThereCannotBeReset() throws Exception {
        assertThat(reset("--yes", folder.resolve("none.db")).exitCode()).isEqualTo(4);
        Files.delete(database);
        assertThat(reset("--yes", database).exitCode()).isZero();
        assertThat(state).doesNotExist();
    }

    private Outcome reset(Object... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "reset";
        all[1] = "--socket";
        all[2] = folder.resolve("no-socket").toString();
        for (int i = 0; i < arguments.length; i++) {
            all[i + 3] = arguments[i].toString();
        }
        return Outcome.of(all);
    }

    private Outcome asked(String answer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                "ltx-tool",
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        ResetCommand command =
                new ResetCommand(console, new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)), true);
        int exitCode = Main.configure(new CommandLine(command), console)
                .execute("--socket", folder.resolve("no-socket").toString(), database.toString());
        return new Outcome(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
