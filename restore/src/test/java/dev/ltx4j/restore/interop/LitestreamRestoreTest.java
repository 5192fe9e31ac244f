package dev.ltx4j.restore.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.live.GoProgram;
import dev.ltx4j.fixtures.live.GoTools;
import dev.ltx4j.fixtures.live.RandomWriter;
import dev.ltx4j.fixtures.live.Replication;
import dev.ltx4j.fixtures.live.Report;
import dev.ltx4j.fixtures.live.Waiting;
import dev.ltx4j.ltx.LtxSummary;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.restore.LtxFile;
import dev.ltx4j.restore.LtxFileVerifier;
import dev.ltx4j.restore.ReplicaListing;
import dev.ltx4j.restore.ReplicaVerifier;
import dev.ltx4j.restore.RestoreListener;
import dev.ltx4j.restore.RestoreTarget;
import dev.ltx4j.restore.TimeBounds;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Litestream replicates four databases while they are written to at random, and keeps all files; then both programs
 * restore every state. When files were made is chance, so each run asks what no golden data holds.
 */
@Tag("interop")
class LitestreamRestoreTest {
    private static final int MAX_SECONDS = 180;

    private static final List<RandomWriter.Shape> SHAPES = List.of(
            new RandomWriter.Shape(512, "INCREMENTAL", 10),
            new RandomWriter.Shape(4096, "NONE", 2000),
            new RandomWriter.Shape(8192, "FULL", 10),
            new RandomWriter.Shape(65536, "NONE", 10));

    private static final List<LiveReplica> REPLICAS = new ArrayList<>();
    private static final Map<LiveReplica, Set<RestoreTarget.Before>> MOMENTS = new HashMap<>();
    private static GoProgram litestream;
    private static GoProgram ltx;

    @BeforeAll
    static void replicate(@TempDir Path folder) throws Exception {
        litestream = GoTools.litestream();
        ltx = GoTools.ltx();
        Random random = Report.random(LitestreamRestoreTest.class);
        for (RandomWriter.Shape shape : SHAPES) {
            REPLICAS.add(new LiveReplica(folder.resolve("page" + shape.pageSize()), shape, random.nextLong()));
        }
        try (Replication replication = Replication.start(litestream, folder, LitestreamYml.keepingAll(REPLICAS))) {
            REPLICAS.forEach(replica -> replica.writer().start());
            for (LiveReplica replica : REPLICAS) {
                Waiting.until("every level of " + replica + " has enough files", MAX_SECONDS, () -> {
                    replication.requireAlive();
                    replica.writer().requireHealthy();
                    return hasEnoughFiles(replica.listing());
                });
            }
            for (LiveReplica replica : REPLICAS) {
                replica.writer().stop();
                Waiting.until("the last transaction of " + replica + " is replicated", MAX_SECONDS, () -> {
                    replication.requireAlive();
                    return replica.latest().number() == replica.writer().lastNumber();
                });
            }
        }
        for (LiveReplica replica : REPLICAS) {
            MOMENTS.put(replica, Targets.moments(replica, random));
        }
    }

    @AfterAll
    static void closeDatabases() throws Exception {
        for (LiveReplica replica : REPLICAS) {
            replica.close();
        }
    }

    private static boolean hasEnoughFiles(ReplicaListing listing) {
        return listing.files(0).size() >= 50
                && listing.files(1).size() >= 10
                && listing.files(2).size() >= 5
                && listing.files(3).size() >= 2
                && listing.files(LtxFile.SNAPSHOT_LEVEL).size() >= 4;
    }

    static Stream<LiveReplica> replicas() {
        return REPLICAS.stream();
    }

    @ParameterizedTest
    @MethodSource("replicas")
    void everyTxidAndTheLatestGiveTheSameBytes(LiveReplica replica) throws Exception {
        List<RestoreTarget> targets = new ArrayList<>(Targets.txids(replica));
        targets.add(RestoreTarget.LATEST);
        Comparison.forEach(
                targets,
                target -> Answer.requireSameBytes(
                        replica.litestreams(litestream, target), replica.ours(replica.path(), target)));
        Report.print(replica + ": " + (targets.size() - 1) + " TXIDs and the latest, same bytes");
    }

