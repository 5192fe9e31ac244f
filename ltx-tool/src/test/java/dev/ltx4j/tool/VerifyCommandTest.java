package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.ltx.LtxReader;
import dev.ltx4j.ltx.LtxWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
    private static final Fixture LEVELS = Fixture.open("v5-levels");

    @TempDir
    private Path folder;

    @Test
    void soundReplicaIsSound() {
        Outcome outcome = Outcome.of("verify", LEVELS.replica().toString());

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .startsWith("level  files  bytes   pages  min_txid          max_txid\n0      17     ")
                .contains("\nnote: level 0 starts with TXID 00000000000000d5: ")
                .endsWith("\n53 files, 1759341 bytes: sound\n");
    }

    @Test
    void reportIsOneDocument() {
        JsonNode document =
                Outcome.of("verify", "--json", "file://" + LEVELS.replica()).json();

        assertThat(document.path("schema").asText()).isEqualTo("ltx4j/verify/1");
        assertThat(document.path("sound").asBoolean()).isTrue();
        assertThat(document.path("files").asInt()).isEqualTo(53);
        assertThat(document.path("levels")).hasSize(4);
        assertThat(document.at("/levels/0/min_txid").asText()).isEqualTo("00000000000000d5");
        assertThat(document.path("findings")).isEmpty();
        assertThat(document.path("notes")).isNotEmpty();
        assertThat(document.has("error")).isFalse();
    }

    @Test
    void everyDamageOfAReplicaIsFound() throws Exception {
        Path replica = LEVELS.copyReplica(folder.resolve("replica"));
        Path snapshot = replica.resolve("ltx/9/0000000000000001-00000000000000b8.ltx");
        Path flipped = replica.resolve("ltx/0/00000000000000d6-00000000000000d6.ltx");
        flip(snapshot);
        flip(flipped);
        Files.delete(replica.resolve("ltx/0/00000000000000da-00000000000000da.ltx"));

        Outcome outcome = Outcome.of("verify", "-json", "-parallelism", "2", replica.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        JsonNode document = outcome.json();
        assertThat(document.path("findings").findValuesAsText("file"))
                .containsExactlyInAnyOrder(
                        flipped.toString(),
                        replica.resolve("ltx/0/00000000000000db-00000000000000db.ltx")
                                .toString(),
                        snapshot.toString());
        assertThat(document.path("findings").findValuesAsText("kind")).contains("damaged_file", "gap");
        assertThat(document.at("/error/kind").asText()).isEqualTo("damage");
        assertThat(document.at("/error/file").asText())
                .isEqualTo(document.at("/findings/0/file").asText());
        assertThat(outcome.err()).startsWith("verify: 3 findings, the first: " + flipped + ": ");
    }

    @Test
    void levelsThatDisagreeAreDamage() throws Exception {
        Path replica = LEVELS.copyReplica(folder.resolve("replica"));
        List<Path> merged = sorted(replica.resolve("ltx/1"));
        Path changed = merged.get(merged.size() - 1);
        changeFirstPage(changed);

        Outcome outcome = Outcome.of("verify", replica.toString());
        Outcome quick = Outcome.of("verify", "--quick", replica.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).contains("damage: " + changed + ": disagrees with ");
        assertThat(quick.exitCode()).isZero();
        assertThat(quick.out()).doesNotContain("held against each other");
    }

    @Test
    void sampleReadsAShareAndSaysWhich() throws Exception {
        Path replica = LEVELS.copyReplica(folder.resolve("replica"));
        Outcome outcome = Outcome.of("verify", "--sample", "20%", "--seed", "7", replica.toString());
        JsonNode document = Outcome.of("verify", "--sample=20", "--seed=7", "--json", replica.toString())
                .json();

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .contains(
                        "\nsample: 20.0% of the files were read in full, with --seed 7; of the others only the headers\n")
                .contains("\n" + document.path("files").asInt() + " files, ");
        assertThat(document.path("files").asInt()).isBetween(2, 25);
        assertThat(document.at("/sample/seed").asLong()).isEqualTo(7);

        for (Path file : LEVELS.files(".ltx")) {
            Path copy = replica.resolve(LEVELS.replica().relativize(file).toString());
            byte[] bytes = Files.readAllBytes(copy);
            bytes[23] ^= 1; // the last byte of the header's first TXID
            Files.write(copy, bytes);
        }
        assertThat(Outcome.of("verify", "--sample=20", "--json", replica.toString())
                        .json()
                        .path("findings"))
                .hasSize(53);
    }

    @Test
    void optionsForReplicasAreRefusedForFiles() throws Exception {
        String file = copyOfOne().toString();
        assertThat(Outcome.of("verify", "--quick", file).exitCode()).isEqualTo(2);
        assertThat(Outcome.of("verify", "--sample", "5%", file).exitCode()).isEqualTo(2);
        assertThat(Outcome.of("verify", "--seed", "5", LEVELS.replica().toString())
                        .exitCode())
                .isEqualTo(2);
        assertThat(Outcome.of("verify", "--sample", "0%", LEVELS.replica().toString())
                        .err())
                .contains("not a share above 0% and up to 100%");
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void latestStateIsCheckedOnRequest() throws Exception {
        Path replica = LEVELS.copyReplica(folder.resolve("replica"));
        assertThat(Outcome.of("verify", "--integrity", replica.toString()).out())
                .contains(
                        "note: the latest state (TXID 00000000000000e5) was restored and is a sound database of 36 pages");
        change(replica.resolve("ltx/0/00000000000000e5-00000000000000e5.ltx"), page -> Arrays.fill(page, (byte) 0));
        change(replica.resolve("ltx/1/00000000000000db-00000000000000e5.ltx"), page -> Arrays.fill(page, (byte) 0));

        Outcome quick = Outcome.of("verify", "--quick", replica.toString());
        JsonNode document = Outcome.of("verify", "--quick", "--integrity", "--json", replica.toString())
                .json();

        assertThat(quick.exitCode()).isZero();
        assertThat(document.path("sound").asBoolean()).isFalse();
        assertThat(document.path("findings").findValuesAsText("kind")).containsOnly("integrity");
        assertThat(document.at("/findings/0/message").asText()).contains("the latest state (TXID 00000000000000e5)");
    }

    /** Writes the file anew, sound in itself, with one byte of its first page changed. */
    private static void changeFirstPage(Path file) throws IOException {
        change(file, page -> page[page.length - 1] ^= 1);
    }

    private static void change(Path file, Consumer<byte[]> change) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LtxReader reader = LtxReader.open(Files.newInputStream(file), "original");
                LtxWriter writer = LtxWriter.open(out, "changed", reader.header())) {
            Consumer<byte[]> next = change;
            while (reader.nextPage()) {
                byte[] page = reader.page();
                next.accept(page);
                writer.writePage(reader.pageNumber(), page);
                next = other -> {};
            }
            writer.finish();
        }
        Files.write(file, out.toByteArray());
    }

    @Test
    void damageIsPrintedForPeople() throws Exception {
        Path file = copyOfOne();
        flip(file);

        Outcome outcome = Outcome.of("verify", file.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out())
                .startsWith("damage: " + file + ": ")
                .endsWith("\n1 file, " + Files.size(file) + " bytes: damaged\n");
        assertThat(outcome.err()).startsWith("verify: damage found: " + file + ": ");
    }

    @Test
    void filesAreVerifiedEach() throws Exception {
        List<Path> files = LEVELS.files(".ltx");
        Path damaged = copyOfOne();
        flip(damaged);

        Outcome sound =
                Outcome.of("verify", files.get(0).toString(), files.get(1).toString());
        Outcome one = Outcome.of(
                "verify",
                "--json",
                files.get(0).toString(),
                damaged.toString(),
                files.get(1).toString());

        assertThat(sound.exitCode()).isZero();
        assertThat(one.exitCode()).isEqualTo(1);
        assertThat(one.json().path("files").asInt()).isEqualTo(3);
        assertThat(one.json().path("findings").findValuesAsText("file")).containsExactly(damaged.toString());
    }

    @Test
    void nameThatContradictsTheHeaderIsDamage() throws Exception {
        Path file = copyOfOne();
        Path renamed = Files.move(file, folder.resolve("0000000000000001-0000000000000099.ltx"));

        Outcome outcome = Outcome.of("verify", renamed.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).contains("contradicts the name");
    }

    @Test
    void olderVersionIsSaidToBeUnsupported() throws Exception {
        Path file = copyOfOne();
        byte[] bytes = Files.readAllBytes(file);
        bytes[7] = 1;
        Files.write(file, bytes);

        JsonNode document = Outcome.of("verify", "--json", file.toString()).json();

        assertThat(document.at("/findings/0/kind").asText()).isEqualTo("unsupported_file");
        assertThat(document.at("/findings/0/offset").asInt()).isEqualTo(4);
    }

    @Test
    void missingFileIsASourceThatCannotBeRead() {
        Outcome outcome = Outcome.of("verify", folder.resolve("none.ltx").toString());

        assertThat(outcome).isEqualTo(new Outcome(4, "", "verify: " + folder.resolve("none.ltx") + ": no such file\n"));
    }

    @Test
    void emptyReplicaHasNothingToVerify() {
        Outcome outcome = Outcome.of("verify", "--json", folder.toString());

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.json().at("/error/kind").asText()).isEqualTo("no_backup");
    }

    private Path copyOfOne() throws IOException {
        Path file = LEVELS.files(".ltx").get(0);
        return Files.copy(file, folder.resolve(file.getFileName()));
    }

    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }
}
