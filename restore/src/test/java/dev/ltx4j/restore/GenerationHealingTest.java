package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.restore.DamagedStore.Damage;
import dev.ltx4j.v3.Generation;
import dev.ltx4j.v3.GenerationFile;
import dev.ltx4j.v3.GenerationListing;
import dev.ltx4j.v3.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Damage in the generations of Litestream 0.3: an older snapshot of the same generation and its WAL take the place of a
 * snapshot; nothing takes the place of WAL, and no generation that of another, or of LTX files.
 */
class GenerationHealingTest {
    private static final Fixture FIXTURE = Fixture.open("v3-generations");
    private static final String NEWEST = "0da3fb1ee94a724a";

    private final MemoryStore sound;
    private final GenerationListing listing;

    @TempDir
    Path folder;

    GenerationHealingTest() throws IOException {
        try (ReplicaStore store = FolderStore.open(FIXTURE.replica())) {
            sound = copy(store);
        }
        listing = GenerationListing.read(sound);
    }

    @ParameterizedTest
    @EnumSource(
            value = Damage.class,
            names = {"VANISHING", "FLIPPED", "CUT", "EMPTY", "FORBIDDEN", "BROKEN_READ", "WRONG_HEADER"})
    void everySingleFileIsHealedExactlyWhenAnOlderSnapshotLeadsThere(Damage damage) throws IOException {
        Random random = new Random(damage.ordinal());
        int healed = 0;
        int lost = 0;
        for (Generation generation : listing.generations()) {
            String answer = latest(generation);
            for (GenerationFile file : files(generation).toList()) {
                DamagedStore store = new DamagedStore(sound).damage(file.key(), damage, file.key(), random);
                boolean coverExists = isCovered(generation, file);
                try {
                    RestoreReport report = restore(store, target(generation));
                    // Now and then a flipped bit of an LZ4 block means nothing.
                    boolean harmless =
                            damage == Damage.FLIPPED && report.bypassed().isEmpty();
                    assertThat(coverExists || harmless)
                            .as("%s %s", damage, file.key())
                            .isTrue();
                    assertThat(Fixture.sha256(folder.resolve("out.db"))).isEqualTo(answer);
                    healed += report.bypassed().size();
                    Files.delete(folder.resolve("out.db"));
                } catch (UnrestorableException e) {
                    assertThat(coverExists)
                            .as("%s %s: %s", damage, file.key(), e.getMessage())
                            .isFalse();
                    assertThat(e.reason()).isEqualTo(UnrestorableException.Reason.LOST_TO_DAMAGE);
                    assertThat(e.unusable()).isNotEmpty();
                    lost++;
                }
                assertThat(folder).isEmptyDirectory();
            }
        }
        assertThat(healed).isPositive();
        assertThat(lost).isPositive();
    }

    @Test
    void theNewestGenerationIsNotReplacedByAnOlderOne() throws IOException {
        DamagedStore store = new DamagedStore(sound);
        for (Snapshot snapshot : generation(NEWEST).snapshots()) {
            store.damage(snapshot.key(), Damage.CUT, snapshot.key(), new Random(1));
        }

        assertThatThrownBy(() -> restore(store, RestoreTarget.LATEST))
                .isInstanceOfSatisfying(UnrestorableException.class, e -> {
                    assertThat(e.reason()).isEqualTo(UnrestorableException.Reason.LOST_TO_DAMAGE);
                    assertThat(e.unusable()).hasSize(2);
                })
                .hasMessageContaining("generation " + NEWEST + " is lost to damage");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aGenerationDoesNotStandInForDamagedLtxFiles() throws IOException {
        MemoryStore mixed;
        try (ReplicaStore store = FolderStore.open(Fixture.open("mixed").replica())) {
            mixed = copy(store);
        }
        DamagedStore store = new DamagedStore(mixed);
        for (LtxFile file : ReplicaListing.read(mixed).allFiles().toList()) {
            store.damage(file.key(), Damage.WRONG_HEADER, file.key(), new Random(1));
        }

        assertThatThrownBy(() -> restore(store, RestoreTarget.LATEST))
                .isInstanceOfSatisfying(
                        UnrestorableException.class,
                        e -> assertThat(e.reason()).isEqualTo(UnrestorableException.Reason.LOST_TO_DAMAGE));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aDamagedSegmentNamesTheStateBeforeItAndTheNextSnapshot() throws IOException {
        Generation generation = generation(NEWEST);
        String key = generation.segments().get(0).key();
        DamagedStore store = new DamagedStore(sound).damage(key, Damage.CUT, key, new Random(1));
        RestoreTarget target = new RestoreTarget.AtGeneration(NEWEST, OptionalLong.of(1));

        assertThatThrownBy(() -> restore(store, target))
                .isInstanceOf(UnrestorableException.class)
                .hasMessageContaining("is lost to damage from index 00000000 on: " + key)
                .hasMessageContaining("the snapshot of index 00000000")
                .hasMessageContaining("the next is that of ")
                .hasMessageContaining("the snapshot of index 00000003");
    }

    /** By names alone: whether a snapshot that is whole has all the WAL behind it, whole too. */
    private static boolean isCovered(Generation generation, GenerationFile damaged) {
        return generation.snapshots().stream()
                .filter(snapshot -> !snapshot.equals(damaged))
                .anyMatch(snapshot -> generation.segments().stream()
                                .filter(segment -> segment.index() >= snapshot.index())
                                .noneMatch(segment -> segment.equals(damaged))
                        && hasAllIndexes(generation, snapshot));
    }

    private static boolean hasAllIndexes(Generation generation, Snapshot from) {
        List<Long> indexes = generation.segments().stream()
                .map(GenerationFile::index)
                .filter(index -> index >= from.index())
                .distinct()
                .toList();
        return indexes.isEmpty() || indexes.get(indexes.size() - 1) - from.index() + 1 == indexes.size();
    }

    private static RestoreTarget target(Generation generation) {
        return new RestoreTarget.AtGeneration(generation.name(), OptionalLong.empty());
    }

    private Generation generation(String name) {
        return listing.generation(name).orElseThrow();
    }

    /** The sheet's answer for the last index of a generation. */
    private static String latest(Generation generation) {
        return FIXTURE.answers().get("generation_index").properties().stream()
                .filter(answer -> answer.getKey().startsWith(generation.name()))
                .max(Map.Entry.comparingByKey())
                .orElseThrow()
                .getValue()
                .get("sha256")
                .asText();
    }

    private static Stream<GenerationFile> files(Generation generation) {
        return Stream.concat(generation.snapshots().stream(), generation.segments().stream());
    }

    private static MemoryStore copy(ReplicaStore store) throws IOException {
        List<String> folders = new ArrayList<>();
        for (Generation generation : GenerationListing.read(store).generations()) {
            folders.add("generations/" + generation.name() + "/snapshots/");
            folders.add("generations/" + generation.name() + "/wal/");
        }
        for (int level = 0; level < LtxFile.LEVEL_COUNT; level++) {
            folders.add(LtxLayout.FOLDERS.folder(level));
        }
        return DamagedStore.copy(store, folders.toArray(String[]::new));
    }

    private RestoreReport restore(ReplicaStore store, RestoreTarget target) throws IOException {
        return Restorer.builder(store).target(target).workers(1).build().restore(folder.resolve("out.db"));
    }
}
