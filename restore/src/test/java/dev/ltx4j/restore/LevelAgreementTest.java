package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.fixtures.LtxForge;
import dev.ltx4j.ltx.LtxFileName;
import dev.ltx4j.ltx.TxidRange;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.restore.Finding.Kind;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Levels and snapshots that reach the same transaction must give the same pages, which no checksum of a file shows. */
class LevelAgreementTest {
    private static final int SIZE = 512;

    private final MemoryStore store = new MemoryStore();

    @ParameterizedTest
    @ValueSource(strings = {"v5-history", "v5-page4096", "v5-page512", "v5-frames4096"})
    void allMergedFilesOfACompleteReplicaAreCompared(String name) throws IOException {
        try (ReplicaStore folder = FolderStore.open(Fixture.open(name).replica())) {
            ReplicaListing listing = ReplicaListing.read(folder);
            VerifyReport report = new ReplicaVerifier(folder, 2, RestoreListener.NONE).verify();
            assertThat(report.findings()).isEmpty();
            assertThat(report.agreement())
                    .isEqualTo(new VerifyReport.Agreement(
                            listing.fileCount() - listing.files(0).size(), 0));
        }
    }

    @Test
    void aPageThatWasMergedWrongIsNamed() throws IOException {
        put(9, file(1, 1, 3, Map.of(1, 1, 2, 1, 3, 1)));
        put(0, file(2, 2, 3, Map.of(1, 2, 2, 2)));
        put(0, file(3, 3, 3, Map.of(2, 3)));
        put(1, file(2, 3, 3, Map.of(1, 2, 2, 2)));
        assertThat(verify().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.LEVELS_DISAGREE);
            assertThat(finding.pageNumber()).isEqualTo(2);
            assertThat(finding.location()).isEqualTo("memory/ltx/1/0000000000000002-0000000000000003.ltx");
            assertThat(finding.message())
                    .isEqualTo("memory/ltx/1/0000000000000002-0000000000000003.ltx: disagrees with 2 files that must"
                            + " give the same, ltx/0/0000000000000002-0000000000000002.ltx to"
                            + " ltx/0/0000000000000003-0000000000000003.ltx: page 2 is the first that differs");
        });
    }

    @Test
    void pagesThatChangedPlacesAreFound() throws IOException {
        put(9, file(1, 1, 3, Map.of(1, 1, 2, 1, 3, 1)));
        put(0, file(2, 2, 3, Map.of(2, 7, 3, 8)));
        put(1, file(2, 2, 3, Map.of(2, 8, 3, 7)));
        assertThat(only(Kind.LEVELS_DISAGREE).pageNumber()).isEqualTo(2);
    }

    @Test
    void aPageThatIsLackingOrTooManyIsNamed() throws IOException {
        put(9, file(1, 1, 3, Map.of(1, 1, 2, 1, 3, 1)));
        put(0, file(2, 2, 3, Map.of(2, 7, 3, 8)));
        put(1, file(2, 2, 3, Map.of(2, 7)));
        assertThat(only(Kind.LEVELS_DISAGREE).message()).endsWith(": page 3 is only there");
        put(1, file(2, 2, 3, Map.of(1, 1, 2, 7, 3, 8)));
        assertThat(only(Kind.LEVELS_DISAGREE).message()).endsWith(": page 1 is only here");
    }

    @Test
    void anotherSizeOfTheDatabaseIsFound() throws IOException {
        put(9, file(1, 1, 3, Map.of(1, 1, 2, 1, 3, 1)));
        put(0, file(2, 2, 2, Map.of(1, 7)));
        put(1, file(2, 2, 3, Map.of(1, 7)));
        assertThat(only(Kind.LEVELS_DISAGREE).message()).endsWith(": the database has 3 pages here, 2 there");
    }

    @Test
    void aSnapshotThatIsNotWhatTheLevelsMakeIsFound() throws IOException {
        put(9, file(1, 1, 3, Map.of(1, 1, 2, 1, 3, 1)));
        put(9, file(1, 3, 3, Map.of(1, 1, 2, 9, 3, 3)));
        put(0, file(2, 2, 3, Map.of(2, 2)));
        put(0, file(3, 3, 3, Map.of(3, 3)));
        Finding finding = only(Kind.LEVELS_DISAGREE);
        assertThat(finding.pageNumber()).isEqualTo(2);
        assertThat(finding.message())
                .isEqualTo("memory/ltx/9/0000000000000001-0000000000000003.ltx: disagrees with"
                        + " ltx/9/0000000000000001-0000000000000001.ltx and the 2 files applied to it, up to"
                        + " ltx/0/0000000000000003-0000000000000003.ltx, which must give the same:"
                        + " page 2 is the first that differs");
    }

    @Test
    void aSnapshotInsideAMergedFileIsComparedWhereTheWaysMeet() throws IOException {
        put(9, file(1, 1, 3, Map.of(1, 1, 2, 1, 3, 1)));
        put(9, file(1, 3, 3, Map.of(1, 9, 2, 4, 3, 1)));
        put(1, file(2, 4, 3, Map.of(2, 2)));
        assertThat(only(Kind.LEVELS_DISAGREE).pageNumber()).isEqualTo(1);
        put(9, file(1, 3, 3, Map.of(1, 1, 2, 4, 3, 1)));
        VerifyReport report = verify();
        assertThat(report.findings()).isEmpty();
        // The merged file and the first snapshot have nothing beside them.
        assertThat(report.agreement()).isEqualTo(new VerifyReport.Agreement(1, 2));
    }

    @Test
    void pagesBeyondTheLastCommitDoNotCount() throws IOException {
        put(9, file(1, 1, 3, Map.of(1, 1, 2, 1, 3, 1)));
        put(0, file(2, 2, 5, Map.of(4, 4, 5, 5)));
        put(0, file(3, 3, 2, Map.of(1, 3)));
        put(1, file(2, 3, 2, Map.of(1, 3)));
        assertThat(verify().findings()).isEmpty();
    }

    @Test
    void aPageThatCameBackByGrowingAloneKeepsItsNewestCopy() throws IOException {
        put(9, file(1, 1, 3, Map.of(1, 1, 2, 1, 3, 1)));
        put(0, file(2, 2, 5, Map.of(4, 4, 5, 5)));
        put(0, file(3, 3, 2, Map.of(1, 3)));
        put(0, file(4, 4, 5, Map.of(1, 4)));
        put(1, file(2, 4, 5, Map.of(1, 4, 4, 4, 5, 5)));
        assertThat(verify().findings()).isEmpty();
    }

    @Test
    void theFirstOfManyPagesIsFoundInTwoRounds() throws IOException {
        put(9, file(1, 1, 1, Map.of(1, 1)));
        put(0, file(2, 2, 300_000, Map.of(1, 2, 70_000, 3, 200_001, 4, 299_999, 5)));
        put(1, file(2, 2, 300_000, Map.of(1, 2, 70_000, 3, 200_001, 9, 299_999, 9)));
        assertThat(only(Kind.LEVELS_DISAGREE).pageNumber()).isEqualTo(200_001);
    }

    @Test
    void whatIsDamagedOrGoneIsNotCompared() throws IOException {
        put(9, file(1, 1, 3, Map.of(1, 1, 2, 1, 3, 1)));
        put(0, file(2, 2, 3, Map.of(2, 7)));
        put(0, file(3, 3, 3, Map.of(3, 7)).fileChecksumError(1));
        put(1, file(2, 3, 3, Map.of(2, 9)));
        put(1, file(4, 5, 3, Map.of(2, 9)));
        VerifyReport report = verify();
        assertThat(report.findings()).extracting(Finding::kind).containsExactly(Kind.DAMAGED_FILE);
        assertThat(report.agreement()).isEqualTo(new VerifyReport.Agreement(0, 3));
    }

    @Test
    void comparisonsCanBeLeftOut() throws IOException {
        put(9, file(1, 1, 3, Map.of(1, 1, 2, 1, 3, 1)));
        put(0, file(2, 2, 3, Map.of(2, 7)));
        put(1, file(2, 2, 3, Map.of(2, 9)));
        VerifyReport report = new ReplicaVerifier(store, 1, RestoreListener.NONE)
                .comparesLevels(false)
                .verify();
        assertThat(report.findings()).isEmpty();
        assertThat(report.agreement()).isEqualTo(VerifyReport.Agreement.NONE);
    }

    @Test
    void eachFileIsReadOnceToCompareAll() throws IOException {
        putRandomReplica(store, new Random(1), -1);
        verify();
        // Up to twelve headers more, to decide whose times count.
        assertThat(store.opened().size())
                .isLessThanOrEqualTo(ReplicaListing.read(store).fileCount() + 12);
    }

    @Test
    void moreSnapshotsInsideOneFileThanCanBeComparedAtATimeAreLeftOut() throws IOException {
        put(9, file(1, 1, 1, Map.of(1, 1)));
        for (int txid = 2; txid < 40; txid++) {
            put(9, file(1, txid, 1, Map.of(1, 5)));
        }
        put(1, file(2, 50, 1, Map.of(1, 2)));
        VerifyReport report = verify();
        assertThat(report.findings()).isEmpty();
        assertThat(report.agreement().compared()).isLessThanOrEqualTo(AgreementCheck.MAX_OPEN);
        assertThat(report.agreement().compared() + report.agreement().uncompared())
                .isEqualTo(40);
    }

    /** Merged by a model, whatever the transactions do to the size; and one page changed in one merged file or snapshot. */
    @Test
    void randomReplicasAgreeAndOneChangedPageIsAlwaysFound() throws IOException {
        for (int seed = 0; seed < 300; seed++) {
            MemoryStore sound = new MemoryStore();
            putRandomReplica(sound, new Random(seed), -1);
            VerifyReport report = new ReplicaVerifier(sound, 1, RestoreListener.NONE).verify();
            assertThat(report.findings()).as("seed %d", seed).isEmpty();
            assertThat(report.agreement().uncompared()).as("seed %d", seed).isZero();
            MemoryStore changed = new MemoryStore();
            putRandomReplica(
                    changed, new Random(seed), seed % report.agreement().compared());
            assertThat(new ReplicaVerifier(changed, 1, RestoreListener.NONE)
                            .verify()
                            .findings())
                    .as("seed %d", seed)
                    .isNotEmpty()
                    .allMatch(finding -> finding.kind() == Kind.LEVELS_DISAGREE);
        }
    }

    /** Twenty-four transactions on level 0, merged by 3, 6 and 12; a snapshot here and there. */
    private static void putRandomReplica(MemoryStore target, Random random, int changedFile) {
        int files = 0;
        TreeMap<Integer, Integer> database = new TreeMap<>();
        Map<Integer, Transaction> level0 = new TreeMap<>();
        int commit = 0;
        for (int txid = 1; txid <= 24; txid++) {
            int before = commit;
            commit = Math.max(1, before + random.nextInt(7) - 3);
            TreeMap<Integer, Integer> pages = new TreeMap<>();
            pages.put(1 + random.nextInt(commit), random.nextInt(200));
            for (int page = before + 1; page <= commit; page++) {
                pages.put(page, random.nextInt(200));
            }
            level0.put(txid, new Transaction(commit, pages));
            put(target, 0, file(txid, txid, commit, pages));
            database.putAll(pages);
            database.tailMap(commit, false).clear();
            if (txid == 1 || random.nextInt(5) == 0) {
                put(target, 9, file(1, txid, commit, change(database, files++ == changedFile)));
            }
        }
        int[] sizes = {3, 6, 12};
        for (int level = 1; level <= sizes.length; level++) {
            int size = sizes[level - 1];
            for (int min = 2; min + size - 1 <= 24; min += size) {
                TreeMap<Integer, Integer> merged = new TreeMap<>();
                for (int txid = min; txid < min + size; txid++) {
                    merged.putAll(level0.get(txid).pages);
                }
                int last = level0.get(min + size - 1).commit;
                merged.tailMap(last, false).clear();
                put(target, level, file(min, min + size - 1, last, change(merged, files++ == changedFile)));
            }
        }
    }

    private record Transaction(int commit, TreeMap<Integer, Integer> pages) {}

    private static Map<Integer, Integer> change(TreeMap<Integer, Integer> pages, boolean really) {
        TreeMap<Integer, Integer> copy = new TreeMap<>(pages);
        if (really) {
            copy.put(copy.lastKey(), 201);
        }
        return copy;
    }

    private Finding only(Kind kind) throws IOException {
        VerifyReport report = verify();
        assertThat(report.findings()).singleElement().extracting(Finding::kind).isEqualTo(kind);
        return report.findings().get(0);
    }

    private VerifyReport verify() throws IOException {
        return new ReplicaVerifier(store, 2, RestoreListener.NONE).verify();
    }

    private static LtxForge file(long min, long max, long commit, Map<Integer, Integer> pages) {
        LtxForge forge = new LtxForge(SIZE).txids(min, max).commit(commit).timestamp(max);
        new TreeMap<>(pages).forEach(forge::page);
        return forge;
    }

    private void put(int level, LtxForge forge) {
        put(store, level, forge);
    }

    private static void put(MemoryStore target, int level, LtxForge forge) {
        byte[] file = forge.build();
        java.nio.ByteBuffer header = java.nio.ByteBuffer.wrap(file);
        TxidRange range = TxidRange.of(header.getLong(16), header.getLong(24));
        target.put("ltx/" + level + "/" + LtxFileName.of(range), Instant.ofEpochMilli(header.getLong(32)), file);
    }
}
