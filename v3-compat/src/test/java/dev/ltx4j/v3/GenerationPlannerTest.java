package dev.ltx4j.v3;

import static dev.ltx4j.v3.Listings.at;
import static dev.ltx4j.v3.Listings.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.v3.GenerationUnavailableException.Reason;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GenerationPlannerTest {
    private static final GenerationTarget LATEST = GenerationTarget.latest();

    /** Generation a: snapshots 0 and 2, WAL 0 to 3, one file every 10 ms from 10 to 90. */
    private static Listings oneGeneration() {
        return new Listings()
                .snapshot('a', 0, 10)
                .wal('a', 0, 0, 20)
                .wal('a', 0, 500, 30)
                .wal('a', 1, 0, 40)
                .wal('a', 2, 0, 50)
                .snapshot('a', 2, 60)
                .wal('a', 2, 500, 70)
                .wal('a', 3, 0, 80)
                .wal('a', 3, 500, 90);
    }

    private static void assertPlan(Listings listing, GenerationTarget target, String path)
            throws GenerationUnavailableException {
        assertThat(Listings.describe(GenerationPlanner.plan(listing.build(), target)))
                .isEqualTo(path);
    }

    private static void assertNoPlan(Listings listing, GenerationTarget target, Reason reason, String message) {
        assertThatThrownBy(() -> GenerationPlanner.plan(listing.build(), target))
                .isInstanceOfSatisfying(
                        GenerationUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessage(message);
    }

    @Nested
    class Latest {
        @Test
        void startsAtTheNewestSnapshotAndTakesAllWalFromItsIndexOn() throws Exception {
            assertPlan(oneGeneration(), LATEST, "a:2 2@0,500 3@0,500");
        }

        @Test
        void isTheGenerationWithTheNewestSnapshot() throws Exception {
            assertPlan(oneGeneration().snapshot('b', 0, 100).wal('b', 0, 0, 110), LATEST, "b:0 0@0");
        }

        @Test
        void isTheGenerationWithTheNewestSnapshotEvenIfAnotherHasNewerWal() throws Exception {
            assertPlan(oneGeneration().snapshot('b', 0, 85), LATEST, "b:0");
        }

        @Test
        void isTheGenerationThatBeganLaterIfSnapshotsAreOfTheSameTime() throws Exception {
            assertPlan(oneGeneration().snapshot('b', 0, 60), LATEST, "b:0");
            assertPlan(oneGeneration().snapshot('0', 0, 60), LATEST, "0:0");
            assertPlan(oneGeneration().snapshot('b', 7, 60).snapshot('b', 6, 5), LATEST, "a:2 2@0,500 3@0,500");
        }

        @Test
        void isTheHigherIndexIfSnapshotsOfOneGenerationAreOfTheSameTime() throws Exception {
            Listings listing =
                    new Listings().snapshot('a', 3, 10).snapshot('a', 4, 10).snapshot('b', 9, 5);
            assertPlan(listing, LATEST, "a:4");
        }

        @Test
        void ofOneGenerationNeedsNoTimes() throws Exception {
            Listings copied = new Listings()
                    .snapshot('a', 0, 50)
                    .snapshot('a', 1, 10)
                    .wal('a', 0, 0, 40)
                    .wal('a', 1, 0, 30)
                    .wal('a', 1, 500, 20);
            assertPlan(copied, LATEST, "a:1 1@0,500");
        }

        @Test
        void isTheSnapshotAloneIfThereIsNoWal() throws Exception {
            assertPlan(new Listings().snapshot('a', 5, 10), LATEST, "a:5");
        }

        @Test
        void ignoresWalFromBeforeTheSnapshotWhateverIsMissingThere() throws Exception {
            assertPlan(new Listings().wal('a', 1, 500, 1).snapshot('a', 5, 10).wal('a', 5, 0, 11), LATEST, "a:5 5@0");
        }

        @Test
        void takesAsManyIndexesAsThereCanBe() throws Exception {
            assertPlan(
                    new Listings().snapshot('a', 0xFFFFFFFFL, 10).wal('a', 0xFFFFFFFFL, 0, 11),
                    LATEST,
                    "a:4294967295 4294967295@0");
        }

        @Test
        void isNothingWithoutGenerations() {
            assertNoPlan(
                    new Listings(),
                    LATEST,
                    Reason.NO_BACKUP,
                    "no backup found: there is no snapshot below generations/");
        }

        @Test
        void hasLostItsSnapshotWhereThereIsOnlyWal() {
            assertNoPlan(
                    new Listings().wal('a', 0, 0, 10),
                    LATEST,
                    Reason.SNAPSHOT_LOST,
                    "there is WAL below generations/, but none of the snapshots that it continues");
        }

        @Test
        void passesOverGenerationsWithoutSnapshots() throws Exception {
            assertPlan(oneGeneration().wal('b', 0, 0, 100), LATEST, "a:2 2@0,500 3@0,500");
        }

        @Test
        void isNotToldFromTimesInTheOrderOfACopy() {
            Listings copied = new Listings().snapshot('a', 0, 10).snapshot('b', 0, 11);
            for (int i = 0; i < 10; i++) {
                copied.wal('a', i, 0, i % 2 == 0 ? 100 + i : 50 + i);
            }
            assertNoPlan(
                    copied,
                    LATEST,
                    Reason.TIMES_UNRELIABLE,
                    "which of 2 generations is the newest cannot be told: in 5 of 9 cases a WAL segment was created before"
                            + " the one that it follows; if the replica was copied, copy it again with its times (cp -p,"
                            + " rsync -t), or choose a generation and an index");
        }

        @Test
        void isToldFromTimesOfAClockThatWasSetBackOnce() throws Exception {
            Listings listing = new Listings().snapshot('a', 0, 10).snapshot('b', 0, 5);
            for (int i = 0; i < 10; i++) {
                listing.wal('b', i, 0, i < 5 ? 20 + i : 10 + i);
            }
            assertPlan(listing, LATEST, "a:0");
        }
    }

    @Nested
    class AGap {
        @Test
        void betweenIndexesIsNamedWithTheLastStateBeforeIt() {
            assertNoPlan(
                    oneGeneration().wal('a', 5, 0, 100),
                    LATEST,
                    Reason.GAP,
                    "generation aaaaaaaaaaaaaaaa has a gap: the WAL of index 00000004 is missing, the next one there is"
                            + " that of 00000005; the last state before it is that of 1970-01-01T00:00:00.090Z, index"
                            + " 00000003");
        }

        @Test
        void rightAfterTheSnapshotIsNamed() {
            assertNoPlan(
                    new Listings().snapshot('a', 2, 10).wal('a', 3, 0, 20),
                    LATEST,
                    Reason.GAP,
                    "generation aaaaaaaaaaaaaaaa has a gap: the WAL of index 00000002 is missing, the next one there is"
                            + " that of 00000003; the last state before it is that of 1970-01-01T00:00:00.010Z, the"
                            + " snapshot of index 00000002");
        }

        @Test
        void atTheStartOfAnIndexIsNamed() {
            assertNoPlan(
                    oneGeneration().wal('a', 4, 500, 100),
                    LATEST,
                    Reason.GAP,
                    "generation aaaaaaaaaaaaaaaa has a gap: the WAL of index 00000004 does not start at offset 00000000:"
                            + " its first segment is at 000001f4; the last state before it is that of"
                            + " 1970-01-01T00:00:00.090Z, index 00000003");
        }

        @Test
        void comesWithThePathToTheLastStateBeforeIt() {
            assertThatThrownBy(() -> GenerationPlanner.plan(
                            oneGeneration().wal('a', 5, 0, 100).build(), LATEST))
                    .isInstanceOfSatisfying(
                            GenerationUnavailableException.class,
                            e -> assertThat(e.reachable().map(Listings::describe))
                                    .contains("a:2 2@0,500 3@0,500"));
        }

        @Test
        void behindTheTargetDoesNotMatter() throws Exception {
            Listings listing = oneGeneration().wal('a', 5, 0, 100);
            assertPlan(listing, GenerationTarget.at(at(90)), "a:2 2@0,500 3@0,500");
            assertPlan(listing, GenerationTarget.of(name('a'), 3), "a:2 2@0,500 3@0,500");
        }

        @Test
        void inAnOlderGenerationDoesNotMatter() throws Exception {
            assertPlan(oneGeneration().wal('a', 5, 0, 95).snapshot('b', 0, 100), LATEST, "b:0");
        }

        @Test
        void beforeANewerSnapshotDoesNotMatter() throws Exception {
            assertPlan(new Listings().snapshot('a', 0, 1).wal('a', 3, 0, 2).snapshot('a', 3, 3), LATEST, "a:3 3@0");
        }
    }

    @Nested
    class AtATime {
        @Test
        void takesWhatWasCreatedAtOrBeforeIt() throws Exception {
            assertPlan(oneGeneration(), GenerationTarget.at(at(10)), "a:0");
            assertPlan(oneGeneration(), GenerationTarget.at(at(19)), "a:0");
            assertPlan(oneGeneration(), GenerationTarget.at(at(20)), "a:0 0@0");
            assertPlan(oneGeneration(), GenerationTarget.at(at(45)), "a:0 0@0,500 1@0");
            assertPlan(oneGeneration(), GenerationTarget.at(at(59)), "a:0 0@0,500 1@0 2@0");
            assertPlan(oneGeneration(), GenerationTarget.at(at(60)), "a:2 2@0");
            assertPlan(oneGeneration(), GenerationTarget.at(at(90)), "a:2 2@0,500 3@0,500");
        }

        @Test
        void countsFractionsOfMilliseconds() throws Exception {
            assertPlan(oneGeneration(), GenerationTarget.at(at(20).minusNanos(1)), "a:0");
            assertPlan(oneGeneration(), GenerationTarget.at(at(20).plusNanos(1)), "a:0 0@0");
        }

        @Test
        void betweenTwoGenerationsIsTheEndOfTheFirst() throws Exception {
            Listings listing = oneGeneration().snapshot('b', 0, 200).wal('b', 0, 0, 210);
            assertPlan(listing, GenerationTarget.at(at(150)), "a:2 2@0,500 3@0,500");
            assertPlan(listing, GenerationTarget.at(at(200)), "b:0");
        }

        @Test
        void beforeTheFirstSnapshotIsOutOfBounds() {
            assertNoPlan(
                    oneGeneration().wal('a', 0, 0, 2),
                    GenerationTarget.at(at(9)),
                    Reason.TIME_OUT_OF_BOUNDS,
                    "no backup for 1970-01-01T00:00:00.009Z, which is before all that there is; available:"
                            + " 1970-01-01T00:00:00.010Z to 1970-01-01T00:00:00.090Z");
        }

        @Test
        void afterTheLastFileIsOutOfBounds() {
            assertNoPlan(
                    oneGeneration(),
                    GenerationTarget.at(at(91)),
                    Reason.TIME_OUT_OF_BOUNDS,
                    "no backup for 1970-01-01T00:00:00.091Z, which is after all that there is; available:"
                            + " 1970-01-01T00:00:00.010Z to 1970-01-01T00:00:00.090Z");
        }

        @Test
        void isCheckedAgainstTheBoundsOfTheWholeReplicaIfTheCallerKnowsThem() throws Exception {
            GenerationListing listing = oneGeneration().build();
            TimeBounds wide = new TimeBounds(at(0), at(1000));
            assertThat(Listings.describe(GenerationPlanner.plan(listing, GenerationTarget.at(at(500)), wide)))
                    .isEqualTo("a:2 2@0,500 3@0,500");
            assertThatThrownBy(() -> GenerationPlanner.plan(listing, GenerationTarget.at(at(5)), wide))
                    .hasMessage("no snapshot was created at or before 1970-01-01T00:00:00.005Z; available:"
                            + " 1970-01-01T00:00:00.010Z to 1970-01-01T00:00:00.090Z");
        }

        @Test
        void thatLeavesOutTheEndOfAnIndexButNotTheNextIndexCannotBeTold() {
            Listings listing = new Listings()
                    .snapshot('a', 0, 10)
                    .wal('a', 0, 0, 20)
                    .wal('a', 0, 500, 50)
                    .wal('a', 1, 0, 30)
                    .wal('a', 1, 500, 60);
            assertNoPlan(
                    listing,
                    GenerationTarget.at(at(40)),
                    Reason.TIMES_UNRELIABLE,
                    "what the database was at 1970-01-01T00:00:00.040Z cannot be told:"
                            + " generations/aaaaaaaaaaaaaaaa/wal/00000000_000001f4.wal.lz4 was created later, at"
                            + " 1970-01-01T00:00:00.050Z, but"
                            + " generations/aaaaaaaaaaaaaaaa/wal/00000001_00000000.wal.lz4, which follows it, at"
                            + " 1970-01-01T00:00:00.030Z; if the replica was copied, copy it again with its times (cp -p,"
                            + " rsync -t), or choose a generation and an index");
        }

        @Test
        void thatLeavesOutTheMiddleOfAnIndexCannotBeTold() {
            Listings listing = new Listings()
                    .snapshot('a', 0, 10)
                    .wal('a', 0, 0, 20)
                    .wal('a', 0, 500, 50)
                    .wal('a', 0, 900, 30)
                    .wal('a', 0, 950, 60);
            assertThatThrownBy(() -> GenerationPlanner.plan(listing.build(), GenerationTarget.at(at(40))))
                    .isInstanceOfSatisfying(
                            GenerationUnavailableException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.TIMES_UNRELIABLE));
        }

        @Test
        void ofManyFilesOfOneTimeTakesAll() throws Exception {
            Listings listing = new Listings()
                    .snapshot('a', 0, 10)
                    .wal('a', 0, 0, 10)
                    .wal('a', 0, 500, 10)
                    .wal('a', 1, 0, 10);
            assertPlan(listing, GenerationTarget.at(at(10)), "a:0 0@0,500 1@0");
        }

        @Test
        void ofOneGenerationIgnoresTheOthers() throws Exception {
            Listings listing = oneGeneration().snapshot('b', 0, 50);
            assertPlan(listing, GenerationTarget.of(name('a'), at(55)), "a:0 0@0,500 1@0 2@0");
            assertNoPlan(
                    listing,
                    GenerationTarget.of(name('b'), at(55)),
                    Reason.TIME_OUT_OF_BOUNDS,
                    "no backup for 1970-01-01T00:00:00.055Z, which is after all that there is; available:"
                            + " 1970-01-01T00:00:00.050Z to 1970-01-01T00:00:00.050Z");
        }
    }

    @Nested
    class AGeneration {
        @Test
        void aloneIsItsLatestState() throws Exception {
            Listings listing = oneGeneration().snapshot('b', 0, 100);
            assertPlan(listing, GenerationTarget.of(name('a')), "a:2 2@0,500 3@0,500");
        }

        @Test
        void withAnIndexIncludesThatIndex() throws Exception {
            assertPlan(oneGeneration(), GenerationTarget.of(name('a'), 0), "a:0 0@0,500");
            assertPlan(oneGeneration(), GenerationTarget.of(name('a'), 1), "a:0 0@0,500 1@0");
            assertPlan(oneGeneration(), GenerationTarget.of(name('a'), 2), "a:2 2@0,500");
            assertPlan(oneGeneration(), GenerationTarget.of(name('a'), 3), "a:2 2@0,500 3@0,500");
        }

        @Test
        void withTheIndexOfASnapshotWithoutWalIsTheSnapshot() throws Exception {
            assertPlan(oneGeneration().snapshot('a', 4, 100), GenerationTarget.of(name('a'), 4), "a:4");
        }

        @Test
        void withAnIndexBeyondTheLastIsOutOfBounds() {
            assertNoPlan(
                    oneGeneration(),
                    GenerationTarget.of(name('a'), 4),
                    Reason.INDEX_OUT_OF_BOUNDS,
                    "generation aaaaaaaaaaaaaaaa has no index 00000004 that can be restored; available: 00000000 to"
                            + " 00000003");
        }

        @Test
        void withAnIndexBeforeTheFirstSnapshotIsOutOfBounds() {
            assertNoPlan(
                    new Listings().wal('a', 4, 0, 1).snapshot('a', 5, 10),
                    GenerationTarget.of(name('a'), 4),
                    Reason.INDEX_OUT_OF_BOUNDS,
                    "generation aaaaaaaaaaaaaaaa has no index 00000004 that can be restored; available: 00000005 to"
                            + " 00000005");
        }

        @Test
        void withAnIndexThatNothingLeadsToIsAGap() {
            assertNoPlan(
                    new Listings().snapshot('a', 0, 1).wal('a', 0, 0, 2).snapshot('a', 5, 10),
                    GenerationTarget.of(name('a'), 3),
                    Reason.GAP,
                    "generation aaaaaaaaaaaaaaaa has a gap: the WAL of index 00000001 is missing, and so nothing leads to"
                            + " index 00000003; the last state before it is that of 1970-01-01T00:00:00.002Z, index"
                            + " 00000000");
        }

        @Test
        void thatDoesNotExistIsUnknownAndTheOthersAreNamed() {
            assertNoPlan(
                    oneGeneration().snapshot('b', 0, 100).wal('c', 0, 0, 100),
                    GenerationTarget.of(name('d')),
                    Reason.GENERATION_UNKNOWN,
                    "there is no generation dddddddddddddddd; generations with a snapshot: aaaaaaaaaaaaaaaa,"
                            + " bbbbbbbbbbbbbbbb");
            assertNoPlan(
                    new Listings(),
                    GenerationTarget.of(name('d')),
                    Reason.GENERATION_UNKNOWN,
                    "there is no generation dddddddddddddddd; no generation has a snapshot");
        }

        @Test
        void withoutASnapshotHasLostIt() {
            assertNoPlan(
                    oneGeneration().wal('c', 0, 0, 100),
                    GenerationTarget.of(name('c')),
                    Reason.SNAPSHOT_LOST,
                    "generation cccccccccccccccc has no snapshot to start from; generations with a snapshot:"
                            + " aaaaaaaaaaaaaaaa");
        }
    }

    @Test
    void targetsThatContradictThemselvesAreRefused() {
        assertThatThrownBy(() -> new GenerationTarget(null, 1L, null)).hasMessage("an index needs a generation");
        assertThatThrownBy(() -> new GenerationTarget(name('a'), 1L, at(1)))
                .hasMessage("an index and a time do not go together");
    }

    @Test
    void aPathTellsItsFilesInOrderAndWhatItReaches() throws Exception {
        GenerationPath path = GenerationPlanner.plan(oneGeneration().build(), GenerationTarget.at(at(75)));
        assertThat(path.files().map(GenerationFile::key))
                .containsExactly(
                        "generations/aaaaaaaaaaaaaaaa/snapshots/00000002.snapshot.lz4",
                        "generations/aaaaaaaaaaaaaaaa/wal/00000002_00000000.wal.lz4",
                        "generations/aaaaaaaaaaaaaaaa/wal/00000002_000001f4.wal.lz4");
        assertThat(path.reached()).isEqualTo(at(70));
        assertThat(path.lastIndex()).isEqualTo(2);
        assertThat(path.compressedBytes()).isEqualTo(120);
        assertThat(path.generation()).isEqualTo(name('a'));
    }
}
