package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ltx4j.fixtures.LtxForge;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreReader;
import dev.ltx4j.replica.StoreUnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CreationTimesTest {
    private static final int PAGE_SIZE = 512;
    private static final int TIMESTAMP_OFFSET = 32;
    private static final Instant CLONED = Instant.parse("2030-01-01T00:00:00Z");

    @Test
    void theStoresTimesCountWhenTheyAreThoseOfTheHeaders() throws IOException {
        MemoryStore store = store("0:1 0:2 0:3 9:1-2@4", 0);
        CreationTimes times = CreationTimes.decide(store, ReplicaListing.read(store));
        assertThat(times.source()).isEqualTo(CreationTimes.Source.STORE);
        assertThat(times.describe()).isEqualTo("Creation times are the store's file times.");
        assertThat(times.timed().listing().files(0))
                .extracting(LtxFile::created)
                .containsExactly(second(1), second(2), second(3));
    }

    @Test
    void partsOfAMillisecondDoNotMatter() throws IOException {
        MemoryStore store = store("0:1 0:2", 0);
        LtxFile file = Listings.file("0:2");
        store.put(file.key(), second(2).plusNanos(999_999), store.content(file.key()));
        assertThat(CreationTimes.decide(store, ReplicaListing.read(store)).source())
                .isEqualTo(CreationTimes.Source.STORE);
    }

    @Test
    void oneMillisecondMakesTheHeadersCount() throws IOException {
        MemoryStore store = store("0:1 0:2 0:3 9:1-2@4", 1);
        CreationTimes times = CreationTimes.decide(store, ReplicaListing.read(store));
        assertThat(times.source()).isEqualTo(CreationTimes.Source.HEADERS);
        assertThat(times.describe())
                .isEqualTo("Creation times are read from the files' headers: the store's file times are not those that"
                        + " Litestream gave them.");
        TimedListing timed = times.timed();
        assertThat(timed.unreadable()).isEmpty();
        assertThat(timed.listing().files(9)).extracting(LtxFile::created).containsExactly(second(4));
        assertThat(timed.bounds()).contains(new TimeBounds(second(1), second(4)));
    }

    @Test
    void aFewHeadersDecide() throws IOException {
        List<LtxFile> files = new ArrayList<>();
        for (int level = 0; level <= 9; level++) {
            for (int txid = 1; txid <= 50; txid++) {
                files.add(Listings.file(level, level == 9 ? 1 : txid, txid, second(txid)));
            }
        }
        MemoryStore store = store(files, 0);
        CreationTimes times = CreationTimes.decide(store, ReplicaListing.read(store));
        assertThat(times.source()).isEqualTo(CreationTimes.Source.STORE);
        times.timed();
        assertThat(store.opened()).hasSize(12).doesNotHaveDuplicates();
    }

    @Test
    void storeTimesThatStepBackAreNotBelieved() throws IOException {
        MemoryStore store = store("0:1@1 0:2@3 0:3@2 0:4@4 0:5@5", 0);
        CreationTimes times = CreationTimes.decide(store, ReplicaListing.read(store));
        assertThat(times.source()).isEqualTo(CreationTimes.Source.HEADERS);
        assertThat(times.describe())
                .isEqualTo(
                        "Creation times are read from the files' headers: the store's file times do not grow with the"
                                + " TXIDs.");
    }

    @Test
    void damagedSamplesDoNotDecide() throws IOException {
        MemoryStore store = store("0:1 0:2 0:3 0:4", 0);
        store.content(Listings.file("0:4").key())[0]++;
        store.vanish(Listings.file("0:1").key());
        assertThat(CreationTimes.decide(store, ReplicaListing.read(store)).source())
                .isEqualTo(CreationTimes.Source.STORE);
    }

    @Test
    void withoutAReadableHeaderNothingIsBelieved() throws IOException {
        MemoryStore store = new MemoryStore().put(Listings.file("0:1").key());
        CreationTimes times = CreationTimes.decide(store, ReplicaListing.read(store));
        assertThat(times.source()).isEqualTo(CreationTimes.Source.HEADERS);
        assertThat(times.timed().unreadable().keySet())
                .containsExactly(Listings.file("0:1").key());
        assertThat(times.timed().bounds()).isEmpty();
    }

    @Test
    void aStoreThatCannotBeReadIsNoDamage() throws IOException {
        MemoryStore store = store("0:1 0:2", 1);
        ReplicaListing listing = ReplicaListing.read(store);
        ReplicaStore forbidden = new ForbiddenStore(store);
        assertThat(catchThrowableOfType(
                        StoreUnavailableException.class, () -> CreationTimes.decide(forbidden, listing)))
                .isNotNull();
    }

    @Test
    void aFileWithADamagedHeaderIsLeftOutAndItsLossIsNoticed() throws Exception {
        MemoryStore store = clone("9:1-2 0:3 0:4 0:5 0:6");
        store.content(Listings.file("0:4").key())[0]++;
        CreationTimes times = CreationTimes.decide(store, ReplicaListing.read(store));
        TimedListing timed = times.timed();
        assertThat(timed.unreadable())
                .containsOnlyKeys(Listings.file("0:4").key())
                .containsValue("memory/" + Listings.file("0:4").key()
                        + ": not an LTX file: it does not start with \"LTX1\" (at byte 0)");
        assertThat(plan(timed, 3)).isEqualTo("9:1-2");
        assertThat(plan(timed, 4)).isEqualTo("LOST_TO_DAMAGE");
        assertThat(plan(timed, 5)).isEqualTo("LOST_TO_DAMAGE");
        assertThat(plan(timed, 6)).isEqualTo("LOST_TO_DAMAGE");
    }

    @Test
    void aHeaderOfOtherTransactionsIsNotBelieved() throws Exception {
        MemoryStore store = clone("9:1-2 0:3 0:4");
        store.putHeader(Listings.file("0:5"), second(5));
        store.put(
                Listings.file("0:4").key(),
                CLONED,
                store.content(Listings.file("0:5").key()));
        TimedListing timed =
                CreationTimes.decide(store, ReplicaListing.read(store)).timed();
        assertThat(timed.unreadable())
                .containsEntry(
                        Listings.file("0:4").key(),
                        "memory/" + Listings.file("0:4").key()
                                + ": the header is that of TXIDs 0000000000000005-0000000000000005");
    }

    @Test
    void everyFlipInATimeThatMovesAFileAcrossOthersIsNoticed() throws Exception {
        for (int bit = 0; bit < 64; bit++) {
            for (int txid = 3; txid <= 6; txid++) {
                MemoryStore store = clone("9:1-2 0:3 0:4 0:5 0:6");
                LtxFile flipped = Listings.file("0:" + txid);
                byte[] content = store.content(flipped.key());
                long time = ByteBuffer.wrap(content).getLong(TIMESTAMP_OFFSET) ^ (1L << bit);
                ByteBuffer.wrap(content).putLong(TIMESTAMP_OFFSET, time);
                boolean inOrder = time >= 1000L * (txid - 1) && time <= 1000L * (txid + 1) && txid < 6;
                boolean first = txid == 3 && time <= 1000L * (txid + 1);
                TimedListing timed =
                        CreationTimes.decide(store, ReplicaListing.read(store)).timed();
                if (!inOrder && !first) {
                    assertThat(timed.unreadable())
                            .as("bit %s of TXID %s", bit, txid)
                            .containsOnlyKeys(flipped.key());
                }
            }
        }
    }

    @Test
    void aClockThatWasSetBackIsNoDamage() throws Exception {
        MemoryStore store = clone("9:1-2 0:3 0:4@9 0:5@5 0:6");
        TimedListing timed =
                CreationTimes.decide(store, ReplicaListing.read(store)).timed();
        assertThat(timed.unreadable()).isEmpty();
        assertThat(timed.listing().files(0))
                .extracting(LtxFile::created)
                .containsExactly(second(3), second(9), second(5), second(6));
    }

    /** In a bucket without Litestream's times, as after a copy, headers are looked at one by one. */
    @Test
    void everyFlipInATimeThatMovesAFileAcrossTheMomentIsNoticed() throws Exception {
        for (int bit = 0; bit < 64; bit++) {
            for (int txid = 3; txid <= 10; txid++) {
                for (long moment = 4; moment <= 12; moment++) {
                    MemoryStore store = clone("9:1-2 0:3 0:4 0:5 0:6 0:7 0:8 0:9 0:10");
                    LtxFile flipped = Listings.file("0:" + txid);
                    byte[] content = store.content(flipped.key());
                    long time = ByteBuffer.wrap(content).getLong(TIMESTAMP_OFFSET) ^ (1L << bit);
                    ByteBuffer.wrap(content).putLong(TIMESTAMP_OFFSET, time);
                    TimedListing timed = CreationTimes.decide(new UploadTimesStore(store), ReplicaListing.read(store))
                            .timed(second(moment));
                    String plan = plan(timed, moment);
                    boolean isRight = plan.endsWith(" 0:" + Math.min(10, moment - 1));
                    // A file of a plan is verified when it is read; one that is left out must have been doubted.
                    boolean isPlanned = List.of(plan.split(" ")).contains("0:" + txid);
                    boolean inOrder = time >= 1000L * (txid - 1) && time <= 1000L * (txid + 1) && txid < 10;
                    assertThat(isRight || isPlanned || inOrder || plan.equals("LOST_TO_DAMAGE"))
                            .as("bit %s of TXID %s before %s: %s", bit, txid, moment, plan)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void clockThatWasSetBackIsNoDamageInABucketEither() throws Exception {
        MemoryStore store = clone("9:1-2 0:3 0:4@9 0:5@5 0:6");
        TimedListing timed = CreationTimes.decide(new UploadTimesStore(store), ReplicaListing.read(store))
                .timed(second(6));
        assertThat(timed.unreadable()).isEmpty();
    }

    @Test
    void onlyThePlansHeadersAreReadForItsTimes() throws Exception {
        MemoryStore store = clone("9:1-2 0:1 0:2 0:3 0:4 0:5");
        ReplicaListing listing = ReplicaListing.read(store);
        CreationTimes times = CreationTimes.decide(store, listing);
        LtxPlan plan =
                RestorePlanner.plan(listing, TimeCutoffs.none(listing), RestoreTarget.LATEST, listing.tooShort());
        assertThat(plan.reachedTime()).isEqualTo(CLONED);
        store.opened().clear();
        assertThat(times.timed(plan).reachedTime()).isEqualTo(second(5));
        assertThat(store.opened()).hasSize(plan.files().size());
    }

    private static String plan(TimedListing timed, long second) throws IOException {
        RestoreTarget target = new RestoreTarget.Before(second(second));
        TimeCutoffs cutoffs = TimeCutoffs.before(timed.listing(), second(second));
        try {
            return Listings.words(RestorePlanner.plan(
                    timed.listing(), cutoffs, target, timed.unreadable().keySet()));
        } catch (UnrestorableException e) {
            return e.reason().toString();
        }
    }

    private static Instant second(long second) {
        return Instant.ofEpochSecond(second);
    }

    private static MemoryStore store(String files, int storeMillisOff) {
        return store(Listings.files(files), storeMillisOff);
    }

    /** Files with sound contents; the store's times are off by so many milliseconds. */
    private static MemoryStore store(List<LtxFile> files, int storeMillisOff) {
        MemoryStore store = new MemoryStore();
        for (LtxFile file : files) {
            store.put(file.key(), file.created().plusMillis(storeMillisOff), content(file));
        }
        return store;
    }

    /** Files with sound contents and one time for all. */
    private static MemoryStore clone(String files) {
        MemoryStore store = new MemoryStore();
        for (LtxFile file : Listings.files(files)) {
            store.put(file.key(), CLONED, content(file));
        }
        return store;
    }

    private static byte[] content(LtxFile file) {
        return new LtxForge(PAGE_SIZE)
                .txids(file.range().min().value(), file.range().max().value())
                .timestamp(file.created().toEpochMilli())
                .commit(1)
                .page(1, 7)
                .build();
    }

    /** Lists, but opens nothing. */
    private static final class ForbiddenStore extends ForwardingStore {
        ForbiddenStore(ReplicaStore inner) {
            super(inner);
        }

        @Override
        public StoreReader open(String key) throws IOException {
            throw new StoreUnavailableException(StoreUnavailableException.Reason.FORBIDDEN, "may not be read: " + key);
        }

        @Override
        public void close() {}
    }

    /** Its times are only those of uploads, as in a bucket, and it keeps no others. */
    private static final class UploadTimesStore extends ForwardingStore {
        UploadTimesStore(ReplicaStore inner) {
            super(inner);
        }

        @Override
        public boolean listsUploadTimes() {
            return true;
        }
    }
}
