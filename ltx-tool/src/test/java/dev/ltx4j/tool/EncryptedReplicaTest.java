package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Fixture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas that Litestream 0.3 encrypted with age are named as what they are: not supported, and not damaged. */
class EncryptedReplicaTest {
    @TempDir
    private Path folder;

    @Test
    void anEncryptedReplicaIsNoDamage() throws Exception {
        Path replica = Fixture.open("v3-generations").copyReplica(folder.resolve("replica"));
        try (Stream<Path> all = Files.walk(replica)) {
            List<Path> files = all.filter(Files::isRegularFile).toList();
            for (Path file : files) {
                // The times tell the generations apart.
                FileTime created = Files.getLastModifiedTime(file);
                Files.write(file, "age-encryption.org/v1\n-> X25519 abc\n".getBytes(StandardCharsets.US_ASCII));
                Files.setLastModifiedTime(file, created);
            }
        }

        Outcome restore =
                Outcome.ofRestore("-json", "-o", folder.resolve("out.db").toString(), replica.toString());
        assertThat(restore.exitCode()).isEqualTo(1);
        assertThat(restore.json().at("/error/kind").asText()).isEqualTo("unsupported");
        assertThat(restore.err())
                .contains("is encrypted with age; encrypted replicas cannot be read")
                .doesNotContain("damage");
        assertThat(folder.resolve("out.db")).doesNotExist();

        Outcome verify = Outcome.of("verify", "--json", replica.toString());
        assertThat(verify.exitCode()).isEqualTo(1);
        assertThat(verify.json().at("/error/kind").asText()).isEqualTo("unsupported");
        assertThat(verify.json().path("findings").findValuesAsText("kind")).containsOnly("unsupported_file");
        Outcome text = Outcome.of("verify", replica.toString());
        assertThat(text.out())
                .contains("not supported: ", "is encrypted with age", "of a kind that cannot be read")
                .doesNotContain("damage");
    }
}
