package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ltx4j.ltx.Txid;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a person reads when a state cannot be had, word for word. */
class UnrestorableMessageTest {
    private static final String FIRST_SNAPSHOT = "ltx/9/0000000000000001-0000000000000002.ltx";

    @Test
    void emptyReplica() {
        assertThat(message("", RestoreTarget.LATEST))
                .isEqualTo("no matching backup files available: there is no LTX file in this replica");
    }

    @Test
    void gapBehindTheSnapshot() {
        assertThat(message("9:1-2 0:3 0:5", RestoreTarget.LATEST))
                .isEqualTo("non-contiguous transaction files: TXID 0000000000000004 is in no usable file, between"
                        + " ltx/0/0000000000000003-0000000000000003.ltx and"
                        + " ltx/0/0000000000000005-0000000000000005.ltx; nearest restorable: TXID 0000000000000003"
                        + " (1970-01-01T00:00:03.000Z) below, none above");
    }

    @Test
    void gapOfSeveralTransactionsBelowATxid() {
        assertThat(message("9:1-2 0:5 0:6 9:1-8", at(6)))
                .isEqualTo("TXID 0000000000000006 cannot be restored: non-contiguous transaction files: TXIDs"
                        + " 0000000000000003 to 0000000000000004 are in no usable file, between " + FIRST_SNAPSHOT
                        + " and ltx/0/0000000000000005-0000000000000005.ltx; nearest restorable: TXID 0000000000000002"
                        + " (1970-01-01T00:00:02.000Z) below, TXID 0000000000000008 (1970-01-01T00:00:08.000Z) above");
    }

    @Test
    void nothingToStartFrom() {
        assertThat(message("0:3 0:4", RestoreTarget.LATEST))
                .isEqualTo(
                        "non-contiguous transaction files: TXIDs 0000000000000001 to 0000000000000002 are in no usable"
                                + " file, before ltx/0/0000000000000003-0000000000000003.ltx; no other state can be restored");
    }

    @Test
    void txidInsideACompactedFile() {
        assertThat(message("9:1-2 1:3-7 0:8", at(4)))
                .isEqualTo("TXID 0000000000000004 cannot be restored (no matching backup files available): it lies"
                        + " inside ltx/1/0000000000000003-0000000000000007.ltx, and the files that it was compacted"
                        + " from are gone; nearest restorable: TXID 0000000000000002 (1970-01-01T00:00:02.000Z) below,"
                        + " TXID 0000000000000007 (1970-01-01T00:00:07.000Z) above");
    }

    @Test
    void timestampInsideACompactedFileWithoutASnapshot() {
        assertThat(message("1:1-9 0:5 0:6", before(7)))
                .isEqualTo("the state before 1970-01-01T00:00:07.000Z cannot be restored (no matching backup files"
                        + " available): it lies inside ltx/1/0000000000000001-0000000000000009.ltx, and the files that"
                        + " it was compacted from are gone; nearest restorable: none below, TXID 0000000000000009"
                        + " (1970-01-01T00:00:09.000Z) above");
    }

    @Test
    void txidBeyondTheLast() {
        assertThat(message("9:1-2 0:3", at(4)))
                .isEqualTo("TXID 0000000000000004 does not exist (no matching backup files available): the last in the"
                        + " backup is 0000000000000003; nearest restorable: TXID 0000000000000003"
                        + " (1970-01-01T00:00:03.000Z) below, none above");
    }

    @Test
    void txidZero() {
        assertThat(message("9:1-2 0:3", at(0)))
                .isEqualTo("TXID 0000000000000000 does not exist (no matching backup files available): the first"
                        + " transaction is 0000000000000001; nearest restorable: none below, TXID 0000000000000002"
                        + " (1970-01-01T00:00:02.000Z) above");
    }

    @Test
    void timestampAtTheFirst() {
        assertThat(messageWithin("9:1-2 0:3", before(2)))
                .isEqualTo("timestamp does not exist: 1970-01-01T00:00:02.000Z is not after the first backup file's"
                        + " time; ask for a time after 1970-01-01T00:00:02.000Z and not after 1970-01-01T00:00:03.000Z,"
                        + " or for \"latest\"; nearest restorable: none below, TXID 0000000000000002"
                        + " (1970-01-01T00:00:02.000Z) above");
    }

