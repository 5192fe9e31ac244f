package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoverageCommandTest {
    private static final Fixture LEVELS = Fixture.open("v5-levels");

    @TempDir
    private Path folder;

    @Test
    void pictureHasARowForEachLevel() {
        Outcome outcome = Outcome.of("coverage", "--ascii", LEVELS.replica().toString());

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out().lines().toList())
                .extracting(line -> line.split(" {2,}")[0])
                .startsWith("restorable", "snapshots", "level 2", "level 1", "level 0", "time");
        assertThat(outcome.out().lines()).allMatch(line -> line.length() <= 220);
        assertThat(outcome.out()).contains(" states: TXID ").contains(" alone: TXIDs ");
    }

    @Test
    void axisCanBeTransactions() {
        Outcome outcome = Outcome.of(
                "coverage", "--ascii", "--axis=txid", LEVELS.replica().toString());

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).contains("\nTXID        |").contains("00000000000000e5\n");
        assertThat(Outcome.of("coverage", "--axis", "level", "x").exitCode()).isEqualTo(2);
    }

    @Test
    void documentListsStatesOnRequest() throws Exception {
        JsonNode document = Outcome.of(
                        "coverage", "--json", "--states", LEVELS.replica().toString())
                .json();

        assertThat(document.path("schema").asText()).isEqualTo("ltx4j/coverage/1");
        assertThat(document.path("states")).hasSize(document.path("state_count").asInt());
        assertThat(document.path("ranges")).hasSize(1);
        assertThat(document.path("holes")).isEmpty();
        for (JsonNode state : document.path("states")) {
            String txid = state.path("txid").asText();
            assertThat(Outcome.of("restore", "-dry-run", "-txid", txid, "-o", folder + "/db", LEVELS.replica() + "")
                            .exitCode())
                    .as(txid)
                    .isZero();
        }
        assertThat(Outcome.of("coverage", "--json", LEVELS.replica().toString())
                        .json()
                        .has("states"))
                .isFalse();
    }

    @Test
    void aHoleIsShownAndSaid() throws Exception {
        Path replica = LEVELS.copyReplica(folder.resolve("replica"));
        for (String level : List.of("1", "2")) {
            try (java.util.stream.Stream<Path> files = Files.list(replica.resolve("ltx/" + level))) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
        Outcome outcome = Outcome.of("coverage", "--ascii", "--axis", "txid", replica.toString());

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).contains("\nhole: TXIDs ").containsPattern("restorable +[^\n]*x");
        assertThat(Outcome.of("coverage", "--json", replica.toString()).json().path("holes"))
                .isNotEmpty();
    }

    @Test
    void pageNeedsNothingElse() throws Exception {
        Path page = folder.resolve("page.html");
        Outcome outcome = Outcome.of(
                "coverage", "--html", page.toString(), Fixture.open("mixed").replica() + "");

        assertThat(outcome.exitCode()).isZero();
        assertThat(Files.readString(page))
                .startsWith("<!doctype html>")
                .contains("<svg ", "class=\"snapshot\"", "class=\"generation\"", "prefers-color-scheme: dark")
                .doesNotContain("http://", "https://", "<script", "url(");
        assertThat(Outcome.of("coverage", "--html", folder + "/none/page.html", LEVELS.replica() + "")
                        .exitCode())
                .isEqualTo(5);
    }

    @Test
    void generationsAreCoveredToo() {
        JsonNode document = Outcome.of(
                        "coverage", "--json", Fixture.open("v3-generations").replica() + "")
                .json();

        assertThat(document.path("generations")).hasSize(3);
        assertThat(document.at("/generations/0/ranges")).hasSize(1);
        assertThat(Outcome.of(
                                "coverage",
                                "--ascii",
                                Fixture.open("v3-generations").replica() + "")
                        .out())
                .contains("0.3 ", "of Litestream 0.3: indexes ");
    }

    @Test
    void anEmptyFolderHasNothingToCover() {
        assertThat(Outcome.of("coverage", folder.toString()).exitCode()).isEqualTo(3);
        assertThat(Outcome.of("coverage", folder + "/none").exitCode()).isEqualTo(4);
    }
}
