package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.restore.UnrestorableException.Reason;
import dev.ltx4j.v3.GenerationPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which layout is taken where a path holds both, or the wrong one for what is asked. */
class LayoutChooserTest {
    private static final Instant FIRST_SNAPSHOT = Instant.parse("2026-11-23T13:53:07.891Z");
    private static final Instant LAST_OF_GENERATIONS = Instant.parse("2026-11-23T13:53:24.775Z");
    private static final Instant FIRST_LTX = Instant.parse("2026-11-23T13:54:24.775Z");
    private static final Instant LAST = Instant.parse("2026-11-23T13:54:32.517Z");
    private static final String LAST_TXID = "000000000000002f";

    @TempDir
    Path folder;

    private Path replica;
    private final List<String> notes = new ArrayList<>();

    @BeforeEach
    void copy() throws IOException {
        replica = Fixture.open("mixed").copyReplica(folder.resolve("replica"));
    }

    @Test
    void theLatestStateIsThatOfTheLayoutThatChangedLast() throws IOException {
        assertThat(ltx(RestoreTarget.LATEST).reached().toString()).isEqualTo(LAST_TXID);
        shift("generations", time -> time.plus(Duration.ofHours(1)));
        assertThat(plan(RestoreTarget.LATEST)).isInstanceOf(GenerationPlan.class);
    }

    @Test
    void aTimestampAfterAReturnToTheOldLayoutGivesTheOldLayout() throws IOException {
        shift("generations", time -> time.plus(Duration.ofHours(1)));
        RestorePlan plan = plan(before(LAST_OF_GENERATIONS.plus(Duration.ofHours(1))));
        assertThat(plan).isInstanceOf(GenerationPlan.class);
        assertThat(plan.reachedTime()).isEqualTo(LAST_OF_GENERATIONS.plus(Duration.ofHours(1)));
        assertThat(ltx(before(LAST.plusMillis(1))).reached().toString()).isEqualTo(LAST_TXID);
    }

    @Test
    void aHoleInAGenerationIsNeverFilledWithOlderLtxFiles() throws IOException {
        Instant later = LAST_OF_GENERATIONS.plus(Duration.ofHours(1));
        shift("generations", time -> time.plus(Duration.ofHours(1)));
        GenerationPath path = ((GenerationPlan) plan(before(later))).path();
        delete(path.wal().get(0).segments().get(0).key());
        assertRefused(RestoreTarget.LATEST, Reason.GAP, null);
        assertRefused(before(later), Reason.GAP, null);
        assertThat(ltx(before(LAST.plusMillis(1))).reached().toString()).isEqualTo(LAST_TXID);
    }

    @Test
    void aHoleInAGenerationDoesNotMatterToLaterLtxFiles() throws IOException {
        GenerationPath path = ((GenerationPlan) plan(before(FIRST_LTX))).path();
        delete(path.wal().get(0).segments().get(0).key());
        assertRefused(before(FIRST_LTX), Reason.GAP, null);
        assertThat(ltx(before(FIRST_LTX.plusMillis(1))).reached()).isEqualTo(Txid.FIRST);
    }

    @Test
    void aTimestampBetweenTheLayoutsGivesTheEndOfTheOldOne() throws IOException {
        assertThat(plan(before(FIRST_LTX))).isInstanceOf(GenerationPlan.class);
        assertThat(plan(before(FIRST_LTX)).reachedTime()).isEqualTo(LAST_OF_GENERATIONS);
        assertThat(ltx(before(FIRST_LTX.plusMillis(1))).reached()).isEqualTo(Txid.FIRST);
    }

    @Test
    void theBoundsAreThoseOfBothLayouts() throws IOException {
        assertThat(plan(before(FIRST_SNAPSHOT)).reachedTime()).isEqualTo(FIRST_SNAPSHOT);
        assertThat(ltx(before(LAST)).reachedTime()).isBefore(LAST);
        assertRefused(
                before(FIRST_SNAPSHOT.minusMillis(1)),
                Reason.OUT_OF_BOUNDS,
                "timestamp does not exist: 2026-11-23T13:53:07.890Z is not after the first backup at"
                        + " 2026-11-23T13:53:07.891Z; give a later one, up to 2026-11-23T13:54:32.517Z");
        assertRefused(
                before(LAST.plusMillis(1)),
                Reason.OUT_OF_BOUNDS,
                "timestamp does not exist: 2026-11-23T13:54:32.518Z is after the last change at"
                        + " 2026-11-23T13:54:32.517Z; for the latest state leave out -timestamp, or give an earlier one");
    }

