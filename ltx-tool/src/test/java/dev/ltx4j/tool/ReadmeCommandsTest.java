package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Document;
import dev.ltx4j.fixtures.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands in the README print what the README says. */
class ReadmeCommandsTest {
    private static final String REPLICA = "examples/replica/app.db";
    private static final String OUTPUT = "restored.db";

    @TempDir
    Path folder;

    private Path replica;
    private Path output;

    /** As a checkout has it: without the modification times that Litestream gave the files. */
    @BeforeEach
    void checkOut() throws IOException {
        replica = folder.resolve("app.db");
        output = folder.resolve(OUTPUT);
        Fixture.copyTree(Fixture.projectRoot().resolve(REPLICA), replica);
        try (Stream<Path> all = Files.walk(replica)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                Files.setLastModifiedTime(file, FileTime.fromMillis(1_800_000_000_000L));
            }
        }
    }

    static List<String> commands() {
        return Document.open("README.md").codeBlocks("console");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandPrintsWhatTheReadmeSays(String block) {
        String command = block.substring(0, block.indexOf('\n'));
        Outcome outcome = run(command);
        assertThat(outcome.exitCode()).isZero();
        assertThat(sorted(outcome.err() + outcome.out())).isEqualTo(sorted(block.substring(block.indexOf('\n') + 1)));
    }

    @Test
    void everyCommandOfTheToolHasAnExample() {
        assertThat(commands().stream().map(block -> block.split(" ")[1] + " " + block.split(" ")[2]))
                .contains("bin/restore -timestamp", "bin/restore -dry-run")
                .contains("bin/ltx-tool verify", "bin/ltx-tool list", "bin/ltx-tool dump");
    }

    @Test
    void theFirstCommandRestoresWhatLitestreamDoes() throws IOException {
        String first = commands().get(0);
        String time = first.split(" ")[3];
        run(first.substring(0, first.indexOf('\n')));
        assertThat(Fixture.sha256(output))
                .isEqualTo(Fixture.open("v5-page1024")
                        .answers()
                        .get("timestamp")
                        .get(time)
                        .get("sha256")
                        .asText());
    }

    private Outcome run(String command) {
        List<String> words = new ArrayList<>(Arrays.asList(command.split(" ")));
        assertThat(words.remove(0)).isEqualTo("$");
        String program = words.remove(0);
        String[] args = words.stream()
                .map(word -> word.replace(REPLICA, replica.toString()).replace(OUTPUT, output.toString()))
                .toArray(String[]::new);
        return program.equals("bin/restore") ? Outcome.ofRestore(args) : Outcome.of(args);
    }

    /** What was printed, without what differs from run to run. The two streams may be mixed in another order. */
    private List<String> sorted(String text) {
        return text.replace(replica.toString(), REPLICA)
                .replace(output.toString(), OUTPUT)
                .replaceAll("in [0-9.]+ s\\b", "in some s")
                .lines()
                .sorted()
                .toList();
    }
}
