package dev.ltx4j.restore.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.live.GoProgram;
import dev.ltx4j.fixtures.live.GoTools;
import dev.ltx4j.fixtures.live.Proof;
import dev.ltx4j.fixtures.live.RandomWriter;
import dev.ltx4j.fixtures.live.Replication;
import dev.ltx4j.fixtures.live.Report;
import dev.ltx4j.fixtures.live.Waiting;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.restore.LtxFile;
import dev.ltx4j.restore.ReplicaListing;
import dev.ltx4j.restore.RestorableState;
import dev.ltx4j.restore.RestoreTarget;
import dev.ltx4j.restore.TimeBounds;
import dev.ltx4j.restore.UnrestorableException;
import dev.ltx4j.restore.UnrestorableException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Litestream compacts files and deletes them a second after it made them, and we restore in the middle of that. When it
 * is over, both programs are asked for every state that there was; most are gone.
 */
@Tag("interop")
class PruningRestoreTest {
    private static final int MAX_SECONDS = 180;
    private static final int MIN_RESTORES = 100;
    private static final Txid PRUNED_UP_TO = new Txid(60);
    private static final RandomWriter.Shape SHAPE = new RandomWriter.Shape(1024, "NONE", 10);

    private static final List<Proof> RESTORED = new ArrayList<>();
    private static final List<StoreUnavailableException> DISAPPEARED = new ArrayList<>();
    private static LiveReplica replica;
    private static GoProgram litestream;
    private static Random random;

    @BeforeAll
    static void restoreWhileFilesComeAndGo(@TempDir Path folder) throws Exception {
        litestream = GoTools.litestream();
        random = Report.random(PruningRestoreTest.class);
        replica = new LiveReplica(folder.resolve("pruned"), SHAPE, random.nextLong());
        try (Replication replication = Replication.start(litestream, folder, LitestreamYml.pruning(List.of(replica)))) {
            replica.writer().start();
            Waiting.until("there is a backup", MAX_SECONDS, () -> {
                replication.requireAlive();
                return !replica.listing().isEmpty();
            });
            Waiting.until("old files are gone and enough was restored", MAX_SECONDS, () -> {
                replication.requireAlive();
                replica.writer().requireHealthy();
                restore();
                return RESTORED.size() >= MIN_RESTORES && oldFilesAreGone(replica.listing());
            });
            replica.writer().stop();
        }
    }

    @AfterAll
    static void closeDatabase() throws Exception {
        if (replica != null) {
            replica.close();
        }
    }

    private static void restore() throws Exception {
        try {
            RESTORED.add(replica.latest());
        } catch (StoreUnavailableException e) {
            DISAPPEARED.add(e);
        }
    }

    private static boolean oldFilesAreGone(ReplicaListing listing) {
        return firstEnd(listing, LtxFile.MIN_LEVEL).isAfter(PRUNED_UP_TO)
                && firstEnd(listing, LtxFile.SNAPSHOT_LEVEL).isAfter(PRUNED_UP_TO);
    }

    private static Txid firstEnd(ReplicaListing listing, int level) {
        List<LtxFile> files = listing.files(level);
        return files.isEmpty() ? Txid.ZERO : files.get(0).range().max();
    }

    /** That each is a state that was committed was seen when it was restored. */
    @Test
    void everyRestoreMeanwhileGaveAStateNoOlderThanTheOneBefore() {
        assertThat(RESTORED).extracting(Proof::number).isSorted();
        assertThat(RESTORED.get(RESTORED.size() - 1).number())
                .isGreaterThan(RESTORED.get(0).number());
        assertThat(DISAPPEARED).allSatisfy(e -> assertThat(e).hasMessageContaining("disappeared after it was listed"));
        Report.print("while files came and went: " + RESTORED.size() + " databases restored, transactions "
                + RESTORED.get(0).number() + " to "
                + RESTORED.get(RESTORED.size() - 1).number() + "; " + DISAPPEARED.size()
                + " times a file disappeared after it was listed");
    }

