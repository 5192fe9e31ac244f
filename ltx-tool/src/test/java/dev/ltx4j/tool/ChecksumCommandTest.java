package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.ltx.LtxReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksumCommandTest {
    private static final Fixture WAL = Fixture.open("wal");

    @TempDir
    private Path folder;

    static List<String> chains() {
        return Fixture.names("ltx-chain");
    }

    @ParameterizedTest
    @MethodSource("chains")
    void everyTransactionOfAChainHasTheChecksumOfTheAnswerSheet(String chain) throws Exception {
        Fixture fixture = Fixture.open(chain);
        String pageSize = fixture.answers().get("page_size").asText();
        Path database = folder.resolve("pages.bin");
        byte[] bytes = {};
        int met = 0;
        for (JsonNode answer : fixture.answers().get("txns")) {
            String txid = answer.get("txid").asText();
            bytes = overlay(bytes, fixture.folder().resolve("l0").resolve(txid + "-" + txid + ".ltx"));
            Files.write(database, bytes);
            assertThat(Outcome.of("checksum", "--page-size", pageSize, database.toString()))
                    .isEqualTo(new Outcome(0, answer.get("post_apply_checksum").asText() + "\n", ""));
            met++;
        }
        assertThat(met).isEqualTo(20);
    }

    private static byte[] overlay(byte[] database, Path file) throws IOException {
        try (LtxReader reader = LtxReader.open(Files.newInputStream(file), file.toString())) {
            int pageBytes = reader.header().pageSize().bytes();
            byte[] after = Arrays.copyOf(database, (int) reader.header().commit() * pageBytes);
            while (reader.nextPage()) {
                System.arraycopy(reader.page(), 0, after, (int) (reader.pageNumber() - 1) * pageBytes, pageBytes);
            }
            reader.finish();
            return after;
        }
    }

    /** The transactions in the log are part of the database: the checksum is that of the recovered one. */
    @ParameterizedTest
    @ValueSource(strings = {"plain-512", "shrunk-4096", "wrapped-65536", "uncommitted-1024", "empty-2048"})
    void theLogIsIncludedAndThatIsSaid(String name) throws Exception {
        Path database = copy(name);
        long frames = WAL.answers().get(name).get("wal_frames_committed").asLong();
        Path recovered = folder.resolve("recovered.db");
        assertThat(Outcome.of("checkpoint", "-o", recovered.toString(), database.toString())
                        .exitCode())
                .isZero();

        Outcome outcome = Outcome.of("checksum", database.toString());

        assertThat(outcome.out())
                .isEqualTo(Outcome.of("checksum", recovered.toString()).out());
        assertThat(outcome.out()).matches("[0-9a-f]{16}\n");
        assertThat(outcome.err())
                .isEqualTo(
                        frames == 0
                                ? ""
                                : "checksum: " + frames + " frames of " + database.toRealPath()
                                        + "-wal are not in the database file yet; they are included\n");
        assertThat(Outcome.of("checksum", "-json", database.toString())
                        .json()
                        .get("wal_frames")
                        .asLong())
                .isEqualTo(frames);
    }

    @Test
    void withoutTheLogTheFileCountsAlone() throws Exception {
        Path database = copy("plain-4096");
        Path alone = Files.copy(database, folder.resolve("alone.db"));

        Outcome outcome = Outcome.of("checksum", "-no-wal", database.toString());

        assertThat(outcome).isEqualTo(Outcome.of("checksum", alone.toString()));
        assertThat(outcome).isEqualTo(Outcome.of("checksum", "--page-size=4096", database.toString()));
        assertThat(outcome.out())
                .isNotEqualTo(Outcome.of("checksum", database.toString()).out());
    }

    @Test
    void theDocumentHasWhatCounted() throws Exception {
        Path database = copy("plain-4096");

        JsonNode document =
                Outcome.of("checksum", "--json", database.toString()).json();

        assertThat(document.get("schema").asText()).isEqualTo("ltx4j/checksum/1");
        assertThat(document.get("db").asText()).isEqualTo(database.toString());
        assertThat(document.get("page_size").asInt()).isEqualTo(4096);
        assertThat(document.get("db_pages").asInt()).isEqualTo(7);
        assertThat(document.get("wal_frames").asInt()).isEqualTo(36);
        assertThat(document.get("checksum").asText()).isEqualTo("86c4a96749d97c2e");
    }

    @Test
    void whatCannotBeSummedUpIsSaid() throws Exception {
        Path text = Files.writeString(folder.resolve("text"), "x".repeat(200));

        assertThat(Outcome.of("checksum", text.toString()))
                .isEqualTo(new Outcome(
                        1,
                        "",
                        "checksum: " + text
                                + ": not a SQLite database: it does not start with \"SQLite format 3\" (at byte 0)\n"));
        assertThat(Outcome.of("checksum", "--page-size", "512", text.toString()))
                .isEqualTo(new Outcome(
                        1,
                        "",
                        "checksum: " + text + ": the file ends inside a page: 200 bytes are no whole number of pages of"
                                + " 512 (at byte 0, page 1)\n"));
        assertThat(Outcome.of("checksum", folder.toString()))
                .isEqualTo(new Outcome(4, "", "checksum: " + folder + ": is a folder, not a database\n"));
        assertThat(Outcome.of("checksum", folder.resolve("none").toString()))
                .isEqualTo(new Outcome(4, "", "checksum: " + folder.resolve("none") + ": no such file\n"));
    }

    @Test
    void aHotJournalIsSaidToBeInTheWay() throws Exception {
        Path database = copy("empty-512");
        Files.write(folder.resolve("empty-512.db-journal"), new byte[] {(byte) 0xd9, (byte) 0xd5});

        Outcome outcome = Outcome.of("checksum", "--json", database.toString());

        assertThat(outcome.exitCode()).isEqualTo(4);
        assertThat(outcome.json().at("/error/kind").asText()).isEqualTo("hot_journal");
        assertThat(outcome.err()).contains("open it once with SQLite");
    }

    private Path copy(String name) throws IOException {
        try (Stream<Path> files = Files.list(WAL.folder())) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (file.getFileName().toString().startsWith(name + ".db")) {
                    Files.copy(file, folder.resolve(file.getFileName().toString()));
                }
            }
        }
        return folder.resolve(name + ".db");
    }
}
