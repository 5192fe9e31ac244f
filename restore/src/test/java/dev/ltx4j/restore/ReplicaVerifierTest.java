package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.fixtures.LtxForge;
import dev.ltx4j.ltx.LtxFileName;
import dev.ltx4j.ltx.TxidRange;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.restore.Finding.Kind;
import java.io.IOException;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReplicaVerifierTest {
    private static final int SIZE = 512;
    private static final long BIT_63 = 1L << 63;

    private final MemoryStore store = new MemoryStore();

    static Stream<String> replicas() {
        return Stream.of("v5-", "v3-", "mixed").flatMap(prefix -> Fixture.names(prefix).stream());
    }

    @ParameterizedTest
    @MethodSource("replicas")
    void everyGoldenReplicaIsSound(String name) throws IOException {
        Fixture fixture = Fixture.open(name);
        try (ReplicaStore folder = FolderStore.open(fixture.replica())) {
            VerifyReport report = new ReplicaVerifier(folder, 2, RestoreListener.NONE).verify();
            assertThat(report.findings()).isEmpty();
            assertThat(report.isSound()).isTrue();
            assertThat(report.files()).isEqualTo(fixture.answers().get("files").size());
        }
    }

    @Test
    void levelsThatOverlapAndSnapshotsThatOverlapAreNoDamage() throws IOException {
        put(9, snapshot(1));
        put(9, new LtxForge(SIZE).txids(1, 3).commit(1).page(1, 2).timestamp(3));
        put(1, later(2, 3));
        put(0, later(2, 2));
        put(0, later(3, 3));
        assertThat(verify().findings()).isEmpty();
    }

    @Test
    void aPrunedLevel0IsANote() throws IOException {
        put(9, snapshot(4));
        put(0, later(4, 4));
        put(0, later(5, 5));
        VerifyReport report = verify();
        assertThat(report.findings()).isEmpty();
        assertThat(report.notes())
                .containsExactly(
                        "level 0 starts with TXID 0000000000000004: earlier files were pruned after compaction");
    }

    @Test
    void aGapInsideALevelIsAFinding() throws IOException {
        put(9, snapshot(1));
        put(1, later(2, 5));
        put(1, later(8, 9));
        assertThat(verify().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.GAP);
            assertThat(finding.message())
                    .isEqualTo("memory/ltx/1/0000000000000008-0000000000000009.ltx: non-contiguous transaction files:"
                            + " TXIDs 0000000000000006 to 0000000000000007 are missing on level 1 before it");
        });
    }

    @Test
    void anOverlapInsideALevelIsAFinding() throws IOException {
        put(9, snapshot(1));
        put(1, later(2, 5));
        put(1, later(4, 9));
        assertThat(verify().findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.kind()).isEqualTo(Kind.DISORDER));
    }

    @Test
    void aNameThatContradictsItsHeaderIsAFinding() throws IOException {
        put(9, snapshot(1));
        store.put(
                "ltx/0/" + LtxFileName.of(TxidRange.of(2, 2)),
                Instant.EPOCH,
                later(3, 3).build());
        assertThat(verify().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.NAME_CONTRADICTS_HEADER);
            assertThat(finding.message()).contains("0000000000000003-0000000000000003, which contradicts the name");
        });
    }

    @Test
    void databaseChecksumsThatDoNotFollowOneAnotherAreAFinding() throws IOException {
        put(9, snapshot(1));
        put(0, later(2, 2).databaseChecksums(BIT_63 | 1, BIT_63 | 2));
        put(0, later(3, 3).databaseChecksums(BIT_63 | 2, BIT_63 | 3));
        put(0, later(4, 4).databaseChecksums(BIT_63 | 9, BIT_63 | 4));
        assertThat(verify().findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.kind()).isEqualTo(Kind.CHECKSUM_CHAIN_BROKEN));
    }

    @Test
    void aFileOfAnotherVersionIsNamedAsSuch() throws IOException {
        put(9, snapshot(1));
        put(0, later(2, 2).flags(1));
        assertThat(verify().findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.kind()).isEqualTo(Kind.UNSUPPORTED_FILE));
    }

    @Test
    void strayFilesAreNotes() throws IOException {
        put(9, snapshot(1));
        store.put("ltx/0/0000000000000002-0000000000000002.ltx.tmp", Instant.EPOCH, new byte[5]);
        VerifyReport report = verify();
        assertThat(report.findings()).isEmpty();
        assertThat(report.notes())
                .contains("memory/ltx/0/0000000000000002-0000000000000002.ltx.tmp: not an LTX file, left aside");
    }

    @Test
    void anEmptyReplicaIsNotSoundButNoBackup() {
        assertThatThrownBy(this::verify)
                .isInstanceOf(UnrestorableException.class)
                .hasMessage("no matching backup files available: memory holds neither LTX files nor generations;"
                        + " is it the right path?");
    }

    private VerifyReport verify() throws IOException {
        return new ReplicaVerifier(store, 1, RestoreListener.NONE).verify();
    }

    private static LtxForge snapshot(long max) {
        return new LtxForge(SIZE).txids(1, max).commit(1).page(1, 1).timestamp(max);
    }

    private static LtxForge later(long min, long max) {
        return new LtxForge(SIZE).txids(min, max).commit(1).page(1, 2).timestamp(max);
    }

    private void put(int level, LtxForge forge) {
        byte[] file = forge.build();
        java.nio.ByteBuffer header = java.nio.ByteBuffer.wrap(file);
        TxidRange range = TxidRange.of(header.getLong(16), header.getLong(24));
        store.put("ltx/" + level + "/" + LtxFileName.of(range), Instant.ofEpochMilli(header.getLong(32)), file);
    }
}
