package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.sqlite.FileFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of a replica are cut and flipped: a restore gives the right bytes or fails by name, and never publishes others. */
class DamagedReplicaTest {
    private static final int TRIES = 200;

    @TempDir
    Path folder;

    private int healed;

    @ParameterizedTest
    @ValueSource(strings = {"v5-page512", "v5-levels", "v5-frames4096", "v3-page512", "v3-generations", "mixed"})
    void noDamageEverPublishesAWrongDatabase(String name) throws IOException {
        Path replica = Fixture.open(name).copyReplica(folder.resolve("replica"));
        List<Path> files;
        try (Stream<Path> all = Files.walk(replica)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        String right = restore(replica);
        healed = 0;
        List<Path> planned = planned(replica);
        Random random = new Random(name.hashCode());
        int refused = 0;
        int harmless = 0;
        for (int i = 0; i < TRIES; i++) {
            List<Path> from = i % 2 == 0 ? planned : files;
            Path file = from.get(random.nextInt(from.size()));
            byte[] sound = Files.readAllBytes(file);
            FileTime time = Files.getLastModifiedTime(file);
            Files.write(file, damaged(sound, random));
            Files.setLastModifiedTime(file, time);
            try {
                assertThat(restore(replica)).as("damaged %s", file).isEqualTo(right);
                harmless++;
            } catch (FileFormatException e) {
                assertThat(e.getMessage()).contains(replica.toString());
                refused++;
            } catch (UnrestorableException e) {
                assertThat(e.reason()).isEqualTo(UnrestorableException.Reason.LOST_TO_DAMAGE);
                refused++;
            }
            assertThat(folder.resolve("out.db")).doesNotExist();
            Files.write(file, sound);
            Files.setLastModifiedTime(file, time);
        }
        System.out.printf(
                "%s: %d damaged files, %d refused, %d healed, %d not needed%n",
                name, TRIES, refused, healed, harmless - healed);
        assertThat(refused + healed).isGreaterThan(TRIES / 3);
        assertThat(restore(replica)).isEqualTo(right);
    }

    @Test
    void everyDamagedFileIsFoundByVerify() throws IOException {
        Path replica = Fixture.open("v5-page1024").copyReplica(folder.resolve("replica"));
        Random random = new Random(7);
        List<Path> files;
        try (Stream<Path> all = Files.walk(replica)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            byte[] sound = Files.readAllBytes(file);
            byte[] damaged = sound.clone();
            // The compressed bytes of a page may be flipped without any effect; header and checksums may not.
            damaged[random.nextBoolean() ? random.nextInt(80) : sound.length - 1 - random.nextInt(8)] ^= 1;
            Files.write(file, damaged);
            try (ReplicaStore store = FolderStore.open(replica)) {
                VerifyReport report = new ReplicaVerifier(store, 2, RestoreListener.NONE).verify();
                assertThat(report.findings())
                        .as("damaged %s", file)
                        .anySatisfy(finding -> assertThat(finding.location()).isEqualTo(file.toString()));
            }
            Files.write(file, sound);
        }
    }

    private static List<Path> planned(Path replica) throws IOException {
        try (ReplicaStore store = FolderStore.open(replica)) {
            RestorePlan plan = Restorer.builder(store).build().plan();
            return plan instanceof LtxPlan ltx
                    ? ltx.files().stream()
                            .map(file -> replica.resolve(file.file().key()))
                            .toList()
                    : ((GenerationPlan) plan)
                            .path()
                            .files()
                            .map(file -> replica.resolve(file.key()))
                            .toList();
        }
    }

    private String restore(Path replica) throws IOException {
        Path output = folder.resolve("out.db");
        try (ReplicaStore store = FolderStore.open(replica)) {
            RestoreReport report = Restorer.builder(store).workers(2).build().restore(output);
            healed += report.bypassed().isEmpty() ? 0 : 1;
            String sum = GoldenRestoreTest.sha256(output);
            Files.delete(output);
            return sum;
        } finally {
            try (Stream<Path> left = Files.list(folder)) {
                List<String> names = new ArrayList<>(
                        left.map(path -> path.getFileName().toString()).toList());
                names.removeAll(List.of("replica", "out.db"));
                assertThat(names).isEmpty();
            }
        }
    }

    private static byte[] damaged(byte[] sound, Random random) {
        if (random.nextInt(3) == 0) {
            return Arrays.copyOf(sound, random.nextInt(sound.length));
        }
        byte[] damaged = sound.clone();
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return damaged;
    }
}