    @Test
    void timestampAfterTheLast() {
        assertThat(messageWithin("9:1-2 0:3", before(4)))
                .isEqualTo("timestamp does not exist: 1970-01-01T00:00:04.000Z is after the last backup file's time;"
                        + " ask for a time after 1970-01-01T00:00:02.000Z and not after 1970-01-01T00:00:03.000Z, or for"
                        + " \"latest\"; nearest restorable: TXID 0000000000000003 (1970-01-01T00:00:03.000Z) below, none"
                        + " above");
    }

    @Test
    void nothingBeforeTheTimestamp() {
        assertThat(message("9:1-2 0:3", before(1)))
                .isEqualTo("no matching backup files available: no file was made before 1970-01-01T00:00:01.000Z;"
                        + " nearest restorable: none below, TXID 0000000000000002 (1970-01-01T00:00:02.000Z) above");
    }

    @Test
    void latestIsLostToDamage() {
        assertThat(message("9:1-2 0:3! 0:4", RestoreTarget.LATEST))
                .isEqualTo("the state of the latest transaction (TXID 0000000000000004) is lost to damage: TXIDs"
                        + " 0000000000000003 to 0000000000000004 cannot be had without"
                        + " ltx/0/0000000000000003-0000000000000003.ltx, which cannot be used, and no other files hold"
                        + " the same; nearest restorable: TXID 0000000000000002 (1970-01-01T00:00:02.000Z) below, none"
                        + " above");
    }

    @Test
    void atMostThreeDamagedFilesAreNamed() {
        assertThat(message("9:1-2 0:3! 1:3! 2:3-4! 3:3-4! 0:4! 9:1-5", at(4)))
                .isEqualTo("the state at TXID 0000000000000004 (TXID 0000000000000004) is lost to damage: TXIDs"
                        + " 0000000000000003 to 0000000000000004 cannot be had without"
                        + " ltx/0/0000000000000003-0000000000000003.ltx, ltx/1/0000000000000003-0000000000000003.ltx,"
                        + " ltx/2/0000000000000003-0000000000000004.ltx and 1 more, which cannot be used, and no other"
                        + " files hold the same; nearest restorable: TXID 0000000000000002 (1970-01-01T00:00:02.000Z) below,"
                        + " TXID 0000000000000005 (1970-01-01T00:00:05.000Z) above");
    }

    @Test
    void everyChoiceIsExplained() throws Exception {
        ReplicaListing listing = Listings.listing("9:1-2 0:3 0:4");
        assertThat(RestorePlanner.plan(listing, TimeCutoffs.none(listing), RestoreTarget.LATEST, Set.of())
                        .files())
                .extracting(PlannedFile::why)
                .containsExactly(
                        "newest snapshot at or below the target",
                        "longest continuation of TXID 0000000000000002",
                        "longest continuation of TXID 0000000000000003");
        assertThat(new PlannedFile(Listings.file("0:1"), Txid.ZERO).why())
                .isEqualTo("longest file from the first transaction on (there is no snapshot at or below the target)");
    }

    private static RestoreTarget at(long txid) {
        return new RestoreTarget.AtTxid(new Txid(txid));
    }

    private static RestoreTarget before(long second) {
        return new RestoreTarget.Before(Instant.ofEpochSecond(second));
    }

    private static String message(String files, RestoreTarget target) {
        ReplicaListing listing = Listings.listing(files);
        return catchThrowableOfType(
                        UnrestorableException.class,
                        () -> RestorePlanner.plan(listing, cutoffs(listing, target), target, Listings.damaged(files)))
                .getMessage();
    }

    private static String messageWithin(String files, RestoreTarget target) {
        ReplicaListing listing = Listings.listing(files);
        TimeBounds bounds = TimeBounds.of(listing).orElseThrow();
        return catchThrowableOfType(
                        UnrestorableException.class,
                        () -> RestorePlanner.planWithin(
                                bounds, listing, cutoffs(listing, target), target, Listings.damaged(files)))
                .getMessage();
    }

    private static TimeCutoffs cutoffs(ReplicaListing listing, RestoreTarget target) {
        return target instanceof RestoreTarget.Before before
                ? TimeCutoffs.before(listing, before.timestamp())
                : TimeCutoffs.none(listing);
    }
}