    @Test
    void everyTxidGivesTheSameBytesOrIsRefusedByBoth() throws Exception {
        AtomicInteger same = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        Comparison.forEach(Targets.txids(replica), target -> {
            Answer litestreams = replica.litestreams(litestream, target);
            Answer ours = replica.ours(replica.path(), target);
            if (litestreams instanceof Answer.Database) {
                Answer.requireSameBytes(litestreams, ours);
                same.incrementAndGet();
            } else {
                requireGoodReason(
                        ((RestoreTarget.AtTxid) target).txid(), Answer.requireRefusedByBoth(litestreams, ours));
                refused.incrementAndGet();
            }
        });
        assertThat(refused.get()).isPositive();
        assertThat(same.get()).isPositive();
        Report.print("pruned replica: " + same + " TXIDs, same bytes; " + refused + " refused by both");
    }

    /** The reason must be that of the files, and Litestream must be able to restore what ours names as the nearest. */
    private static void requireGoodReason(Txid txid, UnrestorableException refusal) throws IOException {
        Txid below = refusal.below().map(RestorableState::txid).orElse(Txid.ZERO);
        if (refusal.reason() == Reason.GAP) {
            assertThat(replica.files())
                    .anyMatch(file ->
                            startsBehindHole(file, below) && !file.range().min().isAfter(txid));
        } else {
            assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(Reason.TARGET_NOT_REACHABLE);
            assertThat(replica.files()).anyMatch(file -> file.range().contains(txid));
        }
        assertThat(below).isLessThan(txid);
        // The last TXID can always be had, so there is a state above each that cannot.
        Txid above = refusal.above().orElseThrow().txid();
        assertThat(above).isGreaterThan(txid);
        for (Txid nearest : below.equals(Txid.ZERO) ? List.of(above) : List.of(below, above)) {
            assertThat(replica.litestreams(litestream, new RestoreTarget.AtTxid(nearest)))
                    .isInstanceOf(Answer.Database.class);
        }
    }

    @Test
    void everyTimestampGivesTheSameBytesOrIsRefusedWithReason() throws Exception {
        TimeBounds bounds = Targets.bounds(replica);
        AtomicInteger same = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger behindHole = new AtomicInteger();
        Comparison.forEach(Targets.moments(replica, random), target -> {
            Instant timestamp = ((RestoreTarget.Before) target).timestamp();
            Answer litestreams = replica.litestreams(litestream, target);
            Answer ours = replica.ours(replica.path(), target);
            if (!bounds.admits(timestamp)) {
                Answer.requireOutOfBoundsForBoth(litestreams, ours);
                refused.incrementAndGet();
            } else if (ours instanceof Answer.Refused refusal) {
                requireBehindHole(timestamp, litestreams, refusal.ours());
                behindHole.incrementAndGet();
            } else {
                Answer.requireSameBytes(litestreams, ours);
                same.incrementAndGet();
            }
        });
        assertThat(same.get()).isPositive();
        Report.print("pruned replica: " + same + " timestamps, same bytes; " + refused + " out of bounds for both; "
                + behindHole + " behind a hole, refused by ours only");
    }

    /**
     * The documented difference: where transactions are missing before the timestamp, Litestream gives without a word the
     * state in front of the hole, and ours names the hole and that state.
     */
    private static void requireBehindHole(Instant timestamp, Answer litestreams, UnrestorableException refusal)
            throws Exception {
        assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(Reason.GAP);
        Txid below = refusal.below().map(RestorableState::txid).orElse(Txid.ZERO);
        assertThat(replica.files())
                .as("a file behind the hole, made before %s", timestamp)
                .anyMatch(
                        file -> startsBehindHole(file, below) && file.created().isBefore(timestamp));
        if (below.equals(Txid.ZERO)) {
            Answer.requireRefusedByBoth(litestreams, new Answer.Refused(refusal));
        } else {
            assertThat(replica.ours(replica.path(), new RestoreTarget.AtTxid(below)))
                    .isEqualTo(litestreams);
        }
    }

    private static boolean startsBehindHole(LtxFile file, Txid below) {
        return file.range().min().isAfter(below.next());
    }
}
