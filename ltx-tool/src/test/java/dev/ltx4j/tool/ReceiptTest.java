package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ltx4j.fixtures.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A receipt says what a database was made of, and tells later whether it is still the same. */
class ReceiptTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"v5-history", "v5-levels", "v3-generations", "v5-page65536"})
    void everyInputAndTheDatabaseAreInItWithTheirSums(String name) throws Exception {
        Fixture fixture = Fixture.open(name);
        Outcome outcome = restore(fixture.replica());
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();

        JsonNode document = document();
        assertThat(document.path("schema").asText()).isEqualTo("ltx4j/receipt/1");
        assertThat(document.at("/database/sha256").asText()).isEqualTo(Fixture.sha256(database()));
        assertThat(document.at("/database/size").asLong()).isEqualTo(Files.size(database()));
        assertThat(document.at("/reached/timestamp").asText()).startsWith("2026-");
        assertThat(document.at("/requested/latest").asBoolean()).isTrue();
        assertThat(document.path("verified")).isNotEmpty();
        assertThat(document.path("files")).isNotEmpty();
        for (JsonNode file : document.path("files")) {
            Path input = fixture.replica().resolve(file.path("name").asText());
            assertThat(file.path("size").asLong()).isEqualTo(Files.size(input));
            assertThat(file.path("sha256").asText()).isEqualTo(Fixture.sha256(input));
            if (name.startsWith("v5")) {
                byte[] bytes = Files.readAllBytes(input);
                long checksum = java.nio.ByteBuffer.wrap(bytes).getLong(bytes.length - 8);
                assertThat(file.path("file_checksum").asText()).isEqualTo(String.format("%016x", checksum));
            }
        }
        Outcome checksum = Outcome.of("checksum", database().toString());
        assertThat(checksum.out()).contains(document.at("/database/checksum").asText());
    }

    @Test
    void aDatabaseIsHeldAgainstItsReceipt() throws Exception {
        restore(Fixture.open("v5-levels").replica());

        Outcome same = verify();
        assertThat(same).isEqualTo(new Outcome(0, database() + ": as " + receipt() + " says, to the byte\n", ""));

        byte[] bytes = Files.readAllBytes(database());
        bytes[5000] ^= 1;
        Files.write(database(), bytes);
        Outcome changed = verify("--json");
        assertThat(changed.exitCode()).isEqualTo(1);
        assertThat(changed.err())
                .contains("sha256", "checksum", "opened by SQLite since may differ")
                .doesNotContain("size ");
        assertThat(changed.json().path("differences").findValuesAsText("what")).containsExactly("sha256", "checksum");
        assertThat(changed.json().at("/error/kind").asText()).isEqualTo("receipt_mismatch");

        Files.write(database(), java.util.Arrays.copyOf(bytes, bytes.length - 7));
        Outcome cut = verify();
        assertThat(cut.exitCode()).isEqualTo(1);
        assertThat(cut.err()).contains("size " + (bytes.length - 7) + " instead of " + bytes.length);
    }

    @Test
    void aReceiptAppearsOnlyWithItsDatabase() throws Exception {
        Path replica = Fixture.open("v5-levels").copyReplica(folder.resolve("replica"));
        for (Path file : List.of(
                replica.resolve("ltx/1/00000000000000db-00000000000000e5.ltx"),
                replica.resolve("ltx/0/00000000000000e5-00000000000000e5.ltx"))) {
            Files.write(file, new byte[200]);
        }

        assertThat(restore(replica).exitCode()).isEqualTo(1);

        assertThat(database()).doesNotExist();
        assertThat(receipt()).doesNotExist();
    }

    @Test
    void anExistingReceiptIsKeptUnlessForced() throws Exception {
        Files.writeString(receipt(), "mine");
        Outcome refused = restore(Fixture.open("v5-levels").replica());
        assertThat(refused.exitCode()).isEqualTo(5);
        assertThat(receipt()).hasContent("mine");
        assertThat(database()).doesNotExist();

        assertThat(restore(Fixture.open("v5-levels").replica(), "-force").exitCode())
                .isZero();
        assertThat(document().path("schema").asText()).isEqualTo("ltx4j/receipt/1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "nonsense",
                "{\"schema\": \"ltx4j/restore/1\"}",
                "{\"schema\": \"ltx4j/receipt/1\"}",
                "{\"schema\": \"ltx4j/receipt/1\", \"database\": {\"page_size\": 5, \"size\": 1, \"sha256\": \"\", \"checksum\": \"\"}}",
                "{\"schema\": \"ltx4j/receipt/1\", \"database\": {\"page_size\": [], \"size\": {}, \"sha256\": 1, \"checksum\": 2}}"
            })
    void whatIsNoReceiptIsRefusedByName(String content) throws Exception {
        Files.writeString(receipt(), content);
        Files.write(database(), new byte[512]);

        Outcome outcome = verify("--json");

        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(1);
        assertThat(outcome.json().at("/error/kind").asText()).isEqualTo("malformed");
        assertThat(outcome.json().at("/error/file").asText())
                .isEqualTo(receipt().toString());
    }

    private Outcome restore(Path replica, String... options) {
        List<String> arguments = new java.util.ArrayList<>(
                List.of("--receipt", receipt().toString(), "-o", database().toString(), replica.toString()));
        arguments.addAll(List.of(options));
        return Outcome.ofRestore(arguments.toArray(String[]::new));
    }

    private Outcome verify(String... options) {
        List<String> arguments = new java.util.ArrayList<>(
                List.of("verify", "--receipt", receipt().toString(), database().toString()));
        arguments.addAll(List.of(options));
        return Outcome.of(arguments.toArray(String[]::new));
    }

    private Path database() {
        return folder.resolve("app.db");
    }

    private Path receipt() {
        return folder.resolve("app.json");
    }

    private JsonNode document() throws IOException {
        return new ObjectMapper().readTree(receipt().toFile());
    }
}
