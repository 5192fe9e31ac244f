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
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands in the README print what the README says. */
class ReadmeCommandsTest {
    private static final List<String> REPLICAS = List.of("examples/replica/app.db", "examples/damaged/app.db");

    /** Stands behind the output of a command that does not end with 0. */
    private static final Pattern EXIT_CODE = Pattern.compile("\\(exit code \\d+\\)");

    /** What a command reads or writes: below {@code examples}, or a file that another command of the block made. */
    private static final Pattern FILE = Pattern.compile("examples/.*|[a-z]+\\.(db|ltx|tsv)");

    @TempDir
    Path folder;

    /** As a checkout has it: without the modification times that Litestream gave the files. */
    @BeforeEach
    void checkOut() throws IOException {
        for (String replica : REPLICAS) {
            Files.createDirectories(folder.resolve(replica).getParent());
            Fixture.copyTree(Fixture.projectRoot().resolve(replica), folder.resolve(replica));
        }
        try (Stream<Path> all = Files.walk(folder.resolve("examples"))) {
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
    void everyCommandPrintsWhatTheReadmeSays(String block) throws IOException {
        List<String> printed = new ArrayList<>();
        for (String line : block.lines().filter(text -> text.startsWith("$ ")).toList()) {
            Outcome outcome = run(line);
            printed.add(line);
            // The two streams may be mixed in another order.
            printed.addAll(sorted(outcome.err() + outcome.out()));
            if (outcome.exitCode() != 0) {
                printed.add("(exit code " + outcome.exitCode() + ")");
            }
        }
        List<String> expected = new ArrayList<>();
        for (String part : block.split("(?m)^(?=\\$ )")) {
            int end = part.indexOf('\n');
            expected.add(part.substring(0, end));
            List<String> output = part.substring(end + 1).lines().toList();
            boolean hasCode = !output.isEmpty()
                    && EXIT_CODE.matcher(output.get(output.size() - 1)).matches();
            expected.addAll(sorted(String.join("\n", output.subList(0, output.size() - (hasCode ? 1 : 0)))));
            expected.addAll(output.subList(output.size() - (hasCode ? 1 : 0), output.size()));
        }
        assertThat(printed).isEqualTo(expected);
    }

    @Test
    void everyCommandOfTheToolIsNamed() throws IOException {
        String readme = Files.readString(Fixture.projectRoot().resolve("README.md"));
        assertThat(UsageTest.commands())
                .allSatisfy(command -> assertThat(readme)
                        .containsPattern("`" + command + "`|bin/ltx-tool " + command + " |bin/" + command + " "));
    }

    @Test
    void theFirstCommandRestoresWhatLitestreamDoes() throws IOException {
        String first = commands().get(0);
        String time = first.split(" ")[3];
        run(first.substring(0, first.indexOf('\n')));
        assertThat(Fixture.sha256(folder.resolve("restored.db")))
                .isEqualTo(Fixture.open("v5-page1024")
                        .answers()
                        .get("timestamp")
                        .get(time)
                        .get("sha256")
                        .asText());
    }

    private Outcome run(String command) throws IOException {
        List<String> words = new ArrayList<>(Arrays.asList(command.split(" ")));
        assertThat(words.remove(0)).isEqualTo("$");
        String program = words.remove(0);
        if (program.equals("cat")) {
            return new Outcome(0, Files.readString(folder.resolve(words.get(0))), "");
        }
        String[] args = words.stream()
                .map(word -> FILE.matcher(word).matches() ? folder.resolve(word).toString() : word)
                .toArray(String[]::new);
        return program.equals("bin/restore") ? Outcome.ofRestore(args) : Outcome.of(args);
    }

    /** What was printed, without what differs from run to run. */
    private List<String> sorted(String text) {
        return text.replace(folder + "/", "")
                .replaceAll("in [0-9.]+ s\\b", "in some s")
                .lines()
                .sorted()
                .toList();
    }
}