    @Test
    void aHoleInTheLtxFilesIsNeverFilledWithAGeneration() throws IOException {
        delete("ltx/0", "ltx/1", "ltx/2");
        Files.delete(replica.resolve("ltx/9/0000000000000001-0000000000000002.ltx"));
        copyBack("ltx/0/000000000000002a-000000000000002a.ltx");
        copyBack("ltx/0/000000000000002c-000000000000002c.ltx");
        assertRefused(RestoreTarget.LATEST, Reason.GAP, null);
        assertRefused(before(FIRST_SNAPSHOT.plusMillis(84_025)), Reason.GAP, null);
    }

    @Test
    void aTxidMeansTheLtxFiles() throws IOException {
        assertThat(ltx(new RestoreTarget.AtTxid(new Txid(5))).reached()).isEqualTo(new Txid(5));
        delete("ltx");
        assertRefused(
                new RestoreTarget.AtTxid(new Txid(5)),
                Reason.TARGET_NOT_REACHABLE,
                replica + " holds only generations of Litestream 0.3, which have no TXIDs;"
                        + " give -timestamp, or -generation and -index");
    }

    @Test
    void aGenerationMeansTheOldLayout() throws IOException {
        assertThat(plan(new RestoreTarget.AtGeneration("53ba687d11e5e7ff", OptionalLong.of(1))))
                .isInstanceOf(GenerationPlan.class);
        assertThatThrownBy(() -> plan(new RestoreTarget.AtGeneration("0000000000000000", OptionalLong.empty())))
                .isInstanceOf(UnrestorableException.class)
                .hasMessageContaining("53ba687d11e5e7ff");
    }

    @Test
    void aCopyWithoutTimesIsReadByItsHeadersAndNeverByTheAgeOfTheCopy() throws IOException {
        shift("", time -> Instant.parse("2026-12-01T00:00:00Z"));
        assertThat(ltx(RestoreTarget.LATEST).reached().toString()).isEqualTo(LAST_TXID);
        assertThat(notes).hasSize(2).first().asString().contains("read from the files' headers");
        assertThat(ltx(before(FIRST_LTX.plusMillis(1))).reached()).isEqualTo(Txid.FIRST);
        assertThatThrownBy(() -> plan(before(LAST_OF_GENERATIONS)))
                .isInstanceOf(UnrestorableException.class)
                .hasMessageContaining("have lost their times in copying")
                .hasMessageContaining("-generation and -index");
        assertThat(plan(new RestoreTarget.AtGeneration("53ba687d11e5e7ff", OptionalLong.empty())))
                .isInstanceOf(GenerationPlan.class);
    }

    @Test
    void aFileWithoutATimeHasOneThatCanBeShown() throws IOException {
        shift("", time -> Instant.parse("2026-12-01T00:00:00Z"));
        for (String name : List.of("0000000000000001-0000000000000002.ltx", "0000000000000001-0000000000000026.ltx")) {
            Files.write(replica.resolve("ltx/9").resolve(name), new byte[1000]);
        }
        assertThat(ltx(RestoreTarget.LATEST).files().get(0).file().created()).isEqualTo(FIRST_LTX);
        assertRefused(before(FIRST_LTX), Reason.OUT_OF_BOUNDS, null);
    }