    @ParameterizedTest
    @MethodSource("replicas")
    void aTxidThatWasNeverReachedIsRefusedByBoth(LiveReplica replica) throws Exception {
        RestoreTarget target =
                new RestoreTarget.AtTxid(replica.listing().lastTxid().next());
        Answer.requireOutOfBoundsForBoth(replica.litestreams(litestream, target), replica.ours(replica.path(), target));
    }

    @ParameterizedTest
    @MethodSource("replicas")
    void everyTimestampGivesTheSameBytes(LiveReplica replica) throws Exception {
        compareMoments(replica, replica.path(), "timestamps");
    }

    @ParameterizedTest
    @MethodSource("replicas")
    void aCopyThatLostItsTimesGivesTheSameBytesForEveryTimestamp(LiveReplica replica) throws Exception {
        copyWithoutTimes(replica.path(), replica.copy());
        compareMoments(replica, replica.copy(), "timestamps on a copy without times");
    }

    private static void compareMoments(LiveReplica replica, Path path, String what) throws Exception {
        TimeBounds bounds = Targets.bounds(replica);
        AtomicInteger same = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        Comparison.forEach(MOMENTS.get(replica), target -> {
            Answer litestreams = replica.litestreams(litestream, target);
            Answer ours = replica.ours(path, target);
            if (bounds.admits(((RestoreTarget.Before) target).timestamp())) {
                Answer.requireSameBytes(litestreams, ours);
                same.incrementAndGet();
            } else {
                Answer.requireOutOfBoundsForBoth(litestreams, ours);
                refused.incrementAndGet();
            }
        });
        Report.print(replica + ": " + same + " " + what + ", same bytes; " + refused + " out of bounds for both");
    }

    @ParameterizedTest
    @MethodSource("replicas")
    void everyFileIsFoundSoundByLtxAndByUs(LiveReplica replica) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("verify"));
        for (LtxFile file : replica.files()) {
            assertThat(verify(replica, file).header().range()).isEqualTo(file.range());
            arguments.add(replica.path().resolve(file.key()).toString());
        }
        GoProgram.Result result = ltx.run(arguments.toArray(String[]::new));
        assertThat(result.succeeded()).as(result.output()).isTrue();
        try (ReplicaStore store = FolderStore.open(replica.path())) {
            assertThat(new ReplicaVerifier(store, 1, RestoreListener.NONE)
                            .verify()
                            .findings())
                    .isEmpty();
        }
        Report.print(replica + ": " + (arguments.size() - 1) + " files sound for ltx verify and for us");
    }

    /** Else the restores would not show what happens to pages that are cut off and come back. */
    @ParameterizedTest
    @MethodSource("replicas")
    void theDatabaseGrewAndShrank(LiveReplica replica) throws Exception {
        List<Long> commits = new ArrayList<>();
        for (LtxFile file : replica.listing().files(LtxFile.MIN_LEVEL)) {
            commits.add(verify(replica, file).header().commit());
        }
        long grown = IntStream.range(1, commits.size())
                .filter(i -> commits.get(i) > commits.get(i - 1))
                .count();
        long shrunk = IntStream.range(1, commits.size())
                .filter(i -> commits.get(i) < commits.get(i - 1))
                .count();
        assertThat(grown).isPositive();
        assertThat(shrunk).isPositive();
        Report.print(replica + ": " + Collections.min(commits) + " to " + Collections.max(commits) + " pages, grown "
                + grown + " times, shrunk " + shrunk + " times");
    }

    private static LtxSummary verify(LiveReplica replica, LtxFile file) throws IOException {
        Path path = replica.path().resolve(file.key());
        try (LtxFileVerifier verifier = new LtxFileVerifier(1);
                InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            return verifier.verify(in, path.toString());
        }
    }

    private static void copyWithoutTimes(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }
}
