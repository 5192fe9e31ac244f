package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ltx4j.ltx.LtxFileName;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.ltx.TxidRange;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A hundred thousand files on level 0, which would take hours if anything looked at all of them in each step. */
class ManyFilesTest {
    private static final int FILES = 100_000;

    @Test
    void aPlanOfAllOfThem() throws IOException {
        ReplicaListing listing = Listings.listing(shuffled(FILES));
        LtxPlan plan = RestorePlanner.plan(listing, TimeCutoffs.none(listing), RestoreTarget.LATEST, Set.of());
        assertThat(plan.files()).hasSize(FILES);
        assertThat(plan.reached()).isEqualTo(new Txid(FILES));
    }

    @Test
    void aPlanToATimeInTheMiddle() throws IOException {
        ReplicaListing listing = Listings.listing(shuffled(FILES));
        Instant timestamp = Instant.ofEpochSecond(FILES / 2);
        LtxPlan plan = RestorePlanner.plan(
                listing,
                TimeCutoffs.before(listing, timestamp),
                new RestoreTarget.Before(timestamp),
                Set.of(Listings.file("9:1-3").key()));
        assertThat(plan.reached()).isEqualTo(new Txid(FILES / 2 - 1));
    }

    @Test
    void aGapBehindAllOfThemAndManyDamagedFiles() {
        List<LtxFile> files = shuffled(FILES);
        files.add(Listings.file(0, FILES + 2, FILES + 2, Instant.EPOCH));
        Set<String> damaged = Set.of(
                files.get(1).key(), files.get(2).key(), files.get(FILES / 2).key());
        ReplicaListing listing = Listings.listing(files);
        UnrestorableException e = catchThrowableOfType(
                UnrestorableException.class,
                () -> RestorePlanner.plan(listing, TimeCutoffs.none(listing), RestoreTarget.LATEST, damaged));
        assertThat(e.reason()).isEqualTo(UnrestorableException.Reason.GAP);
    }

    @Test
    void listingThem() throws IOException {
        MemoryStore store = new MemoryStore();
        for (LtxFile file : shuffled(FILES)) {
            store.put(file.key());
        }
        assertThat(ReplicaListing.read(store).files(0))
                .hasSize(FILES)
                .isSortedAccordingTo(ReplicaListing.ORDER)
                .extracting(LtxFile::name)
                .endsWith(LtxFileName.of(TxidRange.of(FILES, FILES)));
    }

    private static List<LtxFile> shuffled(int count) {
        List<LtxFile> files = new ArrayList<>(count);
        for (int txid = 1; txid <= count; txid++) {
            files.add(Listings.file(0, txid, txid, Instant.ofEpochSecond(txid)));
        }
        Collections.shuffle(files, new Random(7));
        return files;
    }
}