    @Test
    void filesOfWhichNoneCanBeReadAreDamageAndNoMissingBackup() throws IOException {
        delete("generations");
        for (int bytes : new int[] {0, 1000}) {
            try (Stream<Path> files = Files.walk(replica)) {
                for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    Files.write(file, new byte[bytes]);
                }
            }
            assertRefused(before(LAST), Reason.LOST_TO_DAMAGE, null);
        }
    }

    @Test
    void generationsWithoutASnapshotHaveAGapAndAreNoMissingBackup() throws IOException {
        delete("ltx");
        try (Stream<Path> files = Files.walk(replica)) {
            for (Path file : files.filter(f -> f.endsWith("snapshots")).toList()) {
                Fixture.deleteTree(file);
            }
        }
        for (RestoreTarget target : List.of(RestoreTarget.LATEST, before(LAST_OF_GENERATIONS))) {
            assertRefused(target, Reason.GAP, null);
        }
    }

    @Test
    void oneTouchedLtxFileDoesNotCostTheGenerationsTheirTimes() throws IOException {
        Files.setLastModifiedTime(
                replica.resolve("ltx/0/0000000000000010-0000000000000010.ltx"), FileTime.from(LAST.plusSeconds(60)));
        assertThat(plan(before(LAST_OF_GENERATIONS)).reachedTime()).isEqualTo(LAST_OF_GENERATIONS);
        assertThat(ltx(RestoreTarget.LATEST).reached().toString()).isEqualTo(LAST_TXID);
    }

    @Test
    void generationsWhoseTimesCannotBeTrustedAreNotLeftOutWithoutAWord() throws IOException {
        shift("generations", time -> time.plus(Duration.ofHours(1)));
        Files.setLastModifiedTime(
                replica.resolve("ltx/0/0000000000000010-0000000000000010.ltx"), FileTime.from(LAST.plusSeconds(60)));
        assertThat(ltx(RestoreTarget.LATEST).reached().toString()).isEqualTo(LAST_TXID);
        assertThat(notes)
                .contains(
                        "There are generations of Litestream 0.3 here too. The times of their files cannot be trusted,"
                                + " so they are only looked at with -generation.");
    }

    @Test
    void aNewerGenerationThatLostItsSnapshotsIsAGap() throws IOException {
        delete("ltx", "generations/fdf80dc00946193e/snapshots");
        assertRefused(RestoreTarget.LATEST, Reason.GAP, null);
        assertRefused(before(LAST_OF_GENERATIONS), Reason.OUT_OF_BOUNDS, null);
        assertThat(plan(before(FIRST_SNAPSHOT.plusMillis(7_900)))).isInstanceOf(GenerationPlan.class);
        assertThat(plan(new RestoreTarget.AtGeneration("53ba687d11e5e7ff", OptionalLong.empty())))
                .isInstanceOf(GenerationPlan.class);
    }

    @Test
    void generationsOfTheSameTimeAreNotGuessedAt() throws IOException {
        delete("ltx");
        shift("generations", time -> LAST);
        assertRefused(RestoreTarget.LATEST, Reason.TARGET_NOT_REACHABLE, null);
        assertThat(plan(new RestoreTarget.AtGeneration("fdf80dc00946193e", OptionalLong.empty())))
                .isInstanceOf(GenerationPlan.class);
    }

    @Test
    void aTimeWhoseTransactionsWereMergedLaterIsSaidToBeReachedOnlyInPart() throws IOException {
        replica = Fixture.open("v5-levels").replica();
        LtxPlan plan = ltx(before(Instant.parse("2026-11-23T13:56:07.575Z")));
        assertThat(plan.reached().toString()).isEqualTo("00000000000000cd");
        assertThat(notes)
                .containsExactly("TXIDs 00000000000000ce to 00000000000000d7 were made before that time too, but what"
                        + " leads to them is only left inside files that were merged after it.");
    }

    @Test
    void anEmptyFolderHoldsNoBackup() throws IOException {
        delete("ltx", "generations");
        for (RestoreTarget target : List.of(RestoreTarget.LATEST, before(LAST), new RestoreTarget.AtTxid(Txid.FIRST))) {
            assertRefused(
                    target,
                    Reason.NO_BACKUP,
                    "no matching backup files available: " + replica
                            + " holds neither LTX files nor generations; is it the right path?");
        }
    }

    private RestorePlan plan(RestoreTarget target) throws IOException {
        RestoreListener listener = new RestoreListener() {
            @Override
            public void note(String sentence) {
                notes.add(sentence);
            }
        };
        try (ReplicaStore store = FolderStore.open(replica)) {
            return Restorer.builder(store)
                    .target(target)
                    .listener(listener)
                    .build()
                    .plan();
        }
    }

    private LtxPlan ltx(RestoreTarget target) throws IOException {
        return (LtxPlan) plan(target);
    }

    private void assertRefused(RestoreTarget target, Reason reason, @org.jspecify.annotations.Nullable String message) {
        assertThatThrownBy(() -> plan(target)).isInstanceOfSatisfying(UnrestorableException.class, e -> {
            assertThat(e.reason()).isEqualTo(reason);
            if (message != null) {
                assertThat(e).hasMessage(message);
            }
        });
    }

    private static RestoreTarget before(Instant time) {
        return new RestoreTarget.Before(time);
    }

    private void shift(String below, UnaryOperator<Instant> change) throws IOException {
        try (Stream<Path> files = Files.walk(replica.resolve(below))) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Instant time = Files.getLastModifiedTime(file).toInstant();
                Files.setLastModifiedTime(file, FileTime.from(change.apply(time)));
            }
        }
    }

    private void delete(String... folders) {
        for (String name : folders) {
            Fixture.deleteTree(replica.resolve(name));
        }
    }

    private void copyBack(String file) throws IOException {
        Path source = Fixture.open("mixed").replica().resolve(file);
        Files.createDirectories(replica.resolve(file).getParent());
        Files.copy(source, replica.resolve(file));
        Files.setLastModifiedTime(replica.resolve(file), Files.getLastModifiedTime(source));
    }
}
