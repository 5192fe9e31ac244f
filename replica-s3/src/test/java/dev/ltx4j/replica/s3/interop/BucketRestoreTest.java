package dev.ltx4j.replica.s3.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.fixtures.live.GoProgram;
import dev.ltx4j.fixtures.live.GoTools;
import dev.ltx4j.fixtures.live.RandomWriter;
import dev.ltx4j.fixtures.live.Replication;
import dev.ltx4j.fixtures.live.Report;
import dev.ltx4j.fixtures.live.Versitygw;
import dev.ltx4j.fixtures.live.Waiting;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.s3.S3Store;
import dev.ltx4j.restore.LtxFile;
import dev.ltx4j.restore.LtxPlan;
import dev.ltx4j.restore.ReplicaListing;
import dev.ltx4j.restore.ReplicaVerifier;
import dev.ltx4j.restore.RestoreListener;
import dev.ltx4j.restore.RestoreTarget;
import dev.ltx4j.restore.UnrestorableException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Litestream replicates two databases to a real S3 server, and then both programs restore every state. */
@Tag("interop")
class BucketRestoreTest {
    private static final int MAX_SECONDS = 120;
    private static final int MIN_FILES = 40;
    private static final int MOMENTS = 25;
    private static final RandomWriter.Shape SHAPE = new RandomWriter.Shape(4096, "INCREMENTAL", 10);

    private static final List<LiveBucket> DATABASES = new ArrayList<>();
    private static GoProgram litestream;
    private static Versitygw server;
    private static Random random;
    private static Path configuration;

    @BeforeAll
    static void replicate(@TempDir Path folder) throws Exception {
        litestream = GoTools.litestream();
        server = Versitygw.start(GoTools.versitygw(), folder.resolve("s3"));
        random = Report.random(BucketRestoreTest.class);
        for (String path : List.of("a/b", "app")) {
            Path own = folder.resolve("db" + DATABASES.size());
            DATABASES.add(new LiveBucket(own, SHAPE, random.nextLong(), server, path));
        }
        String yml = BucketYml.keepingAll(server, DATABASES);
        configuration = folder.resolve("litestream.yml");
        try (Replication replication = Replication.start(litestream, folder, yml)) {
            DATABASES.forEach(database -> database.writer().start());
            for (LiveBucket database : DATABASES) {
                Waiting.until("every level of " + database + " has enough files", MAX_SECONDS, () -> {
                    replication.requireAlive();
                    database.writer().requireHealthy();
                    return hasEnoughFiles(database.listing());
                });
            }
            for (LiveBucket database : DATABASES) {
                database.writer().stop();
                Waiting.until("the last transaction of " + database + " is replicated", MAX_SECONDS, () -> {
                    replication.requireAlive();
                    return database.ours(RestoreTarget.LATEST).proof().number()
                            == database.writer().lastNumber();
                });
            }
        }
    }

    @AfterAll
    static void stop() throws Exception {
        for (LiveBucket database : DATABASES) {
            database.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static boolean hasEnoughFiles(ReplicaListing listing) {
        return listing.files(0).size() >= MIN_FILES
                && listing.files(1).size() >= 8
                && listing.files(2).size() >= 3
                && listing.files(LtxFile.SNAPSHOT_LEVEL).size() >= 2;
    }

    static Stream<LiveBucket> databases() {
        return DATABASES.stream();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void latestAndEveryTxidGiveTheSameBytes(LiveBucket database) throws Exception {
        long last = database.listing().lastTxid().value();
        List<RestoreTarget> targets = new ArrayList<>(List.of(RestoreTarget.LATEST));
        for (long txid = 1; txid <= last; txid++) {
            targets.add(new RestoreTarget.AtTxid(new Txid(txid)));
        }
        for (RestoreTarget target : targets) {
            LiveBucket.Restored ours = database.ours(target);
            assertThat(ours.sha256())
                    .as("%s", target)
                    .isEqualTo(database.litestreams(litestream, configuration, target)
                            .orElseThrow());
            assertThat(ours.report().bypassed()).isEmpty();
        }
        Report.print(database + ": the latest and " + last + " TXIDs, same bytes");
    }

    /**
     * Litestream holds a moment against the times of uploads before it plans by the times in the metadata, and so refuses
     * moments between the last of both; ours must give then what Litestream gives for the TXID.
     */
    @ParameterizedTest
    @MethodSource("databases")
    void timestampsGiveTheSameBytes(LiveBucket database) throws Exception {
        List<LtxFile> files = database.listing().files(0);
        Instant first = created(database, files.get(0));
        Instant last = created(database, files.get(files.size() - 1));
        int refused = 0;
        for (Instant moment : moments(first, last)) {
            RestoreTarget target = new RestoreTarget.Before(moment);
            Optional<String> litestreams = database.litestreams(litestream, configuration, target);
            LiveBucket.Restored ours = database.ours(target);
            assertThat(ours.report().reachedTime()).isBefore(moment);
            if (litestreams.isEmpty()) {
                refused++;
                RestoreTarget reached =
                        new RestoreTarget.AtTxid(((LtxPlan) ours.report().plan()).maxTxid());
                litestreams = database.litestreams(litestream, configuration, reached);
            }
            assertThat(ours.sha256()).as("%s", target).isEqualTo(litestreams.orElseThrow());
        }
        assertThat(refused).isLessThan(MOMENTS / 2);
        RestoreTarget early = new RestoreTarget.Before(first);
        assertThat(database.litestreams(litestream, configuration, early)).isEmpty();
        assertThatThrownBy(() -> database.ours(early)).isInstanceOf(UnrestorableException.class);
        Report.print(database + ": " + (MOMENTS + 2) + " timestamps, same bytes; " + refused
                + " of them refused by Litestream, because of upload times");
    }

    private static List<Instant> moments(Instant first, Instant last) {
        int span = Math.toIntExact(last.toEpochMilli() - first.toEpochMilli());
        List<Instant> moments = new ArrayList<>(List.of(first.plusMillis(1), last));
        while (moments.size() < MOMENTS + 2) {
            moments.add(first.plusMillis(1 + random.nextInt(span)));
        }
        return moments;
    }

    /** What is in the metadata; the listing only has the time of the upload. */
    private static Instant created(LiveBucket database, LtxFile file) throws Exception {
        try (S3Store store = database.open()) {
            return store.stat(file.key()).orElseThrow().modified();
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void everyFileIsSound(LiveBucket database) throws Exception {
        try (S3Store store = database.open()) {
            assertThat(new ReplicaVerifier(store, 1, RestoreListener.NONE)
                            .verify()
                            .findings())
                    .isEmpty();
        }
    }
}
