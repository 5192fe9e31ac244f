package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.fixtures.LtxForge;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.restore.DamagedStore.Damage;
import dev.ltx4j.restore.SalvagedPages.Source;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each page is the newest sound copy, and what is not sound is said to be not. */
class SalvagerTest {
    private static final int ROUNDS = 60;
    private static final int MANY_ROUNDS = 3000;
    private static final Path EXAMPLE = Fixture.projectRoot().resolve("examples/damaged/app.db");

    @TempDir
    Path folder;

    private int restored;
    private final Map<Source, Long> seen = new HashMap<>();
    private long older;

    @ParameterizedTest
    @ValueSource(strings = {"v5-history", "v5-page4096", "v5-frames4096", "v5-page512"})
    void eachPageIsTheNewestSoundCopy(String name) throws IOException {
        damageAtRandom(name, ROUNDS);
        assertThat(restored).isPositive();
        boolean hasPageChecksums = name.equals("v5-frames4096");
        assertThat(seen.keySet())
                .contains(Source.SOUND, Source.MISSING, hasPageChecksums ? Source.PROVEN : Source.UNVERIFIED);
        assertThat(seen.containsKey(Source.PROVEN)).isEqualTo(hasPageChecksums);
        assertThat(older).isPositive();
    }

    @ParameterizedTest
    @Tag("exhaustive")
    @ValueSource(strings = {"v5-history", "v5-page4096", "v5-frames4096", "v5-page512"})
    void eachPageIsTheNewestSoundCopyInManyRounds(String name) throws IOException {
        damageAtRandom(name, MANY_ROUNDS);
    }

    private void damageAtRandom(String name, int rounds) throws IOException {
        MemoryStore sound = replica(name);
        List<LtxFile> files = ReplicaListing.read(sound).allFiles().toList();
        for (int seed = 0; seed < rounds; seed++) {
            Random random = new Random(seed);
            DamagedStore store = new DamagedStore(sound);
            Map<String, Damage> damages = new HashMap<>();
            int count = 1 + random.nextInt(seed % 3 == 0 ? 3 : files.size());
            for (int i = 0; i < count; i++) {
                LtxFile file = files.get(random.nextInt(files.size()));
                Damage damage = Damage.values()[random.nextInt(Damage.values().length)];
                LtxFile other = files.get(random.nextInt(files.size()));
                store.damage(file.key(), damage, other.key(), random);
                damages.put(file.key(), damage);
            }
            RestoreTarget target = random.nextBoolean()
                    ? RestoreTarget.LATEST
                    : new RestoreTarget.AtTxid(
                            files.get(random.nextInt(files.size())).range().max());
            check(sound, store, files, damages, target, name + " seed " + seed + " " + target);
        }
    }

    private void check(
            MemoryStore sound,
            DamagedStore store,
            List<LtxFile> files,
            Map<String, Damage> damages,
            RestoreTarget target,
            String what)
            throws IOException {
        SalvageOracle oracle = new SalvageOracle();
        for (LtxFile file : files) {
            boolean isIn = !(target instanceof RestoreTarget.AtTxid at)
                    || !file.range().max().isAfter(at.txid());
            if (isIn && isReadable(damages.get(file.key()))) {
                oracle.add(file, store.content(file.key()));
            }
        }
        Path output = folder.resolve("out.db");
        SalvageReport report;
        try {
            report = new Salvager(store).target(target).workers(2).salvage(output);
        } catch (UnrestorableException e) {
            assertThat(oracle.isEmpty()).as("%s: %s", what, e.getMessage()).isTrue();
            assertThat(folder).isEmptyDirectory();
            return;
        }
        byte[] database = Files.readAllBytes(output);
        int pageBytes = report.pageSize().bytes();
        assertThat((long) database.length).as(what).isEqualTo(report.pages().pageCount() * pageBytes);
        assertThat(report.sizeIsVerified()).as(what).isEqualTo(!oracle.isEmpty());
        if (!oracle.isEmpty()) {
            assertThat(report.pages().pageCount()).as(what).isEqualTo(oracle.commit());
        }
        for (long number = 1; number <= report.pages().pageCount(); number++) {
            byte[] page = Arrays.copyOfRange(database, (int) (number - 1) * pageBytes, (int) number * pageBytes);
            checkPage(sound, oracle, report, number, page, what + " page " + number);
        }
        checkRestore(store, report, target, database, what);
        Files.delete(output);
        assertThat(folder).isEmptyDirectory();
    }

