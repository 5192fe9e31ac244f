package dev.ltx4j.restore.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.live.GoProgram;
import dev.ltx4j.fixtures.live.GoTools;
import dev.ltx4j.fixtures.live.RandomWriter;
import dev.ltx4j.fixtures.live.Replication;
import dev.ltx4j.ltx.LtxReader;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.restore.LocalState;
import dev.ltx4j.restore.LtxFile;
import dev.ltx4j.restore.ReplicaVerifier;
import dev.ltx4j.restore.RestoreListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database whose local state was removed between two runs of the real Litestream. */
@Tag("interop")
class ResetTest {
    private static final int MAX_SECONDS = 60;
    private static final RandomWriter.Shape SHAPE = new RandomWriter.Shape(4096, "NONE", 10);

    @Test
    void litestreamGoesOnBehindTheReplicaAndTakesAFreshSnapshot(@TempDir Path folder) throws Exception {
        GoProgram litestream = GoTools.litestream();
        try (LiveReplica replica = new LiveReplica(folder.resolve("db"), SHAPE, 7)) {
            String yml = LitestreamYml.keepingAll(List.of(replica));
            replica.writer().start();
            try (Replication first = Replication.start(litestream, folder, yml)) {
                waitUntil(first, () -> lastTxid(replica).isAfter(new Txid(10)));
                replica.writer().stop();
            }
            Txid before = lastTxid(replica);

            LocalState state = LocalState.of(replica.database());
            assertThat(state.lastTxid()).isEqualTo(before);
            assertThat(state.remove().files()).isPositive();
            assertThat(state.exists()).isFalse();

            try (Replication second = Replication.start(litestream, folder, yml)) {
                for (int i = 0; i < 5; i++) {
                    replica.writer().step();
                }
                waitUntil(second, () -> newestSnapshot(replica).isAfter(before));
            }
            assertThat(replica.listing().files(LtxFile.MIN_LEVEL))
                    .extracting(file -> file.range().min())
                    .contains(before.next());
            assertThat(replica.latest().number()).isEqualTo(replica.writer().lastNumber());
            try (ReplicaStore store = FolderStore.open(replica.path())) {
                assertThat(new ReplicaVerifier(store, 2, RestoreListener.NONE)
                                .verify()
                                .findings())
                        .isEmpty();
            }
        }
    }

    /** The log was started again meanwhile, so that Litestream cannot tell what has changed. */
    @Test
    void litestreamCopiesAllPagesIfTheLogDoesNotContinueTheReplica(@TempDir Path folder) throws Exception {
        GoProgram litestream = GoTools.litestream();
        try (LiveReplica replica = new LiveReplica(folder.resolve("db"), SHAPE, 8)) {
            String yml = LitestreamYml.keepingAll(List.of(replica));
            replica.writer().start();
            try (Replication first = Replication.start(litestream, folder, yml)) {
                waitUntil(first, () -> lastTxid(replica).isAfter(new Txid(10)));
                replica.writer().stop();
            }
            Txid before = lastTxid(replica);
            LocalState.of(replica.database()).remove();
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + replica.database());
                    Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            }

            try (Replication second = Replication.start(litestream, folder, yml)) {
                replica.writer().step();
                waitUntil(second, () -> lastTxid(replica).isAfter(before));
            }
            LtxFile next = replica.listing().files(LtxFile.MIN_LEVEL).stream()
                    .filter(file -> file.range().min().equals(before.next()))
                    .findFirst()
                    .orElseThrow();
            Path file = replica.path().resolve(next.key());
            try (LtxReader reader = LtxReader.open(Files.newInputStream(file), file.toString())) {
                assertThat(reader.finish().pageCount())
                        .isEqualTo(reader.header().commit());
            }
            assertThat(replica.latest().number()).isEqualTo(replica.writer().lastNumber());
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void waitUntil(Replication replication, Condition condition) throws Exception {
        long end = System.nanoTime() + MAX_SECONDS * 1_000_000_000L;
        while (!condition.holds()) {
            replication.requireAlive();
            assertThat(System.nanoTime()).as("waited for too long").isLessThan(end);
            Thread.sleep(100);
        }
    }

    private static Txid lastTxid(LiveReplica replica) throws IOException {
        return replica.listing().lastTxid();
    }

    private static Txid newestSnapshot(LiveReplica replica) throws IOException {
        List<LtxFile> snapshots = replica.listing().files(LtxFile.SNAPSHOT_LEVEL);
        return snapshots.isEmpty()
                ? Txid.ZERO
                : snapshots.get(snapshots.size() - 1).range().max();
    }
}
