package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Shares merge to what one run gives, and what is no result is named with file and line. */
class ReportCommandTest {
    private static final int SHARDS = 3;
    private static final Path EXAMPLES = Fixture.projectRoot().resolve("examples");

    @TempDir
    private Path folder;

    private String backups;

    @BeforeEach
    void layOut() throws IOException {
        backups = folder.resolve("backups").toString();
        for (int i = 0; i < 12; i++) {
            Path replica = folder.resolve("backups/tenant-" + i + ".db");
            Files.createDirectories(replica);
            Fixture.copyTree(EXAMPLES.resolve(i == 7 ? "damaged/app.db" : "replica/app.db"), replica.resolve("db"));
        }
    }

    private List<String> shards() throws IOException {
        List<String> files = new ArrayList<>();
        for (int index = 0; index < SHARDS; index++) {
            files.add(shard(index, index + ".jsonl"));
        }
        return files;
    }

    private String shard(int index, String name) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(
                file,
                Outcome.of("verify", "--all", "--quick", "--json", "--shard", index + "/" + SHARDS, backups)
                        .out());
        return file.toString();
    }

    private static Outcome report(List<String> files, String... options) {
        return Outcome.of(Stream.concat(Stream.concat(Stream.of("report"), Stream.of(options)), files.stream())
                .toArray(String[]::new));
    }

    /** Without durations, and the width of their column. */
    private static String timeless(String text) {
        return text.replaceAll("\\d+\\.\\d s", "some s").replaceAll(" +", " ");
    }

    @Test
    void mergedSharesAreWhatOneRunGives() throws IOException {
        Outcome whole = Outcome.of("verify", "--all", "--quick", backups);
        List<String> files = shards();

        Outcome merged = report(files);

        assertThat(merged.exitCode()).isEqualTo(whole.exitCode()).isEqualTo(1);
        assertThat(timeless(merged.out())).isEqualTo(timeless(whole.out()));
        assertThat(merged.err()).isEqualTo("report: 1 of 12 databases not found sound, the first: tenant-7.db/db\n");
        JsonNode json = report(files, "--json").json();
        assertThat(json.path("schema").asText()).isEqualTo("ltx4j/report/1");
        assertThat(json.path("databases").asInt()).isEqualTo(12);
        assertThat(json.path("results")).hasSize(12);
        assertThat(json.path("missing_shards")).isEmpty();
        assertThat(json.at("/error/kind").asText()).isEqualTo("databases_failed");
    }

    @Test
    void standardInputIsAFileToo() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String file : shards()) {
            all.append(Files.readString(Path.of(file)));
        }
        InputStream before = System.in;
        try {
            for (List<String> files : List.of(List.<String>of(), List.of("-"))) {
                System.setIn(new ByteArrayInputStream(all.toString().getBytes(StandardCharsets.UTF_8)));
                assertThat(report(files).out()).contains("\n12 databases: 11 sound, 1 damaged; ");
            }
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void sharesThatDidNotFinishAreNamed() throws IOException {
        List<String> files = shards();
        String first = Files.readString(Path.of(files.get(0)));
        String cut = folder.resolve("cut.jsonl").toString();
        Files.writeString(Path.of(cut), first.substring(0, first.indexOf('\n') + 1));

        Outcome two = report(List.of(cut, files.get(1)), "--json");

        assertThat(two.json().path("missing_shards"))
                .extracting(JsonNode::asText)
                .containsExactly("0/3", "2/3");
        assertThat(two.json().at("/error/kind").asText()).isEqualTo("missing_shards");
        assertThat(two.err()).contains("report: shards 0/3, 2/3 did not finish");
        assertThat(two.exitCode()).isIn(1, 4);

        // One line is lost, though the last one is there.
        Files.writeString(Path.of(cut), first.substring(first.indexOf('\n') + 1));
        assertThat(report(List.of(cut, files.get(1), files.get(2))).err()).contains("shard 0/3 did not finish");
    }

    @Test
    void shareThatCouldNotBeginSaysWhy() throws IOException {
        List<String> files = shards();
        Files.writeString(
                Path.of(files.get(2)),
                Outcome.of(
                                "verify",
                                "--all",
                                "--json",
                                "--shard",
                                "2/3",
                                folder.resolve("nowhere").toString())
                        .out());

        Outcome outcome = report(files);

        assertThat(outcome.err())
                .contains("report: shard 2/3: " + folder.resolve("nowhere"))
                .contains("report: shard 2/3 did not finish");
    }

    @Test
    void newestOfTwoResultsCounts() throws IOException {
        List<String> files = new ArrayList<>(shards());
        Fixture.copyTree(EXAMPLES.resolve("replica/app.db/ltx/2"), folder.resolve("new"));
        Path damaged = folder.resolve("backups/tenant-7.db/db");
        Files.move(damaged, folder.resolve("away"));
        Fixture.copyTree(EXAMPLES.resolve("replica/app.db"), damaged);
        for (int index = 0; index < SHARDS; index++) {
            files.add(0, shard(index, "again" + index + ".jsonl"));
        }

        assertThat(report(files).exitCode()).isZero();
    }

    private static final String RESULT = "{\"schema\":\"ltx4j/verify-result/1\",\"database\":\"a\",\"replica\":\"r\","
            + "\"shard\":{\"index\":0,\"count\":1},\"result\":\"sound\",\"exit_code\":0,\"txid\":\"0000000000000029\","
            + "\"timestamp\":\"2026-11-23T13:54:06.968Z\",\"files\":4,\"bytes\":5,\"findings\":0,"
            + "\"finished\":\"2026-11-25T11:40:41.707Z\",\"duration_ms\":134,\"damage\":[]}";

    static Stream<Arguments> hostile() {
        return Stream.of(
                Arguments.of(RESULT.substring(0, 80), "not JSON, or cut off: "),
                Arguments.of("verify: something", "not JSON, or cut off: "),
                Arguments.of("[1]", "not a JSON object"),
                Arguments.of(RESULT + RESULT, "there is more behind the JSON object"),
                Arguments.of("{}", "not a line of 'verify --all --json' or 'restore --all --json'; its schema is none"),
                Arguments.of("{\"schema\":\"ltx4j/verify/1\"}", "its schema is ltx4j/verify/1"),
                Arguments.of("[".repeat(5000), "not a JSON object"),
                Arguments.of("{\"a\":" + "[".repeat(5000), "not JSON, or cut off: "),
                Arguments.of("x".repeat(ReportInput.MAX_LINE_BYTES + 1), "is longer than 1048576 bytes"),
                Arguments.of(
                        RESULT.replace("\"count\":1", "\"count\":2"), "one of 2 shards, but those before are of 1"),
                Arguments.of(RESULT.replace("\"index\":0", "\"index\":1"), "shards count from 0"),
                Arguments.of(RESULT.replace("\"count\":1", "\"count\":99999999999"), "there can be 1 to 65536 shards"),
                Arguments.of(RESULT.replace("verify-", "restore-"), "of 'restore', but those before are of 'verify'"),
                Arguments.of(RESULT.replace("\"files\":4", "\"files\":-4"), "\"files\" is not a count: -4"),
                Arguments.of(RESULT.replace("\"files\":4", "\"files\":1e9"), "\"files\" is not a count: 1e9"),
                Arguments.of(RESULT.replace("\"database\":\"a\",", ""), "\"database\" is missing"),
                Arguments.of(RESULT.replace("sound", "fine"), "\"result\" is not one that is known: fine"),
                Arguments.of(RESULT.replace("\"exit_code\":0", "\"exit_code\":1"), "\"exit_code\" does not go with"),
                Arguments.of(RESULT.replace("0000000000000029", "29"), "\"txid\" is not a TXID: 29"),
                Arguments.of(RESULT.replace("2026-11-25T11", "yesterday"), "\"finished\" is not a time: "));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void whatIsNoResultIsNamedWithFileAndLine(String line, String message) throws IOException {
        Path file = folder.resolve("x.jsonl");
        Files.writeString(file, RESULT + "\n\n" + line);

        Outcome outcome = report(List.of(file.toString()), "--json");

        assertThat(outcome.exitCode()).isEqualTo(4);
        JsonNode error = outcome.json().path("error");
        assertThat(error.path("kind").asText()).isEqualTo("malformed_report");
        assertThat(error.path("message").asText())
                .startsWith(file + ", line 3: ")
                .contains(message);
        assertThat(error.path("file").asText()).isEqualTo(file.toString());
        assertThat(error.path("line").asInt()).isEqualTo(3);
        assertThat(error.path("message").asText()).hasSizeLessThan(500);
    }

    @Test
    void noResultsAtAllAreAnError() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));

        assertThat(report(List.of(empty.toString())))
                .isEqualTo(new Outcome(4, "", "report: " + empty + ", line 1: there are no results\n"));
        assertThat(report(List.of(folder.resolve("none").toString())).exitCode())
                .isEqualTo(4);
        assertThat(report(List.of(folder.toString())).exitCode()).isEqualTo(4);
    }
}