    private void checkPage(
            MemoryStore sound, SalvageOracle oracle, SalvageReport report, long number, byte[] page, String what)
            throws IOException {
        SalvagedPages pages = report.pages();
        Source source = pages.source(number);
        seen.merge(source, 1L, Long::sum);
        older += pages.isOlder(number) ? 1 : 0;
        byte[] expected = oracle.isEmpty() ? null : oracle.page(number);
        switch (source) {
            case SOUND -> {
                assertThat(page).as(what).isEqualTo(expected);
                LtxFile file = pages.file(number).orElseThrow();
                assertThat(SalvageOracle.read(file, sound.content(file.key()))
                                .pages()
                                .get(number))
                        .as(what)
                        .isEqualTo(page);
                if (!pages.isOlder(number)) {
                    assertThat(oracle.covers(file.range().max().next(), report.target()))
                            .as(what)
                            .isTrue();
                }
            }
            case PROVEN -> {
                // Not in doubt, although its file is: it is what the file had when it was whole.
                LtxFile file = pages.file(number).orElseThrow();
                assertThat(SalvageOracle.read(file, sound.content(file.key()))
                                .pages()
                                .get(number))
                        .as(what)
                        .isEqualTo(page);
            }
            case UNVERIFIED -> assertThat(expected).as(what).isNull();
            case MISSING -> {
                assertThat(expected).as(what).isNull();
                assertThat(page).as(what).containsOnly(0);
            }
            case LOCK_PAGE -> assertThat(page).as(what).containsOnly(0);
        }
    }

    /** It is a restore exactly where there is one, and then it is that one. */
    private void checkRestore(
            ReplicaStore store, SalvageReport report, RestoreTarget target, byte[] database, String what)
            throws IOException {
        Path output = folder.resolve("restored.db");
        try {
            Restorer.builder(store).target(target).workers(1).build().restore(output);
        } catch (UnrestorableException e) {
            assertThat(report.isRestore()).as("%s: %s", what, e.getMessage()).isFalse();
            return;
        }
        assertThat(report.isRestore()).as(what).isTrue();
        assertThat(database).as(what).isEqualTo(Files.readAllBytes(output));
        assertThat(report.pages().count(Source.SOUND) + report.pages().count(Source.LOCK_PAGE))
                .as(what)
                .isEqualTo(report.pages().pageCount());
        assertThat(report.missing()).isEmpty();
        Files.delete(output);
        restored++;
    }

    private static boolean isReadable(Damage damage) {
        return damage == null
                || switch (damage) {
                    case REMOVED, VANISHING, FORBIDDEN, BROKEN_READ -> false;
                    default -> true;
                };
    }

    /** All of the database was written anew behind the hole, so nothing of what is lost is missed. */
    @Test
    void aStateBehindAHoleCanBeWholeAllTheSame() throws IOException {
        SalvageReport report = example("f");
        assertThat(report.isRestore()).isFalse();
        assertThat(report.whyNoRestore()).get().asString().contains("0000000000000008 is in no usable file");
        assertThat(report.pages().count(Source.SOUND)).isEqualTo(report.pages().pageCount());
        assertThat(report.pages().olderCount()).isZero();
        assertThat(report.check().isSound()).isTrue();
        assertThat(Fixture.sha256(report.output()))
                .isEqualTo(Fixture.open("v5-page1024")
                        .answers()
                        .at("/txid/000000000000000f/sha256")
                        .asText());
    }

    @Test
    void theExampleGivesOneOfEach() throws IOException {
        SalvageReport report = example("c");
        List<String> runs = new ArrayList<>();
        report.pages()
                .forEachRun(run -> runs.add(run.first() + "-" + run.last() + " " + run.source()
                        + (run.older() ? " older " : " ")
                        + run.file().map(LtxFile::name).orElse("nothing")));
        assertThat(runs)
                .contains(
                        "1-3 SOUND 000000000000000c-000000000000000c.ltx",
                        "7-11 SOUND older 0000000000000006-0000000000000006.ltx",
                        "13-13 MISSING nothing",
                        "14-17 UNVERIFIED 0000000000000009-0000000000000009.ltx");
        assertThat(report.missing()).singleElement().hasToString("0000000000000008-0000000000000009");
        assertThat(report.check().findings()).isNotEmpty();
        assertThat(report.unusable()).singleElement().asString().contains("0000000000000009.ltx: file checksum");
    }

