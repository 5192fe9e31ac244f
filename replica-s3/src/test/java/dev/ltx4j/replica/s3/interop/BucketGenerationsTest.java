package dev.ltx4j.replica.s3.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.live.GoProgram;
import dev.ltx4j.fixtures.live.GoTools;
import dev.ltx4j.fixtures.live.RandomWriter;
import dev.ltx4j.fixtures.live.Replication;
import dev.ltx4j.fixtures.live.Report;
import dev.ltx4j.fixtures.live.Versitygw;
import dev.ltx4j.fixtures.live.Waiting;
import dev.ltx4j.restore.RestoreTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Litestream 0.3 replicates to a real S3 server; its own restore agrees with ours. */
@Tag("interop")
class BucketGenerationsTest {
    private static final int MAX_SECONDS = 120;
    private static final int MIN_INDEXES = 4;

    @Test
    void latestEveryIndexAndTimestampsGiveTheSameBytes(@TempDir Path folder) throws Exception {
        GoProgram litestream = GoTools.litestreamV3();
        Random random = Report.random(BucketGenerationsTest.class);
        RandomWriter.Shape shape = new RandomWriter.Shape(4096, "NONE", 10);
        try (Versitygw server = Versitygw.start(GoTools.versitygw(), folder.resolve("s3"));
                LiveBucket database =
                        new LiveBucket(folder.resolve("db"), shape, random.nextLong(), server, "old/app")) {
            String yml = BucketYml.generations(server, database);
            try (Replication replication = Replication.start(litestream, folder, yml)) {
                database.writer().start();
                Waiting.until("there are WAL indexes and snapshots enough", MAX_SECONDS, () -> {
                    replication.requireAlive();
                    database.writer().requireHealthy();
                    return indexes(server).size() >= MIN_INDEXES
                            && objects(server, "snapshots").size() >= 2;
                });
                database.writer().stop();
                Waiting.until("the last transaction is replicated", MAX_SECONDS, () -> {
                    replication.requireAlive();
                    return database.ours(RestoreTarget.LATEST).proof().number()
                            == database.writer().lastNumber();
                });
            }
            Path configuration = folder.resolve("litestream.yml");
            List<RestoreTarget> targets = Stream.of(
                            Stream.of(RestoreTarget.LATEST), indexes(server).stream(), moments(server).stream())
                    .flatMap(stream -> stream)
                    .toList();
            for (RestoreTarget target : targets) {
                assertThat(database.ours(target).sha256())
                        .as("%s", target)
                        .isEqualTo(database.litestreams(litestream, configuration, target)
                                .orElseThrow());
            }
            Report.print("0.3 in a bucket: the latest, " + indexes(server).size() + " indexes and "
                    + moments(server).size() + " timestamps, same bytes");
        }
    }

    private static List<RestoreTarget> indexes(Versitygw server) throws IOException {
        return objects(server, "wal").stream()
                .map(file -> new RestoreTarget.AtGeneration(
                        file.getParent().getParent().getFileName().toString(),
                        OptionalLong.of(
                                Long.parseLong(file.getFileName().toString().substring(0, 8), 16))))
                .distinct()
                .map(RestoreTarget.class::cast)
                .toList();
    }

    /** A second after each upload, as far as it is before the last: S3 tells whole seconds to one of the two. */
    private static List<RestoreTarget> moments(Versitygw server) throws IOException {
        List<Path> files = objects(server, "wal");
        long last = seconds(files.get(files.size() - 1));
        long first = seconds(objects(server, "snapshots").get(0));
        return files.stream()
                .mapToLong(BucketGenerationsTest::seconds)
                .filter(second -> second > first && second < last)
                .distinct()
                .mapToObj(second -> (RestoreTarget) new RestoreTarget.Before(java.time.Instant.ofEpochSecond(second)))
                .toList();
    }

    private static long seconds(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant().getEpochSecond() + 1;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The objects in one of the folders of every generation, oldest first. */
    private static List<Path> objects(Versitygw server, String kind) throws IOException {
        try (Stream<Path> files = Files.walk(server.objects())) {
            return files.filter(file ->
                            file.toString().endsWith(".lz4") && file.getParent().endsWith(kind))
                    .sorted(Comparator.comparing(BucketGenerationsTest::seconds).thenComparing(Path::toString))
                    .toList();
        }
    }
}
