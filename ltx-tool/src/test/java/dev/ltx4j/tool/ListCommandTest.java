package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListCommandTest {
    private static final Fixture LEVELS = Fixture.open("v5-levels");
    private static final String REPLICA = LEVELS.replica().toString();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"list", "ltx"})
    void replicaIsListedByLevel(String command) {
        Outcome outcome = Outcome.of(command, REPLICA);

        assertThat(outcome.exitCode()).isZero();
        List<String> lines = outcome.out().lines().toList();
        assertThat(lines).hasSize(54);
        assertThat(lines.get(0)).matches("level  file +min_txid +max_txid +size +timestamp");
        assertThat(lines.get(1))
                .startsWith("0      00000000000000d5-00000000000000d5.ltx  00000000000000d5  00000000000000d5  22210 ")
                .endsWith(" 2026-11-23T13:56:07.076Z");
        assertThat(lines.get(53)).startsWith("9      0000000000000001-00000000000000e0.ltx  ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-level 9", "--level 9", "-level=9", "--level=9"})
    void levelChooses(String option) {
        String[] words = (option + " --tsv " + REPLICA).split(" ");

        Outcome outcome = Outcome.of(prepend("list", words));

        assertThat(outcome.out().lines())
                .hasSize(8)
                .allSatisfy(line -> assertThat(line).matches("(level|9)\t.*"))
                .contains("9\t0000000000000001-00000000000000e0.ltx\t0000000000000001\t00000000000000e0\t64718\t"
                        + "2026-11-23T13:56:09.004Z");
    }

    @Test
    void allIsEveryLevel() {
        assertThat(Outcome.of("list", "-level", "all", REPLICA)).isEqualTo(Outcome.of("list", REPLICA));
    }

    @Test
    void listingIsOneDocument() {
        JsonNode document = Outcome.of("list", "-json", REPLICA).json();

        assertThat(document.path("schema").asText()).isEqualTo("ltx4j/list/1");
        assertThat(document.path("source").asText()).isEqualTo(REPLICA);
        assertThat(document.path("files")).hasSize(53);
        JsonNode first = document.at("/files/0");
        assertThat(first.path("level").asInt()).isZero();
        assertThat(first.path("name").asText()).isEqualTo("00000000000000d5-00000000000000d5.ltx");
        assertThat(first.path("min_txid").asText()).isEqualTo("00000000000000d5");
        assertThat(first.path("size").asLong()).isEqualTo(22210);
        assertThat(first.path("timestamp").asText()).isEqualTo("2026-11-23T13:56:07.076Z");
    }

    @Test
    void generationsAreListedToo() {
        JsonNode document = Outcome.of(
                        "list", "--json", Fixture.open("mixed").replica().toString())
                .json();

        assertThat(document.path("files"))
                .anySatisfy(file -> assertThat(file.path("level").isNull()).isTrue());
        assertThat(document.path("files"))
                .anySatisfy(file -> assertThat(file.path("level").asInt()).isEqualTo(9));
        assertThat(document.path("files"))
                .anySatisfy(file -> assertThat(file.path("name").asText())
                        .startsWith("generations/")
                        .endsWith(".snapshot.lz4"));
    }

    @Test
    void headersOfFilesAreListed() throws Exception {
        Fixture chain = Fixture.open("ltx-chain4096");
        List<Path> files = chain.files(".ltx");

        Outcome text = Outcome.of("list", files.get(0).toString(), files.get(1).toString());
        Outcome tsv = Outcome.of("list", "-tsv", files.get(0).toString());
        JsonNode document = Outcome.of("list", "-json", files.get(0).toString()).json();

        assertThat(text.out().lines()).hasSize(3);
        assertThat(tsv.out().lines().findFirst())
                .contains("min_txid\tmax_txid\tpage_size\tcommit\tpages\tpre_apply\tpost_apply\ttimestamp\twal_offset"
                        + "\twal_size\twal_salt\tfile");
        JsonNode entry = document.at("/files/0");
        assertThat(entry.path("file").asText()).isEqualTo(files.get(0).toString());
        assertThat(entry.path("page_size").asInt()).isEqualTo(4096);
        assertThat(entry.path("size").asLong()).isEqualTo(Files.size(files.get(0)));
        assertThat(entry.path("post_apply_checksum").asText()).matches("[89a-f][0-9a-f]{15}");
    }

    @Test
    void damagedFileIsDamage() throws Exception {
        Path file = folder.resolve("cut.ltx");
        byte[] bytes = Files.readAllBytes(LEVELS.files(".ltx").get(0));
        Files.write(file, Arrays.copyOf(bytes, 200));

        Outcome outcome = Outcome.of("list", "--json", file.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.json().at("/error/kind").asText()).isEqualTo("malformed");
        assertThat(outcome.json().at("/error/offset").asInt()).isPositive();
    }

    @Test
    void aFolderWithoutAReplicaIsAnErrorAndNoEmptyTable() {
        Outcome outcome = Outcome.of("list", "--tsv", folder.toString());

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .startsWith("list: no matching backup files available: " + folder)
                .contains("is it the right path?");
    }

    @Test
    void aCopyWithoutTimesIsListedWithTheTimesOfTheHeaders() throws Exception {
        Path replica = LEVELS.copyReplica(folder.resolve("copy"));
        for (Path file : Files.walk(replica).filter(Files::isRegularFile).toList()) {
            Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        }
        Outcome outcome = Outcome.of("list", "--tsv", replica.toString());

        assertThat(outcome.err()).contains("read from the files' headers");
        assertThat(outcome.out())
                .isEqualTo(
                        Outcome.of("list", "--tsv", LEVELS.replica().toString()).out());
    }

    @Test
    void missingReplicaIsASourceThatCannotBeRead() {
        Outcome outcome = Outcome.of("list", "--json", "/nowhere");

        assertThat(outcome.exitCode()).isEqualTo(4);
        assertThat(outcome.err()).isEqualTo("list: /nowhere: no such file\n");
    }

    private static String[] prepend(String first, String[] rest) {
        String[] all = new String[rest.length + 1];
        all[0] = first;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }
}