    /** With nothing but one damaged snapshot there is no other size than the one that it claims. */
    @Test
    void theOnlyFileGivesItsPagesEvenIfItIsDamaged() throws IOException {
        MemoryStore sound = replica("v5-page1024");
        LtxFile snapshot = ReplicaListing.read(sound).files(9).get(1);
        byte[] content = sound.content(snapshot.key()).clone();
        content[content.length / 2] ^= 0x10;
        MemoryStore store = new MemoryStore().put(snapshot.key(), snapshot.created(), content);
        SalvageReport report = new Salvager(store).salvage(folder.resolve("out.db"));
        assertThat(report.sizeIsVerified()).isFalse();
        assertThat(report.pages().count(Source.SOUND)).isZero();
        assertThat(report.pages().count(Source.UNVERIFIED))
                .isGreaterThanOrEqualTo(report.pages().pageCount() - 1);
    }

    @Test
    void aSizeThatNoReplicaCanHoldIsNotBelieved() {
        LtxForge forge = new LtxForge(1024).txids(1, 1).commit(4_000_000_000L);
        forge.page(1, 7);
        MemoryStore store =
                new MemoryStore().put("ltx/0/0000000000000001-0000000000000001.ltx", Instant.EPOCH, forge.build());
        assertThatThrownBy(() -> new Salvager(store).salvage(folder.resolve("out.db")))
                .isInstanceOf(UnrestorableException.class)
                .hasMessageContaining("nothing can be salvaged")
                .hasMessageContaining("4000000000");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatIsThereIsNotReplacedUnlessAsked() throws IOException {
        Path output = Files.writeString(folder.resolve("out.db"), "mine");
        try (ReplicaStore store = FolderStore.open(EXAMPLE)) {
            assertThatThrownBy(() -> new Salvager(store).salvage(output)).hasMessageContaining("exists");
            assertThat(output).hasContent("mine");
            new Salvager(store).replaceExisting(true).salvage(output);
            assertThat(Files.size(output)).isEqualTo(52224);
        }
    }

    @Test
    void targetsWithoutFilesAndGenerationsAreRefused() throws IOException {
        try (ReplicaStore store =
                FolderStore.open(Fixture.open("v3-generations").replica())) {
            assertThatThrownBy(() -> new Salvager(store).salvage(folder.resolve("out.db")))
                    .isInstanceOf(UnrestorableException.class)
                    .hasMessageContaining("only LTX files are salvaged");
        }
        try (ReplicaStore store = FolderStore.open(EXAMPLE)) {
            assertThatThrownBy(() -> new Salvager(store)
                            .target(new RestoreTarget.Before(Instant.parse("2020-01-01T00:00:00Z")))
                            .salvage(folder.resolve("out.db")))
                    .isInstanceOfSatisfying(
                            UnrestorableException.class,
                            e -> assertThat(e.reason()).isEqualTo(UnrestorableException.Reason.OUT_OF_BOUNDS));
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anInterruptLeavesNothingBehind() throws IOException {
        int interrupted = 0;
        for (int reads = 1; reads < 40; reads += 3) {
            try (InterruptingStore store = new InterruptingStore(FolderStore.open(EXAMPLE), reads)) {
                assertThatThrownBy(() -> new Salvager(store)
                                .target(new RestoreTarget.AtTxid(Txid.parse("c")))
                                .salvage(folder.resolve("out.db")))
                        .isInstanceOf(InterruptedIOException.class);
                assertThat(Thread.interrupted()).isTrue();
                interrupted++;
            }
            assertThat(folder).isEmptyDirectory();
        }
        assertThat(interrupted).isPositive();
    }

    private SalvageReport example(String txid) throws IOException {
        try (ReplicaStore store = FolderStore.open(EXAMPLE)) {
            return new Salvager(store)
                    .target(new RestoreTarget.AtTxid(Txid.parse(txid)))
                    .salvage(folder.resolve("out.db"));
        }
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
