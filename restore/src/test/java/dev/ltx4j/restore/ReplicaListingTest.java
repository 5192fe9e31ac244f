package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.ltx.Txid;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplicaListingTest {
    private static final String ONE = "0000000000000001-0000000000000001.ltx";
    private static final String TWO = "0000000000000002-0000000000000002.ltx";
    private static final String ONE_TO_TEN = "0000000000000001-000000000000000a.ltx";

    @Test
    void foldersOfBothLayoutsAreNamedAsLitestreamNamesThem() {
        assertThat(LtxLayout.FOLDERS.folder(0)).isEqualTo("ltx/0/");
        assertThat(LtxLayout.FOLDERS.folder(9)).isEqualTo("ltx/9/");
        assertThat(LtxLayout.KEYS.folder(0)).isEqualTo("0000/");
        assertThat(LtxLayout.KEYS.folder(9)).isEqualTo("0009/");
        assertThatThrownBy(() -> LtxLayout.KEYS.folder(10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LtxLayout.FOLDERS.folder(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void bothLayoutsAreRecognised(LtxLayout layout) throws IOException {
        MemoryStore store = new MemoryStore();
        for (int level = 0; level <= 9; level++) {
            store.put(layout.folder(level) + ONE_TO_TEN);
            assertThat(layout.levelOf(layout.folder(level))).contains(level);
        }
        ReplicaListing listing = ReplicaListing.read(store);
        assertThat(listing.layout()).isEqualTo(layout);
        assertThat(listing.ignoredLayout()).isEmpty();
        assertThat(listing.fileCount()).isEqualTo(10);
        for (int level = 0; level <= 9; level++) {
            assertThat(listing.files(level)).extracting(LtxFile::level).containsExactly(level);
            assertThat(listing.files(level))
                    .extracting(LtxFile::key)
                    .containsExactly(layout.folder(level) + ONE_TO_TEN);
        }
    }

    @Test
    void filesAreSortedByLastThenFirstTransaction() throws IOException {
        MemoryStore store = new MemoryStore();
        for (String name : new String[] {"3-4", "2-4", "1-9", "1-1", "f-f", "2-3"}) {
            String[] ends = name.split("-");
            store.put("ltx/1/000000000000000" + ends[0] + "-000000000000000" + ends[1] + ".ltx");
        }
        assertThat(ReplicaListing.read(store).files(1))
                .extracting(Listings::word)
                .containsExactly("1:1", "1:2-3", "1:2-4", "1:3-4", "1:1-9", "1:15");
    }

    @Test
    void transactionsFromTwoToThe63OnAreTheLast() throws IOException {
        MemoryStore store = new MemoryStore()
                .put("ltx/0/8000000000000000-ffffffffffffffff.ltx")
                .put("ltx/0/" + ONE);
        assertThat(ReplicaListing.read(store).lastTxid()).isEqualTo(new Txid(-1));
    }

    @Test
    void otherNamesAreStraysAndOtherFoldersAreNotListed() throws IOException {
        MemoryStore store = new MemoryStore()
                .put("ltx/0/" + ONE)
                .put("ltx/0/" + TWO + ".tmp")
                .put("ltx/0/README")
                .put("ltx/10/" + ONE)
                .put("ltx/x/" + ONE)
                .put("000a/" + ONE)
                .put("00000/" + ONE)
                .put("generations/0123456789abcdef/snapshots/00000000.snapshot.lz4")
                .put("other/" + ONE);
        ReplicaListing listing = ReplicaListing.read(store);
        assertThat(listing.fileCount()).isEqualTo(1);
        assertThat(listing.strays())
                .extracting(file -> file.key())
                .containsExactly("ltx/0/" + TWO + ".tmp", "ltx/0/README");
        assertThat(store.listed()).containsExactly("", "ltx/", "ltx/0/");
    }

    @Test
    void filesShorterThanAHeaderAreKeptAndKnown() throws IOException {
        MemoryStore store = new MemoryStore()
                .put("ltx/0/" + ONE, Instant.EPOCH, new byte[99])
                .put("ltx/0/" + TWO, Instant.EPOCH, new byte[100]);
        ReplicaListing listing = ReplicaListing.read(store);
        assertThat(listing.files(0)).hasSize(2);
        assertThat(listing.tooShort()).containsExactly("ltx/0/" + ONE);
    }

    @Test
    void anEmptyStoreIsAnEmptyListing() throws IOException {
        ReplicaListing listing = ReplicaListing.read(new MemoryStore());
        assertThat(listing.isEmpty()).isTrue();
        assertThat(listing.lastTxid()).isEqualTo(Txid.ZERO);
        assertThat(TimeBounds.of(listing)).isEmpty();
    }

    @Test
    void ofTwoLayoutsTheOneWithTheHigherTxidIsTaken() throws IOException {
        MemoryStore store =
                new MemoryStore().put("ltx/0/" + ONE).put("ltx/0/" + TWO).put("0009/" + ONE_TO_TEN);
        ReplicaListing listing = ReplicaListing.read(store);
        assertThat(listing.layout()).isEqualTo(LtxLayout.KEYS);
        assertThat(listing.ignoredLayout()).contains(LtxLayout.FOLDERS);
        assertThat(listing.fileCount()).isEqualTo(1);
    }

    @Test
    void ofTwoLayoutsWithTheSameTxidTheOneChangedLastIsTaken() throws IOException {
        MemoryStore keysLater = new MemoryStore()
                .put("ltx/0/" + ONE, Instant.ofEpochSecond(1), new byte[100])
                .put("0000/" + ONE, Instant.ofEpochSecond(2), new byte[100]);
        assertThat(ReplicaListing.read(keysLater).layout()).isEqualTo(LtxLayout.KEYS);
        MemoryStore same = new MemoryStore().put("ltx/0/" + ONE).put("0000/" + ONE);
        assertThat(ReplicaListing.read(same).layout()).isEqualTo(LtxLayout.FOLDERS);
        assertThat(ReplicaListing.read(same).ignoredLayout()).contains(LtxLayout.KEYS);
    }

    @Test
    void timeBoundsLeaveOutFilesThatAreTooShort() {
        ReplicaListing listing = Listings.listing("0:1@5? 0:2@6 0:3@9 9:1-3@10");
        assertThat(TimeBounds.of(listing))
                .contains(new TimeBounds(Instant.ofEpochSecond(6), Instant.ofEpochSecond(10)));
    }

    @Test
    void boundsOfTwoLayoutsAreUnited() {
        TimeBounds early = new TimeBounds(Instant.ofEpochSecond(1), Instant.ofEpochSecond(3));
        TimeBounds late = new TimeBounds(Instant.ofEpochSecond(2), Instant.ofEpochSecond(4));
        TimeBounds both = new TimeBounds(Instant.ofEpochSecond(1), Instant.ofEpochSecond(4));
        assertThat(early.union(late)).isEqualTo(both);
        assertThat(late.union(early)).isEqualTo(both);
    }
}
