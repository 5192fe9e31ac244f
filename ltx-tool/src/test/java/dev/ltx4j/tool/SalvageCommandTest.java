package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SalvageCommandTest {
    private static final String DAMAGED =
            Fixture.projectRoot().resolve("examples/damaged/app.db").toString();

    @TempDir
    Path folder;

    @Test
    void whatIsARestoreEndsWithZeroAndSaysSo() throws IOException {
        Outcome outcome = salvage("-txid", "7", DAMAGED);

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).startsWith("restored ").contains("\nIt is what a restore of this target gives.\n");
        Path restored = folder.resolve("restored.db");
        Outcome.of("restore", "-txid", "7", "-o", restored.toString(), DAMAGED);
        assertThat(output()).hasSameBinaryContentAs(restored);
    }

    @Test
    void whatIsNoRestoreEndsWithOneAndSaysSoLoudly() throws IOException {
        Path map = folder.resolve("map.tsv");

        Outcome outcome = salvage("-txid", "c", "--json", "--mode", "640", "--map", map.toString(), DAMAGED);

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("out.db IS NOT A RESTORE: sound 18, unverified 4, missing 1, possibly older");
        JsonNode json = outcome.json();
        assertThat(json.path("schema").asText()).isEqualTo("ltx4j/salvage/1");
        assertThat(json.path("is_restore").asBoolean()).isFalse();
        assertThat(json.path("pages").asInt()).isEqualTo(23);
        assertThat(json.path("unverified_pages").asInt()).isEqualTo(4);
        assertThat(json.path("missing_pages").asInt()).isEqualTo(1);
        assertThat(json.path("older_pages").asInt()).isEqualTo(8);
        assertThat(json.at("/lost/0/min_txid").asText()).isEqualTo("0000000000000008");
        assertThat(json.at("/findings/0/object").asText()).isEqualTo("table t");
        assertThat(json.at("/error/kind").asText()).isEqualTo("not_a_restore");
        List<String> rows = Files.readAllLines(map);
        assertThat(rows)
                .startsWith("first_page\tlast_page\tsource\tolder\ttxid\tlevel\tfile")
                .contains("13\t13\tmissing\tno\t-\t-\t-")
                .hasSize(1 + json.path("map").size());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(output())))
                .isEqualTo("rw-r-----");
    }

    @Test
    void aWholeBackupOfADamagedDatabasePointsToOlderStates() {
        assertThat(salvage(DAMAGED).out()).contains("check       2 findings", "'find-clean' looks for an older state");
    }

    @Test
    void nothingIsReplacedOrPutAmongTheBackups() throws IOException {
        Files.writeString(output(), "mine");
        assertThat(salvage(DAMAGED).exitCode()).isEqualTo(5);
        assertThat(output()).hasContent("mine");
        assertThat(salvage("-force", DAMAGED).exitCode()).isZero();
        Path replica = Fixture.open("v5-page1024").copyReplica(folder.resolve("replica"));
        Path inside = replica.resolve("ltx/0/out.db");
        assertThat(Outcome.of("salvage", "-o", inside.toString(), replica.toString())
                        .exitCode())
                .isEqualTo(5);
        assertThat(inside).doesNotExist();
        Path map = Files.writeString(folder.resolve("map.tsv"), "mine");
        assertThat(salvage("--map", map.toString(), DAMAGED).exitCode()).isEqualTo(5);
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertThat(salvage(folder.toString()).exitCode()).isEqualTo(3);
        assertThat(salvage(folder.resolve("none").toString()).exitCode()).isEqualTo(4);
        assertThat(salvage("-timestamp", "2020-01-01T00:00:00Z", DAMAGED).exitCode())
                .isEqualTo(3);
        Outcome old = salvage(Fixture.open("v3-generations").replica().toString());
        assertThat(old.exitCode()).isEqualTo(3);
        assertThat(old.err()).contains("only LTX files are salvaged");
        assertThat(folder).isEmptyDirectory();
    }

    private Path output() {
        return folder.resolve("out.db");
    }

    private Outcome salvage(String... args) {
        String[] all = new String[args.length + 3];
        all[0] = "salvage";
        all[1] = "-o";
        all[2] = output().toString();
        System.arraycopy(args, 0, all, 3, args.length);
        return Outcome.of(all);
    }
}
