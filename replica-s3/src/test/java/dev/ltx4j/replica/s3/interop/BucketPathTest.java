package dev.ltx4j.replica.s3.interop;

import dev.ltx4j.fixtures.live.GoTools;
import dev.ltx4j.fixtures.live.RandomWriter;
import dev.ltx4j.fixtures.live.Replication;
import dev.ltx4j.fixtures.live.Report;
import dev.ltx4j.fixtures.live.Versitygw;
import dev.ltx4j.fixtures.live.Waiting;
import dev.ltx4j.restore.RestoreTarget;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that keeps objects as files cleans keys: {@code /x/y//0009/} becomes {@code x/y/0009/}. Litestream does not find
 * there what it wrote; ours does.
 */
@Tag("interop")
class BucketPathTest {
    private static final int MAX_SECONDS = 60;
    private static final int STEPS = 20;

    @Test
    void aReplicaUnderAPathThatTheServerCleanedIsRestored(@TempDir Path folder) throws Exception {
        RandomWriter.Shape shape = new RandomWriter.Shape(4096, "NONE", 10);
        long seed = Report.random(BucketPathTest.class).nextLong();
        try (Versitygw server = Versitygw.start(GoTools.versitygw(), folder.resolve("s3"));
                LiveBucket database = new LiveBucket(folder.resolve("db"), shape, seed, server, "/x/y/")) {
            String yml = BucketYml.keepingAll(server, List.of(database));
            try (Replication replication = Replication.start(GoTools.litestream(), folder, yml)) {
                for (int step = 0; step < STEPS; step++) {
                    database.writer().step();
                    Thread.sleep(100);
                }
                Waiting.until("there is a backup", MAX_SECONDS, () -> {
                    replication.requireAlive();
                    return !database.listing().isEmpty();
                });
                Waiting.until("the last transaction can be restored", MAX_SECONDS, () -> {
                    replication.requireAlive();
                    return database.ours(RestoreTarget.LATEST).proof().number()
                            == database.writer().lastNumber();
                });
            }
        }
    }
}
