package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DumpCommandTest {
    private static final Fixture LEVELS = Fixture.open("v5-levels");
    private static final Path FILE = LEVELS.replica().resolve("ltx/0/00000000000000d5-00000000000000d5.ltx");

    @TempDir
    private Path folder;

    @Test
    void everythingInAFileIsPrinted() {
        Outcome outcome = Outcome.of("dump", FILE.toString());

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).startsWith("""
                        header
                          flags               0x00000002
                          page_size           4096
                          commit              36
                          min_txid            00000000000000d5
                          max_txid            00000000000000d5
                          timestamp           2026-11-23T13:56:07.076Z
                          pre_apply_checksum  0000000000000000
                          wal_offset          94792
                          wal_size            61800
                          wal_salt1           bf10dd7c
                          wal_salt2           0f33f38a
                          node_id             0000000000000000
                        frames
                          page        offset          length
                          1           100             394
                          2           494             111
                        """).endsWith("""
                          36          22056           48
                        index
                          entries             15
                        trailer
                          post_apply_checksum 0000000000000000
                          file_checksum       e7b57320539287fe
                        """);
    }

    @Test
    void dumpIsOneDocument() {
        JsonNode document = Outcome.of("dump", "--json", FILE.toString()).json();

        assertThat(document.path("schema").asText()).isEqualTo("ltx4j/dump/1");
        assertThat(document.at("/header/commit").asInt()).isEqualTo(36);
        assertThat(document.path("frames")).hasSize(15);
        assertThat(document.at("/frames/1/offset").asLong()).isEqualTo(494);
        assertThat(document.at("/index/entries").asInt()).isEqualTo(15);
        assertThat(document.at("/trailer/file_checksum").asText()).isEqualTo("e7b57320539287fe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-page", "--page"})
    void pageIsPrintedAsHex(String option) {
        Outcome outcome = Outcome.of("dump", option, "1", FILE.toString());

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .startsWith("00000000  53 51 4c 69 74 65 20 66  6f 72 6d 61 74 20 33 00  |SQLite format 3.|\n")
                .contains("\n*\n");
        assertThat(outcome.out().lines().reduce("", (a, b) -> b)).startsWith("00000ff0  ");
    }

    @Test
    void pageOfTheDumpIsThatOfTheDatabase() throws Exception {
        Path last = LEVELS.replica().resolve("ltx/0/00000000000000e5-00000000000000e5.ltx");
        Path database = folder.resolve("out.db");
        Outcome.ofRestore("-o", database.toString(), LEVELS.replica().toString());
        JsonNode frame = Outcome.of("dump", "--json", last.toString()).json().at("/frames/1");
        int pageNumber = frame.path("page").asInt();

        JsonNode document = Outcome.of("dump", "--json", "--page", Integer.toString(pageNumber), last.toString())
                .json();

        byte[] page = HexFormat.of().parseHex(document.path("data").asText());
        byte[] bytes = Files.readAllBytes(database);
        assertThat(page).isEqualTo(Arrays.copyOfRange(bytes, (pageNumber - 1) * 4096, pageNumber * 4096));
        assertThat(document.path("offset")).isEqualTo(frame.path("offset"));
        assertThat(document.path("length")).isEqualTo(frame.path("length"));
    }

    @Test
    void pageThatIsNotThereIsAMistake() {
        assertThat(Outcome.of("dump", "--page", "4", FILE.toString()).err())
                .startsWith("dump: page 4 is not in " + FILE + "\n");
        Outcome lockPage = Outcome.of("dump", "--json", "--page", "262145", FILE.toString());
        assertThat(lockPage.exitCode()).isEqualTo(2);
        assertThat(lockPage.json().at("/error/message").asText())
                .isEqualTo("page 262145 is the lock page, which no file holds");
    }

    @Test
    void damagedFileIsPrintedUpToTheDamage() throws Exception {
        Path cut = folder.resolve("cut.ltx");
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(FILE), 9000));
        String message = cut + ": file ends inside the page frames, after page 14 (at byte 9000)";

        Outcome text = Outcome.of("dump", cut.toString());
        Outcome page = Outcome.of("dump", "--page", "1", cut.toString());
        Outcome json = Outcome.of("dump", "--json", cut.toString());

        assertThat(text.exitCode()).isEqualTo(1);
        assertThat(text.out()).startsWith("header\n").endsWith("  14          3924            2468\n");
        assertThat(text.err()).isEqualTo("dump: " + message + "\n");
        assertThat(page.exitCode()).isEqualTo(1);
        assertThat(page.out()).startsWith("00000000  53 51 4c ");
        assertThat(json.exitCode()).isEqualTo(1);
        assertThat(json.json().path("frames")).hasSize(7);
        assertThat(json.json().has("trailer")).isFalse();
        assertThat(json.json().at("/error/message").asText()).isEqualTo(message);
        assertThat(json.json().at("/error/offset").asInt()).isEqualTo(9000);
        assertThat(json.err()).isEqualTo("dump: " + message + "\n");
    }

    @Test
    void damagedTrailerEndsTheDocumentWithTheError() throws Exception {
        Path file = folder.resolve("file.ltx");
        byte[] bytes = Files.readAllBytes(FILE);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);

        Outcome outcome = Outcome.of("dump", "--json", file.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.json().path("frames")).hasSize(15);
        assertThat(outcome.json().at("/error/kind").asText()).isEqualTo("checksum_mismatch");
    }

    @Test
    void whatIsNoFileCannotBeRead() {
        assertThat(Outcome.of("dump", folder.toString()))
                .isEqualTo(new Outcome(4, "", "dump: " + folder + ": is a folder, not an LTX file\n"));
        assertThat(Outcome.of("dump", folder.resolve("none").toString()))
                .isEqualTo(new Outcome(4, "", "dump: " + folder.resolve("none") + ": no such file\n"));
    }

    @Test
    void fileOfAnotherKindIsSaidToBeNone() throws Exception {
        Path file = Files.writeString(folder.resolve("text.ltx"), "x".repeat(200));

        assertThat(Outcome.of("dump", file.toString()))
                .isEqualTo(new Outcome(
                        1, "", "dump: " + file + ": not an LTX file: it does not start with \"LTX1\" (at byte 0)\n"));
    }

    @Test
    void indexHasTheFramesOfTheWholeDump() {
        JsonNode whole = Outcome.of("dump", "--json", FILE.toString()).json();

        JsonNode index =
                Outcome.of("dump", "--json", "--index", FILE.toString()).json();

        assertThat(index.path("schema").asText()).isEqualTo("ltx4j/dump/1");
        assertThat(index.path("header")).isEqualTo(whole.path("header"));
        assertThat(index.at("/index/pages")).isEqualTo(whole.path("frames"));
        assertThat(index.at("/index/entries")).isEqualTo(whole.at("/index/entries"));
        assertThat(index.path("trailer")).isEqualTo(whole.path("trailer"));
        assertThat(Outcome.of("dump", "-index", FILE.toString()).out())
                .contains("""
                          node_id             0000000000000000
                        index
                          page        offset          length
                          1           100             394
                          2           494             111
                        """)
                .endsWith("""
                          36          22056           48
                          entries             15
                        trailer
                          post_apply_checksum 0000000000000000
                          file_checksum       e7b57320539287fe
                        """);
    }

    @Test
    void indexOfADamagedFileIsAnErrorAndNotHalfAList() throws Exception {
        byte[] bytes = Files.readAllBytes(FILE);
        Path cut = Files.write(folder.resolve("cut.ltx"), Arrays.copyOf(bytes, 9000));

        Outcome outcome = Outcome.of("dump", "--index", "--json", cut.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.json().at("/error/kind").asText()).isEqualTo("malformed");
        assertThat(outcome.json().has("header")).isFalse();
        assertThat(Outcome.of("dump", "--index", "--page", "1", FILE.toString()).err())
                .startsWith("dump: give '--index' or '--page', not both\n");
    }
}
