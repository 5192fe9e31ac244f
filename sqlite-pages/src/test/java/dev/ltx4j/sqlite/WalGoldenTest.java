package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The 72 pairs of database and log: what SQLite 3.40 made of each after recovery and a truncating checkpoint. */
class WalGoldenTest {
    private final Fixture fixture = Fixture.open("wal");

    @TempDir
    private Path scratch;

    @Test
    void everyPairRecoversToTheBytesThatSqliteMakesOfIt() throws Exception {
        int met = 0;
        Set<WalEnd> ends = EnumSet.noneOf(WalEnd.class);
        for (Map.Entry<String, JsonNode> pair : fixture.answers().properties()) {
            byte[] wal = wal(pair.getKey());
            WalRecovery recovery = WalRecovery.scan(walPath(pair.getKey()));
            requireAnswer(pair, recovery, wal);
            ends.add(recovery.end());
            met++;
        }
        assertThat(met).isEqualTo(72);
        assertThat(ends).isEqualTo(EnumSet.complementOf(EnumSet.of(WalEnd.PAGE_NUMBER_ZERO)));
    }

    /** SQLite writes big-endian checksums on machines that are; there is none at hand, so the logs are converted. */
    @Test
    void everyPairRecoversToTheSameBytesWithBigEndianChecksums() throws Exception {
        int converted = 0;
        for (Map.Entry<String, JsonNode> pair : fixture.answers().properties()) {
            String name = pair.getKey();
            if (name.startsWith("plain") || name.startsWith("shrunk") || name.startsWith("uncommitted")) {
                byte[] wal = WalForge.reversed(wal(name));
                WalRecovery recovery = WalRecovery.scan(new ByteArrayInputStream(wal), name);
                assertThat(recovery.header())
                        .satisfies(header -> assertThat(header.checksumOrder()).isEqualTo(ByteOrder.BIG_ENDIAN));
                requireAnswer(pair, recovery, wal);
                converted++;
            }
        }
        assertThat(converted).isEqualTo(24);
    }

    private void requireAnswer(Map.Entry<String, JsonNode> pair, WalRecovery recovery, byte[] wal) throws Exception {
        String name = pair.getKey();
        JsonNode answer = pair.getValue();
        Path copy = Files.copy(fixture.folder().resolve(name + ".db"), scratch.resolve(name + System.nanoTime()));
        try (FileChannel database = FileChannel.open(copy, StandardOpenOption.READ, StandardOpenOption.WRITE);
                InputStream again = new ByteArrayInputStream(wal)) {
            recovery.applyTo(again, database, name);
        }
        assertThat(recovery.committedFrames())
                .as(name)
                .isEqualTo(answer.get("wal_frames_committed").asLong());
        assertThat(Files.size(copy)).as(name).isEqualTo(answer.get("bytes").asLong());
        assertThat(sha256(copy)).as(name).isEqualTo(answer.get("sha256").asText());
    }

    private Path walPath(String name) {
        return fixture.folder().resolve(name + ".db-wal");
    }

    private byte[] wal(String name) throws IOException {
        Path path = walPath(name);
        return Files.exists(path) ? Files.readAllBytes(path) : new byte[0];
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
