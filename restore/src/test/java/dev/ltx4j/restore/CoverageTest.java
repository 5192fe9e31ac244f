package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.v3.GenerationListing;
import dev.ltx4j.v3.GenerationPlanner;
import dev.ltx4j.v3.GenerationTarget;
import dev.ltx4j.v3.GenerationUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class CoverageTest {
    private static final int LAST = 14;

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void whatIsCoveredIsWhatThePlannerCanMake(
            @ForAll("files") List<LtxFile> files, @ForAll @LongRange(max = 3) long dice) {
        Set<String> damaged = files.stream()
                .filter(file -> (file.hashCode() & 3) < dice - 1)
                .map(LtxFile::key)
                .collect(Collectors.toSet());
        ReplicaListing listing = Listings.listing(files);
        Coverage coverage = coverage(listing, damaged);
        List<Txid> planned = new ArrayList<>();
        for (long txid = 1; txid <= LAST; txid++) {
            if (canPlan(listing, damaged, txid)) {
                planned.add(new Txid(txid));
            }
        }
        assertThat(coverage.states()).extracting(RestorableState::txid).containsExactlyElementsOf(planned);
        assertThat(coverage.ranges().stream().mapToLong(Coverage.Range::states).sum())
                .isEqualTo(planned.size());
        assertHoles(coverage, files, damaged);
    }

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void criticalFilesAreThoseWithoutWhichStatesAreLost(@ForAll("files") List<LtxFile> files) {
        Coverage coverage = coverage(Listings.listing(files), Set.of());
        NavigableSet<Txid> all = states(files);
        List<String> expected = new ArrayList<>();
        for (LtxFile file : files) {
            NavigableSet<Txid> lost = new TreeSet<>(all);
            lost.removeAll(states(files.stream().filter(other -> other != file).toList()));
            if (!lost.isEmpty()) {
                expected.add(file.key() + " " + lost.size() + " " + lost.first() + " " + lost.last());
            }
        }
        assertThat(coverage.criticalFiles())
                .extracting(critical -> critical.file().key() + " " + critical.states() + " " + critical.first() + " "
                        + critical.last())
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(coverage.criticalFiles()).isSortedAccordingTo((a, b) -> Long.compare(b.states(), a.states()));
    }

    @Example
    void aHoleIsNamedWithTheStatesAroundIt() {
        Coverage coverage = coverage(Listings.listing("9:1-2@2 0:3 0:4 0:7 0:8 9:1-9@10 0:9 0:10 0:13"), Set.of());
        assertThat(coverage.holes())
                .containsExactly(
                        new Coverage.Hole(txid(5), txid(8), state(4, 4), state(9, 10)),
                        new Coverage.Hole(txid(11), txid(13), state(10, 10), Optional.empty()));
        assertThat(coverage.ranges())
                .containsExactly(
                        new Coverage.Range(
                                state(2, 2).orElseThrow(), state(4, 4).orElseThrow(), 3),
                        new Coverage.Range(
                                state(9, 10).orElseThrow(), state(10, 10).orElseThrow(), 2));
    }

    @Example
    void whatIsMergedIsNoHole() {
        Coverage coverage = coverage(Listings.listing("9:1-2@2 1:3-8 9:1-5@5 0:9"), Set.of());
        assertThat(coverage.holes()).isEmpty();
        assertThat(coverage.states()).extracting(state -> state.txid().value()).containsExactly(2L, 5L, 8L, 9L);
    }

    @Example
    void granularityIsFineForWhatIsNewAndCoarseForWhatIsOld() {
        List<LtxFile> files = new ArrayList<>();
        files.add(Listings.file(9, 1, 1, Instant.ofEpochSecond(0)));
        for (long i = 1; i <= 60; i++) {
            files.add(Listings.file(1, 10 * i - 8, 10 * i + 1, Instant.ofEpochSecond(30 * i)));
        }
        for (long txid = 602; txid <= 701; txid++) {
            files.add(Listings.file(0, txid, txid, Instant.ofEpochSecond(1800 + 3 * (txid - 601))));
        }
        List<Coverage.Granularity> granularity =
                coverage(Listings.listing(files), Set.of()).granularity();
        assertThat(granularity).hasSize(2);
        assertThat(granularity.get(0).isEveryTransaction()).isTrue();
        assertThat(granularity.get(0).typical()).isEqualTo(Duration.ofSeconds(3));
        assertThat(granularity.get(1).isEveryTransaction()).isFalse();
        assertThat(granularity.get(1).typical()).isEqualTo(Duration.ofSeconds(30));
    }

    @Example
    void aHundredThousandFilesTakeAMoment() {
        List<LtxFile> files = new ArrayList<>();
        files.add(Listings.file(9, 1, 1, Instant.ofEpochSecond(0)));
        LongStream.rangeClosed(2, 70_000)
                .forEach(txid -> files.add(Listings.file(0, txid, txid, Instant.ofEpochSecond(txid))));
        LongStream.rangeClosed(1, 30_000)
                .forEach(i -> files.add(Listings.file(1, 2 * i, 2 * i + 1, Instant.ofEpochSecond(2 * i + 1))));
        Coverage coverage = coverage(Listings.listing(files), Set.of());
        assertThat(coverage.states()).hasSize(70_000);
        assertThat(coverage.criticalFiles().get(0).states()).isEqualTo(70_000);
    }

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void indexesOfAGenerationAreThoseThatItsPlannerCanMake(@ForAll("generationKeys") Set<String> keys)
            throws IOException {
        MemoryStore store = new MemoryStore();
        keys.forEach(key -> store.put("generations/0123456789abcdef/" + key, Instant.EPOCH, new byte[1]));
        GenerationListing listing = GenerationListing.read(store);
        List<Long> planned = new ArrayList<>();
        for (long index = 0; index < 8; index++) {
            try {
                GenerationPlanner.plan(listing, GenerationTarget.of("0123456789abcdef", index));
                planned.add(index);
            } catch (GenerationUnavailableException e) {
                // Not to be covered.
            }
        }
        List<Long> covered = GenerationRanges.of(listing).stream()
                .flatMap(generation -> generation.ranges().stream())
                .flatMap(range ->
                        LongStream.rangeClosed(range.first(), range.last()).boxed())
                .toList();
        assertThat(covered).isEqualTo(planned);
    }

    @Example
    void everyTxidOfTheAnswerSheetIsCovered() throws IOException {
        for (String name : List.of("v5-history", "v5-levels", "v5-page4096")) {
            Path replica = Fixture.open(name).replica();
            try (ReplicaStore store = FolderStore.open(replica)) {
                Coverage coverage = Coverage.read(store);
                assertThat(coverage.holes()).isEmpty();
                assertThat(coverage.ranges()).hasSize(1);
                assertThat(coverage.states()).isNotEmpty();
            }
        }
        assertThatThrownBy(() -> Coverage.read(new MemoryStore())).isInstanceOf(UnrestorableException.class);
    }

    private static void assertHoles(Coverage coverage, List<LtxFile> files, Set<String> damaged) {
        for (Coverage.Hole hole : coverage.holes()) {
            assertThat(hole.from()).isLessThanOrEqualTo(hole.to());
            assertThat(coverage.states())
                    .extracting(RestorableState::txid)
                    .noneMatch(txid -> !txid.isBefore(hole.from()) && !txid.isAfter(hole.to()));
            if (hole.after().isPresent() && hole.before().isPresent()) {
                assertThat(files)
                        .filteredOn(file -> file.level() < 9 && !damaged.contains(file.key()))
                        .noneMatch(file -> !file.range().min().isAfter(hole.from())
                                && !file.range()
                                        .max()
                                        .isBefore(hole.after().get().txid()));
            }
        }
    }

    private static Coverage coverage(ReplicaListing listing, Set<String> damaged) {
        return Coverage.of(listing, damaged, new GenerationListing(List.of(), List.of()), List.of());
    }

    private static boolean canPlan(ReplicaListing listing, Set<String> damaged, long txid) {
        try {
            RestorePlanner.plan(listing, TimeCutoffs.none(listing), new RestoreTarget.AtTxid(new Txid(txid)), damaged);
            return true;
        } catch (UnrestorableException e) {
            return false;
        }
    }

    private static NavigableSet<Txid> states(List<LtxFile> files) {
        return new PlanOracle(files, file -> false, RestoreTarget.LATEST).allStates();
    }

    private static Txid txid(long value) {
        return new Txid(value);
    }

    private static Optional<RestorableState> state(long txid, long second) {
        return Optional.of(new RestorableState(txid(txid), Instant.ofEpochSecond(second)));
    }

    @Provide
    Arbitrary<List<LtxFile>> files() {
        return Combinators.combine(
                        Arbitraries.of(0, 0, 0, 1, 1, 2, 8, 9, 9),
                        Arbitraries.longs().between(1, LAST),
                        Arbitraries.longs().between(0, 5),
                        Arbitraries.integers().between(0, 7))
                .as((level, min, more, dice) -> Listings.file(
                        level,
                        level == 9 && dice > 0 || dice == 1 ? 1 : min,
                        Math.min(LAST, min + more),
                        Instant.ofEpochSecond(min)))
                .list()
                .ofMaxSize(20)
                .map(files -> List.copyOf(files.stream()
                        .collect(Collectors.toMap(LtxFile::key, file -> file, (a, b) -> a))
                        .values()));
    }

    @Provide
    Arbitrary<Set<String>> generationKeys() {
        Arbitrary<String> snapshot =
                Arbitraries.integers().between(0, 7).map("snapshots/0000000%d.snapshot.lz4"::formatted);
        Arbitrary<String> segment = Combinators.combine(
                        Arbitraries.integers().between(0, 7), Arbitraries.of(0, 0, 0, 1))
                .as("wal/0000000%d_0000100%d.wal.lz4"::formatted)
                .map(key -> key.replace("_00001000", "_00000000"));
        return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(1, snapshot), net.jqwik.api.Tuple.of(4, segment))
                .set()
                .ofMaxSize(14);
    }
}
