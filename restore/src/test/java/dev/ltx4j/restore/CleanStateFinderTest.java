package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.ltx.LtxReader;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.restore.DamagedStore.Damage;
import dev.ltx4j.sqlite.check.CheckMode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The newest clean state is found, and the transaction that brought the damage in, to the transaction. */
class CleanStateFinderTest {
    private static final Consumer<byte[]> BREAK = RewrittenFiles::breakType;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"v5-page4096", "v5-history", "v5-page512", "v5-frames4096"})
    void aSoundReplicaIsCleanAtOnce(String name) throws IOException {
        CleanStateReport report = find(replica(name));
        assertThat(report.isClean()).isTrue();
        assertThat(report.tried()).isEqualTo(1);
        assertThat(report.newestClean()).contains(report.newest());
        assertThat(report.damaged()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v5-page4096", "v5-history"})
    void damageIsFoundAtTheTransactionThatBroughtItIn(String name) throws IOException {
        int found = 0;
        for (int seed = 0; seed < 12; seed++) {
            MemoryStore store = replica(name);
            List<Place> places = lastingPlaces(store);
            Place place = places.get(new Random(seed).nextInt(places.size()));
            rewrite(store, place);

            CleanStateReport report = find(store);

            String what = name + " " + place;
            List<RestorableState> states = states(store);
            RestorableState first = states.stream()
                    .filter(state -> !state.txid().isBefore(place.txid))
                    .findFirst()
                    .orElseThrow();
            int index = states.indexOf(first);
            assertThat(report.damaged()).as(what).hasSize(1);
            DamagedStates damaged = report.damaged().get(0);
            assertThat(damaged.first().txid()).as(what).isEqualTo(first.txid());
            assertThat(damaged.last()).as(what).isEqualTo(report.newest());
            assertThat(damaged.report().findings()).as(what).isNotEmpty();
            assertThat(damaged.report().findings().get(0).pageNumber()).as(what).isPositive();
            assertThat(damaged.broughtBy())
                    .as(what)
                    .isNotEmpty()
                    .allMatch(file -> file.range().max().equals(first.txid())
                            && !file.range().min().isAfter(place.txid));
            assertThat(report.newestClean())
                    .as(what)
                    .isEqualTo(index == 0 ? Optional.empty() : Optional.of(states.get(index - 1)));
            assertThat(damaged.before()).as(what).isEqualTo(report.newestClean());
            assertThat(report.isClean()).isFalse();
            // By halves, and each state once.
            assertThat(report.tried()).as(what).isLessThanOrEqualTo(2 + log2(states.size()));
            found++;
        }
        assertThat(found).isEqualTo(12);
    }

    @Test
    void damageThatHealsIsOneOfSeveralStretches() throws IOException {
        MemoryStore store = replica("v5-page4096");
        List<Place> healing = healingPlaces(store);
        Place early = healing.get(0);
        Place late = healing.stream()
                .filter(place -> place.txid.isAfter(early.healed.next().next()))
                .reduce((first, second) -> second)
                .orElseThrow();
        rewrite(store, early);
        rewrite(store, late);

        CleanStateReport report = new CleanStateFinder(store, 2, RestoreListener.NONE)
                .exhaustive(true)
                .find(folder);

        List<RestorableState> states = states(store);
        assertThat(report.tried()).isEqualTo(states.size());
        Set<Txid> damaged = new HashSet<>();
        for (DamagedStates stretch : report.damaged()) {
            states.stream()
                    .map(RestorableState::txid)
                    .filter(txid -> !txid.isBefore(stretch.first().txid())
                            && !txid.isAfter(stretch.last().txid()))
                    .forEach(damaged::add);
        }
        assertThat(damaged).isEqualTo(expected(states, early, late));
        assertThat(report.damaged().size()).isEqualTo(2);
        assertThat(report.damaged().get(0).first().txid()).isEqualTo(late.txid);
        assertThat(report.damaged().get(1).first().txid()).isEqualTo(early.txid);
        assertThat(report.isClean()).isFalse();
        assertThat(report.isNewestClean())
                .isEqualTo(!damaged.contains(report.newest().txid()));
    }

    private static Set<Txid> expected(List<RestorableState> states, Place... places) {
        Set<Txid> damaged = new HashSet<>();
        for (Place place : places) {
            states.stream()
                    .map(RestorableState::txid)
                    .filter(txid -> !txid.isBefore(place.txid) && txid.isBefore(place.healed))
                    .forEach(damaged::add);
        }
        return damaged;
    }

    @Test
    void whereNoStateIsCleanTheOldestOnesFindingsAreGiven() throws IOException {
        MemoryStore store = replica("v5-page1024");
        for (LtxFile file : ReplicaListing.read(store).allFiles().toList()) {
            byte[] content = store.content(file.key());
            if (pages(content).contains(2L)) {
                store.put(file.key(), file.created(), RewrittenFiles.withPage(content, 2, BREAK));
            }
        }
        // The first transaction has page 2, and each state one that is broken.
        for (boolean exhaustive : new boolean[] {false, true}) {
            CleanStateReport report = new CleanStateFinder(store, 2, RestoreListener.NONE)
                    .exhaustive(exhaustive)
                    .find(folder);
            assertThat(report.newestClean()).isEmpty();
            DamagedStates damaged = report.damaged().get(0);
            assertThat(damaged.first()).isEqualTo(states(store).get(0));
            assertThat(damaged.before()).isEmpty();
            assertThat(damaged.report().findings()).isNotEmpty();
        }
    }

    /** The file that brought the damage in is gone from level 0, and one that is needed for other states is damaged. */
    @Test
    void statesThatCannotBeMadeAreCountedAndPassedOver() throws IOException {
        MemoryStore whole = replica("v5-page4096");
        List<Place> places = lastingPlaces(whole);
        Place place = places.get(places.size() / 2);
        rewrite(whole, place);
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            DamagedStore store = new DamagedStore(whole);
            List<LtxFile> files = ReplicaListing.read(whole).allFiles().toList();
            Set<String> unusable = new HashSet<>();
            for (int i = 0; i < 12; i++) {
                LtxFile file = files.get(random.nextInt(files.size()));
                Damage damage =
                        List.of(Damage.REMOVED, Damage.CUT, Damage.VANISHING).get(random.nextInt(3));
                store.damage(file.key(), damage, file.key(), random);
                unusable.add(file.key());
            }
            ReachableStates left = ReachableStates.of(ReplicaListing.read(store), unusable);
            List<RestorableState> clean = new ArrayList<>();
            List<RestorableState> damaged = new ArrayList<>();
            for (int i = 0; i < left.count(); i++) {
                (left.get(i).txid().isBefore(place.txid) ? clean : damaged).add(left.get(i));
            }
            for (boolean exhaustive : new boolean[] {false, true}) {
                CleanStateReport report = new CleanStateFinder(store, 1, RestoreListener.NONE)
                        .exhaustive(exhaustive)
                        .find(folder);
                String what = "seed " + seed + " " + place;
                assertThat(report.newestClean().map(RestorableState::txid))
                        .as(what)
                        .isEqualTo(
                                damaged.isEmpty() || !clean.isEmpty()
                                        ? Optional.of(
                                                clean.get(clean.size() - 1).txid())
                                        : Optional.empty());
                assertThat(report.damaged()).as(what).hasSize(damaged.isEmpty() ? 0 : 1);
                if (!damaged.isEmpty()) {
                    assertThat(report.damaged().get(0).first().txid())
                            .as(what)
                            .isEqualTo(damaged.get(0).txid());
                }
                // What was removed with all that leads there is not missed by anybody.
                assertThat(report.isClean())
                        .as(what)
                        .isEqualTo(damaged.isEmpty()
                                && report.lastTxid()
                                        .equals(clean.get(clean.size() - 1).txid()));
            }
        }
    }

    @Test
    void aReplicaWithoutTransactionsIsRefused() throws IOException {
        try (ReplicaStore store =
                FolderStore.open(Fixture.open("v3-generations").replica())) {
            assertThatThrownBy(() -> find(store))
                    .isInstanceOf(UnrestorableException.class)
                    .hasMessageContaining("only generations of Litestream 0.3")
                    .hasMessageContaining("-integrity-check quick");
        }
        assertThatThrownBy(() -> find(new MemoryStore()))
                .isInstanceOfSatisfying(
                        UnrestorableException.class,
                        e -> assertThat(e.reason()).isEqualTo(UnrestorableException.Reason.NO_BACKUP));
    }

    @Test
    void anInterruptLeavesNothingBehind() throws IOException {
        for (int reads = 1; reads < 60; reads += 7) {
            try (InterruptingStore store = new InterruptingStore(
                    FolderStore.open(Fixture.open("v5-history").replica()), reads)) {
                assertThatThrownBy(() -> new CleanStateFinder(store, 2, RestoreListener.NONE)
                                .exhaustive(true)
                                .find(folder))
                        .isInstanceOf(InterruptedIOException.class);
                assertThat(Thread.interrupted()).isTrue();
            }
            assertThat(folder).isEmptyDirectory();
        }
    }

    /** A page of one transaction, and the transaction that writes it anew, if any does. */
    private record Place(Txid txid, long page, Txid healed) {}

    /** Pages that no later transaction writes, so that the damage stays. */
    private static List<Place> lastingPlaces(MemoryStore store) throws IOException {
        return places(store).stream()
                .filter(place -> place.healed.equals(NEVER))
                .toList();
    }

    private static List<Place> healingPlaces(MemoryStore store) throws IOException {
        return places(store).stream()
                .filter(place -> !place.healed.equals(NEVER) && place.healed.isAfter(place.txid.next()))
                .toList();
    }

    private static final Txid NEVER = Txid.parse("7fffffffffffffff");

    /** By level 0, whose files are all there. Page 1 has the schema and is left alone. */
    private static List<Place> places(MemoryStore store) throws IOException {
        List<LtxFile> files = ReplicaListing.read(store).files(0);
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            for (long page : btreePages(store.content(files.get(i).key()))) {
                Txid healed = NEVER;
                for (int later = i + 1; later < files.size() && healed.equals(NEVER); later++) {
                    byte[] content = store.content(files.get(later).key());
                    if (pages(content).contains(page) || commit(content) < page) {
                        healed = files.get(later).range().max();
                    }
                }
                places.add(new Place(files.get(i).range().max(), page, healed));
            }
        }
        return places;
    }

    /** The page is broken in every file in which it is as the transaction left it. */
    private static void rewrite(MemoryStore store, Place place) throws IOException {
        for (LtxFile file : ReplicaListing.read(store).allFiles().toList()) {
            boolean holds = !file.range().min().isAfter(place.txid)
                    && !file.range().max().isBefore(place.txid)
                    && file.range().max().isBefore(place.healed);
            if (holds) {
                store.put(
                        file.key(),
                        file.created(),
                        RewrittenFiles.withPage(store.content(file.key()), place.page, BREAK));
            }
        }
    }

    private static List<Long> pages(byte[] file) throws IOException {
        List<Long> pages = new ArrayList<>();
        try (LtxReader reader = LtxReader.open(new ByteArrayInputStream(file), "file")) {
            while (reader.nextPage()) {
                pages.add(reader.pageNumber());
            }
        }
        return pages;
    }

    private static List<Long> btreePages(byte[] file) throws IOException {
        List<Long> pages = new ArrayList<>();
        try (LtxReader reader = LtxReader.open(new ByteArrayInputStream(file), "file")) {
            while (reader.nextPage()) {
                byte type = reader.page()[0];
                if (reader.pageNumber() > 1 && (type == 2 || type == 5 || type == 10 || type == 13)) {
                    pages.add(reader.pageNumber());
                }
            }
        }
        return pages;
    }

    private static long commit(byte[] file) throws IOException {
        try (LtxReader reader = LtxReader.open(new ByteArrayInputStream(file), "file")) {
            return reader.header().commit();
        }
    }

    private static int log2(int value) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(value);
    }

    private static List<RestorableState> states(ReplicaStore store) throws IOException {
        return Coverage.read(store).states();
    }

    private CleanStateReport find(ReplicaStore store) throws IOException {
        CleanStateReport report = new CleanStateFinder(store, 2, RestoreListener.NONE)
                .mode(CheckMode.QUICK)
                .find(folder);
        assertThat(folder).isEmptyDirectory();
        return report;
    }

    private static MemoryStore replica(String name) throws IOException {
        try (ReplicaStore store = FolderStore.open(Fixture.open(name).replica())) {
            return DamagedStore.copy(
                    store,
                    IntStream.range(0, LtxFile.LEVEL_COUNT)
                            .mapToObj(LtxLayout.FOLDERS::folder)
                            .toArray(String[]::new));
        }
    }
}
