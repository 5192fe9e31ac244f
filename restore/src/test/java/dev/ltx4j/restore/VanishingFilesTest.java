package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.fixtures.LtxForge;
import dev.ltx4j.ltx.LtxFileName;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.ltx.TxidRange;
import dev.ltx4j.replica.StoreUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are deleted while a restore reads them: by retention, which leaves what replaces them, and otherwise. */
class VanishingFilesTest {
    private static final int SIZE = 512;
    private static final int PAGES = 3;

    private final MemoryStore store = new MemoryStore();
    private final List<String> plans = new ArrayList<>();

    @TempDir
    Path folder;

    @Test
    void retentionThatDeletesAfterCompactingIsNoLoss() throws IOException {
        snapshot();
        page(0, 2, 2);
        page(0, 3, 3);
        store.vanish(key(0, 2, 2)).onOpen(key(0, 2, 2), () -> {
            store.remove(key(0, 2, 2)).remove(key(0, 3, 3));
            page(1, 2, 3);
        });

        RestoreReport report = restore(RestoreTarget.LATEST);

        assertThat(((LtxPlan) report.plan()).reached()).isEqualTo(new Txid(3));
        assertThat(report.bypassed()).extracting(BypassedFile::file).containsExactly("memory/" + key(0, 2, 2));
        assertDatabase(1, 3, 1);
    }

    @Test
    void whatWasReadBeforeItWasDeletedStillCounts() throws IOException {
        snapshot();
        page(0, 2, 2);
        page(0, 3, 3);
        // The newest is read first, and deleted when the next one is looked for.
        store.vanish(key(0, 2, 2)).onOpen(key(0, 2, 2), () -> {
            store.remove(key(0, 2, 2)).remove(key(0, 3, 3));
            store.put(key(9, 1, 2), Instant.EPOCH, snapshotOf(1, 2, 1, 2).build());
        });

        RestoreReport report = restore(RestoreTarget.LATEST);

        assertThat(((LtxPlan) report.plan()).reached()).isEqualTo(new Txid(3));
        assertThat(plans).containsExactly("1-1 2-2 3-3", "1-2 3-3");
        assertDatabase(1, 3, 1);
    }

    @Test
    void latestIsNeverOlderThanWhatWasListed() throws IOException {
        snapshot();
        page(0, 2, 2);
        page(0, 3, 3);
        store.vanish(key(0, 3, 3)).onOpen(key(0, 3, 3), () -> store.remove(key(0, 3, 3)));

        assertThatThrownBy(() -> restore(RestoreTarget.LATEST))
                .isInstanceOfSatisfying(UnrestorableException.class, e -> {
                    assertThat(e.reason()).isEqualTo(UnrestorableException.Reason.LOST_TO_DAMAGE);
                    assertThat(e.below().orElseThrow().txid()).isEqualTo(new Txid(2));
                })
                .hasMessageContaining("TXID 0000000000000003 cannot be had without " + key(0, 3, 3))
                .hasMessageContaining("disappeared after it was listed");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void latestMayBeNewerThanWhatWasListed() throws IOException {
        snapshot();
        page(0, 2, 2);
        store.vanish(key(0, 2, 2)).onOpen(key(0, 2, 2), () -> {
            store.remove(key(0, 2, 2));
            page(1, 2, 7);
        });

        RestoreReport report = restore(RestoreTarget.LATEST);

        assertThat(((LtxPlan) report.plan()).reached()).isEqualTo(new Txid(7));
        assertDatabase(1, 7, 1);
    }

    @Test
    void aTxidThatWasMergedMeanwhileIsNotReplacedByAnother() throws IOException {
        snapshot();
        page(0, 2, 2);
        page(0, 3, 3);
        store.vanish(key(0, 2, 2)).onOpen(key(0, 2, 2), () -> {
            store.remove(key(0, 2, 2)).remove(key(0, 3, 3));
            page(1, 2, 3);
        });

        assertThatThrownBy(() -> restore(new RestoreTarget.AtTxid(new Txid(2))))
                .isInstanceOfSatisfying(UnrestorableException.class, e -> {
                    assertThat(e.reason()).isEqualTo(UnrestorableException.Reason.TARGET_NOT_REACHABLE);
                    assertThat(e.below().orElseThrow().txid()).isEqualTo(new Txid(1));
                    assertThat(e.above().orElseThrow().txid()).isEqualTo(new Txid(3));
                });
    }

    @Test
    void aReplicaThatCanNoLongerBeListedIsNotCalledDamaged() throws IOException {
        snapshot();
        page(0, 2, 2);
        store.vanish(key(0, 2, 2)).onOpen(key(0, 2, 2), store::disconnect);

        assertThatThrownBy(() -> restore(RestoreTarget.LATEST)).isInstanceOf(StoreUnavailableException.class);
        assertThat(folder).isEmptyDirectory();
    }

    /** A hostile store: what it lists is never there, and each look finds something new. */
    @Test
    void aReplicaThatNeverHoldsStillIsGivenUpOn() {
        snapshot();
        vanishing(2);

        assertThatThrownBy(() -> restore(RestoreTarget.LATEST))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("changes faster than it can be read");
        assertThat(plans).hasSizeLessThanOrEqualTo(101);
    }

    private void vanishing(long max) {
        String key = key(1, 2, max);
        page(1, 2, max);
        store.vanish(key).onOpen(key, () -> {
            store.remove(key);
            vanishing(max + 1);
        });
    }

    private RestoreReport restore(RestoreTarget target) throws IOException {
        RestoreListener listener = new RestoreListener() {
            @Override
            public void planned(RestorePlan plan) {
                store.arm();
                plans.add(String.join(
                        " ",
                        ((LtxPlan) plan)
                                .files().stream()
                                        .map(file -> file.file().range().min().value() + "-"
                                                + file.file().range().max().value())
                                        .toList()));
            }
        };
        return Restorer.builder(store)
                .target(target)
                .workers(1)
                .listener(listener)
                .build()
                .restore(folder.resolve("out.db"));
    }

    private void snapshot() {
        store.put(key(9, 1, 1), Instant.EPOCH, snapshotOf(1, 1, 1, 1).build());
    }

    private static LtxForge snapshotOf(int first, int second, int third, long max) {
        return new LtxForge(SIZE)
                .txids(1, max)
                .commit(PAGES)
                .page(1, first)
                .page(2, second)
                .page(3, third);
    }

    /** A file that writes page 2. */
    private void page(int level, long min, long max) {
        byte[] file = new LtxForge(SIZE)
                .txids(min, max)
                .commit(PAGES)
                .page(2, (int) max)
                .build();
        store.put(key(level, min, max), Instant.EPOCH, file);
    }

    private static String key(int level, long min, long max) {
        return "ltx/" + level + "/" + LtxFileName.of(TxidRange.of(min, max));
    }

    private void assertDatabase(int... pages) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int page : pages) {
            bytes.writeBytes(LtxForge.repeatedPage(SIZE, (byte) page));
        }
        assertThat(folder.resolve("out.db")).hasBinaryContent(bytes.toByteArray());
    }
}
