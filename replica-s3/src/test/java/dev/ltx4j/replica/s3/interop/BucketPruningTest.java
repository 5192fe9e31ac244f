package dev.ltx4j.replica.s3.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.live.GoProgram;
import dev.ltx4j.fixtures.live.GoTools;
import dev.ltx4j.fixtures.live.RandomWriter;
import dev.ltx4j.fixtures.live.Replication;
import dev.ltx4j.fixtures.live.Report;
import dev.ltx4j.fixtures.live.Versitygw;
import dev.ltx4j.fixtures.live.Waiting;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.replica.s3.S3Store;
import dev.ltx4j.restore.LtxFile;
import dev.ltx4j.restore.LtxPlan;
import dev.ltx4j.restore.ReplicaListing;
import dev.ltx4j.restore.RestoreTarget;
import dev.ltx4j.restore.Restorer;
import dev.ltx4j.restore.UnrestorableException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Litestream compacts files and deletes them a second after it made them, in a real S3 server, while we restore in a loop:
 * for {@code -Dltx4j.race.seconds}, or 20 seconds.
 */
@Tag("interop")
class BucketPruningTest {
    private static final int MAX_SECONDS = 60;
    private static final int SECONDS = Integer.getInteger("ltx4j.race.seconds", 20);
    /** Litestream's own restore is slow: it is asked now and then. */
    private static final int ASKED_EVERY = 4;

    private GoProgram litestream;
    private LiveBucket database;
    private Path configuration;
    private int latest;
    private int txids;
    private int pruned;
    private int compared;
    private int bypassed;

    @Test
    void restoresInTheMiddleOfItGiveStatesThatWereAndNeverFailWithoutNeed(@TempDir Path folder) throws Exception {
        litestream = GoTools.litestream();
        Random random = Report.random(BucketPruningTest.class);
        RandomWriter.Shape shape = new RandomWriter.Shape(1024, "NONE", 10);
        try (Versitygw server = Versitygw.start(GoTools.versitygw(), folder.resolve("s3"));
                LiveBucket made = new LiveBucket(folder.resolve("db"), shape, random.nextLong(), server, "app")) {
            database = made;
            configuration = folder.resolve("litestream.yml");
            try (Replication replication = Replication.start(litestream, folder, BucketYml.pruning(server, database))) {
                database.writer().start();
                Waiting.until("there is a backup", MAX_SECONDS, () -> {
                    replication.requireAlive();
                    return !database.listing().isEmpty();
                });
                long start = System.nanoTime();
                long newest = 0;
                while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(SECONDS)) {
                    replication.requireAlive();
                    database.writer().requireHealthy();
                    long number = restoreLatest();
                    assertThat(number).isGreaterThanOrEqualTo(newest);
                    newest = number;
                    restoreTxid(random);
                }
                assertThat(newest).isPositive();
                assertThat(database.listing().files(0).get(0).range().min())
                        .as("the first file that was not pruned")
                        .isGreaterThan(new Txid(SECONDS));
            }
        }
        Report.print(
                "in a bucket, " + SECONDS + " s while files came and went: " + latest + " times the latest, " + txids
                        + " TXIDs, " + compared + " of both beside Litestream's, same bytes; " + bypassed
                        + " times planned around files; " + pruned + " TXIDs were gone, and stayed so");
    }

    /** There is always a newest state, so this never fails. */
    private long restoreLatest() throws Exception {
        LiveBucket.Restored restored = database.ours(RestoreTarget.LATEST);
        latest++;
        check(restored);
        return restored.proof().number();
    }

    private void restoreTxid(Random random) throws Exception {
        RestoreTarget target = new RestoreTarget.AtTxid(anyTxid(random));
        try {
            check(database.ours(target));
            txids++;
        } catch (UnrestorableException | StoreUnavailableException e) {
            requireGone(target, e);
            pruned++;
        }
    }

    private Txid anyTxid(Random random) throws IOException {
        ReplicaListing listing = database.listing();
        List<LtxFile> files = listing.files(random.nextInt(3));
        return files.isEmpty()
                ? listing.lastTxid()
                : files.get(random.nextInt(files.size())).range().max();
    }

    private void check(LiveBucket.Restored restored) throws IOException {
        if (!restored.report().bypassed().isEmpty()) {
            bypassed++;
        }
        if ((latest + txids) % ASKED_EVERY == 0) {
            RestoreTarget same =
                    new RestoreTarget.AtTxid(((LtxPlan) restored.report().plan()).maxTxid());
            Optional<String> litestreams = database.askLitestream(litestream, configuration, same);
            if (litestreams.isPresent()) {
                assertThat(restored.sha256()).isEqualTo(litestreams.get());
                compared++;
            }
        }
    }

    /** If planning once more finds files for the same target, and they can be read, the failure was for nothing. */
    private void requireGone(RestoreTarget target, Exception failure) throws IOException, SQLException {
        try (S3Store store = database.open()) {
            Restorer.builder(store).target(target).build().plan();
        } catch (UnrestorableException e) {
            return;
        }
        throw new AssertionError("could be planned again: " + target, failure);
    }
}
