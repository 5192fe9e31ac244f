package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.ltx.Txid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/** The planner against an oracle that tries everything, on small replicas of any shape. */
class RestorePlannerPropertyTest {
    private static final int LAST = 12;

    record Case(List<LtxFile> files, Set<String> damaged, RestoreTarget target) {
        ReplicaListing listing() {
            return Listings.listing(files);
        }

        PlanOracle oracle() {
            return new PlanOracle(files, file -> damaged.contains(file.key()), target);
        }

        LtxPlan plan() throws UnrestorableException {
            TimeCutoffs cutoffs = target instanceof RestoreTarget.Before before
                    ? TimeCutoffs.before(listing(), before.timestamp())
                    : TimeCutoffs.none(listing());
            return RestorePlanner.plan(listing(), cutoffs, target, damaged);
        }
    }

    @Property(tries = 20_000, edgeCases = EdgeCasesMode.NONE)
    void agreesWithTheOracle(@ForAll("cases") Case given) {
        PlanOracle oracle = given.oracle();
        try {
            LtxPlan plan = given.plan();
            Statistics.label("outcome").collect("plan");
            assertThat(oracle.mustSucceed())
                    .as("no plan must be found, but was: %s", Listings.words(plan))
                    .isTrue();
            assertThat(plan.reached()).isEqualTo(oracle.best());
            assertThat(Listings.words(plan)).isEqualTo(oracle.naivePlan());
            assertIsChain(plan, given.damaged());
        } catch (UnrestorableException e) {
            Statistics.label("outcome").collect(e.reason());
            assertThat(oracle.mustSucceed()).as(e.getMessage()).isFalse();
            assertThat(e.reason()).as(e.getMessage()).isEqualTo(oracle.reason());
            assertNearest(e, given, oracle);
        }
    }

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void reachableStatesAreThoseOfAllChains(@ForAll("cases") Case given) {
        Set<String> lost = given.damaged();
        List<LtxFile> sound = given.files().stream()
                .filter(file -> !lost.contains(file.key()))
                .toList();
        NavigableSet<Txid> expected = PlanOracle.reachable(sound);
        expected.remove(Txid.ZERO);
        ReachableStates states = ReachableStates.of(given.listing(), lost);
        assertThat(IntStream.range(0, states.count()).mapToObj(states::get))
                .extracting(RestorableState::txid)
                .containsExactlyElementsOf(expected);
        for (long value = 0; value <= LAST + 1; value++) {
            Txid txid = new Txid(value);
            assertThat(states.contains(txid)).isEqualTo(expected.contains(txid));
            assertThat(states.atOrBelow(txid).map(RestorableState::txid))
                    .isEqualTo(Optional.ofNullable(expected.floor(txid)));
            assertThat(states.above(txid).map(RestorableState::txid))
                    .isEqualTo(Optional.ofNullable(expected.higher(txid)));
        }
    }

    private static void assertIsChain(LtxPlan plan, Set<String> damaged) {
        Txid state = Txid.ZERO;
        for (PlannedFile planned : plan.files()) {
            assertThat(planned.state()).isEqualTo(state);
            assertThat(planned.file().range().continues(state)).isTrue();
            assertThat(damaged).doesNotContain(planned.file().key());
            state = planned.file().range().max();
        }
        assertThat(plan.minTxid()).isEqualTo(Txid.FIRST);
        assertThat(plan.reached()).isEqualTo(state);
    }

    private static void assertNearest(UnrestorableException e, Case given, PlanOracle oracle) {
        NavigableSet<Txid> states = oracle.allStates();
        Txid around = oracle.best();
        if (given.target() instanceof RestoreTarget.AtTxid at) {
            assertThat(states).doesNotContain(at.txid());
            around = at.txid();
        } else if (e.reason() == UnrestorableException.Reason.GAP) {
            around = oracle.bestUndamaged();
        }
        assertThat(e.below().map(RestorableState::txid)).isEqualTo(Optional.ofNullable(states.floor(around)));
        assertThat(e.above().map(RestorableState::txid)).isEqualTo(Optional.ofNullable(states.higher(around)));
    }

    @Provide
    Arbitrary<Case> cases() {
        return Combinators.combine(
                        Arbitraries.oneOf(anyFiles(), likeLitestream()),
                        Arbitraries.integers().between(0, 9).list().ofSize(30),
                        targets())
                .as((files, dice, target) -> new Case(files, damage(files, dice), target));
    }

    /** Damages about one file of ten. */
    private static Set<String> damage(List<LtxFile> files, List<Integer> dice) {
        return IntStream.range(0, files.size())
                .filter(i -> dice.get(i % dice.size()) == 0)
                .mapToObj(i -> files.get(i).key())
                .collect(Collectors.toSet());
    }

    private static Arbitrary<RestoreTarget> targets() {
        return Arbitraries.oneOf(
                Arbitraries.just(RestoreTarget.LATEST),
                Arbitraries.longs().between(0, LAST + 1).map(txid -> new RestoreTarget.AtTxid(new Txid(txid))),
                Arbitraries.longs()
                        .between(0, LAST + 2)
                        .map(second -> new RestoreTarget.Before(Instant.ofEpochSecond(second))));
    }

    /** Files anywhere: overlaps, gaps, equal and backward times. */
    private static Arbitrary<List<LtxFile>> anyFiles() {
        Arbitrary<LtxFile> file = Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(4, 0), Tuple.of(3, 1), Tuple.of(2, 2), Tuple.of(1, 8), Tuple.of(2, 9)),
                        Arbitraries.longs().between(1, LAST),
                        Arbitraries.longs().between(0, 4),
                        Arbitraries.longs().between(0, LAST),
                        Arbitraries.integers().between(0, 9))
                .as((level, min, more, second, dice) -> {
                    long max = Math.min(LAST, min + more);
                    long first = level == 9 && dice > 0 ? 1 : min;
                    return Listings.file(level, first, max, Instant.ofEpochSecond(dice < 5 ? max : second));
                });
        return file.list().ofMaxSize(18).map(RestorePlannerPropertyTest::withoutRepeats);
    }

    /** Every level compacts the one below; some files were pruned or got lost. Times are those of the last transaction. */
    private static Arbitrary<List<LtxFile>> likeLitestream() {
        return Combinators.combine(
                        Arbitraries.longs().between(1, LAST),
                        Arbitraries.integers().between(0, 5).list().ofSize(40))
                .as((last, dice) -> {
                    List<LtxFile> files = new ArrayList<>();
                    for (long txid = 1; txid <= last; txid++) {
                        files.add(Listings.file(0, txid, txid, Instant.ofEpochSecond(txid)));
                        if (txid % 3 == 0) {
                            files.add(Listings.file(1, txid - 2, txid, Instant.ofEpochSecond(txid)));
                        }
                        if (txid % 6 == 0) {
                            files.add(Listings.file(2, txid - 5, txid, Instant.ofEpochSecond(txid)));
                        }
                        if (txid % 4 == 2) {
                            files.add(Listings.file(9, 1, txid, Instant.ofEpochSecond(txid + 1)));
                        }
                    }
                    return IntStream.range(0, files.size())
                            .filter(i -> dice.get(i % dice.size()) > 0)
                            .mapToObj(files::get)
                            .toList();
                });
    }

    private static List<LtxFile> withoutRepeats(List<LtxFile> files) {
        Map<String, LtxFile> byKey = new LinkedHashMap<>();
        files.forEach(file -> byKey.put(file.key(), file));
        return List.copyOf(byKey.values());
    }
}
