package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindCleanCommandTest {
    private static final String DAMAGED =
            Fixture.projectRoot().resolve("examples/damaged/app.db").toString();

    @TempDir
    Path folder;

    @Test
    void aCleanReplicaEndsWithZero() {
        String replica = Fixture.open("v5-page4096").replica().toString();

        Outcome outcome = find(replica);

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .startsWith("newest clean state: TXID ")
                .doesNotContain("restore it")
                .contains("1 state of ");
        assertThat(folder).isEmptyDirectory();
        JsonNode json = find("--json", replica).json();
        assertThat(json.path("schema").asText()).isEqualTo("ltx4j/find-clean/1");
        assertThat(json.path("clean").asBoolean()).isTrue();
        assertThat(json.path("newest")).isEqualTo(json.path("newest_clean"));
        assertThat(json.has("error")).isFalse();
    }

    @Test
    void damageEndsWithOneAlsoIfAnOlderStateIsClean() {
        for (String[] options : new String[][] {{"--json"}, {"--json", "--exhaustive", "--full"}}) {
            Outcome outcome = find(concat(options, DAMAGED));

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.err())
                    .contains("find-clean: damage found; the newest clean state is TXID 000000000000001f");
            JsonNode json = outcome.json();
            assertThat(json.at("/newest_clean/txid").asText()).isEqualTo("000000000000001f");
            assertThat(json.path("damaged").size()).isEqualTo(1);
            JsonNode damaged = json.at("/damaged/0");
            assertThat(damaged.at("/first/txid").asText()).isEqualTo("0000000000000020");
            assertThat(damaged.at("/last/txid").asText()).isEqualTo("0000000000000029");
            assertThat(damaged.at("/clean_before/txid").asText()).isEqualTo("000000000000001f");
            assertThat(damaged.at("/brought_by/0/file").asText())
                    .isEqualTo("ltx/0/0000000000000020-0000000000000020.ltx");
            assertThat(damaged.at("/findings/0/page").asInt()).isEqualTo(36);
            assertThat(damaged.at("/findings/0/object").asText()).isEqualTo("table t");
            assertThat(json.at("/error/exit_code").asInt()).isEqualTo(1);
            assertThat(json.path("tried").asInt()).isEqualTo(options.length == 1 ? 6 : 32);
        }
        assertThat(folder).isEmptyDirectory();
    }

    /** What the answer says to type gives a sound database. */
    @Test
    void theCommandToTypeWorks() {
        String line = find(DAMAGED)
                .out()
                .lines()
                .filter(text -> text.contains("ltx-tool restore"))
                .findFirst()
                .orElseThrow()
                .strip();
        String[] words = line.replace(
                        "restored.db", folder.resolve("restored.db").toString())
                .substring("ltx-tool ".length())
                .split(" ");
        assertThat(Outcome.of(words).exitCode()).isZero();
        assertThat(Outcome.of("check", "--full", folder.resolve("restored.db").toString())
                        .exitCode())
                .isZero();
    }

    @Test
    void whatCannotBeLookedAtSaysWhy() {
        Outcome old = find(Fixture.open("v3-generations").replica().toString());
        assertThat(old.exitCode()).isEqualTo(3);
        assertThat(old.err()).contains("only generations of Litestream 0.3", "-integrity-check quick");
        assertThat(find(folder.toString()).exitCode()).isEqualTo(3);
        assertThat(find(folder.resolve("none").toString()).exitCode()).isEqualTo(4);
        assertThat(Outcome.of("find-clean", "--tmp", folder.resolve("none").toString(), DAMAGED)
                        .exitCode())
                .isEqualTo(5);
    }

    private Outcome find(String... args) {
        return Outcome.of(concat(new String[] {"find-clean", "--tmp", folder.toString()}, args));
    }

    private static String[] concat(String[] first, String... second) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(second)).toArray(String[]::new);
    }
}
