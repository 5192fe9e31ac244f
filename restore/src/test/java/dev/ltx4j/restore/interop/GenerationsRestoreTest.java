package dev.ltx4j.restore.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.live.GoProgram;
import dev.ltx4j.fixtures.live.GoTools;
import dev.ltx4j.fixtures.live.RandomWriter;
import dev.ltx4j.fixtures.live.Replication;
import dev.ltx4j.fixtures.live.Report;
import dev.ltx4j.fixtures.live.Waiting;
import dev.ltx4j.restore.RestoreTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Litestream 0.3 replicates a database while it is written to at random; both its own restore and 0.5's agree with ours. */
@Tag("interop")
class GenerationsRestoreTest {
    private static final int MAX_SECONDS = 180;
    private static final int MIN_INDEXES = 5;
    private static final int MIN_SNAPSHOTS = 3;
    private static final int MOMENTS = 20;
    private static final int INDEX_DIGITS = 8;
    private static final RandomWriter.Shape SHAPE = new RandomWriter.Shape(4096, "NONE", 10);

    private static LiveReplica replica;
    private static GoProgram litestreamV3;
    private static Random random;

    @BeforeAll
    static void replicate(@TempDir Path folder) throws Exception {
        litestreamV3 = GoTools.litestreamV3();
        random = Report.random(GenerationsRestoreTest.class);
        replica = new LiveReplica(folder.resolve("generations"), SHAPE, random.nextLong());
        try (Replication replication = Replication.start(litestreamV3, folder, LitestreamYml.generations(replica))) {
            replica.writer().start();
            Waiting.until("there are WAL indexes and snapshots enough", MAX_SECONDS, () -> {
                replication.requireAlive();
                replica.writer().requireHealthy();
                return indexes().size() >= MIN_INDEXES && files("snapshots").size() >= MIN_SNAPSHOTS;
            });
            replica.writer().stop();
            Waiting.until("the last transaction is replicated", MAX_SECONDS, () -> {
                replication.requireAlive();
                return replica.latest().number() == replica.writer().lastNumber();
            });
        }
    }

    @AfterAll
    static void closeDatabase() throws Exception {
        if (replica != null) {
            replica.close();
        }
    }

    @Test
    void theLatestGivesTheSameBytes() throws Exception {
        compare(litestreamV3, List.of(RestoreTarget.LATEST));
        Report.print("0.3: the latest, same bytes");
    }

    @Test
    void everyIndexGivesTheSameBytes() throws Exception {
        List<RestoreTarget> targets = indexes();
        compare(litestreamV3, targets);
        Report.print("0.3: " + targets.size() + " indexes, same bytes");
    }

    @Test
    void everyTimestampGivesTheBytesThatLitestream5Gives() throws Exception {
        GoProgram litestream = GoTools.litestream();
        TreeSet<Instant> times = new TreeSet<>();
        for (Path file : files("wal")) {
            times.add(Files.getLastModifiedTime(file).toInstant());
        }
        int span = Math.toIntExact(times.last().toEpochMilli() - times.first().toEpochMilli());
        List<RestoreTarget> targets = new ArrayList<>();
        for (int i = 0; i < MOMENTS; i++) {
            targets.add(new RestoreTarget.Before(times.first().plusMillis(1 + random.nextInt(span - 1))));
        }
        compare(litestream, targets);
        Report.print("0.3: " + targets.size() + " timestamps, same bytes as 0.5 restores");
    }

    private static void compare(GoProgram program, List<RestoreTarget> targets) throws Exception {
        assertThat(targets).isNotEmpty();
        Comparison.forEach(
                targets,
                target -> Answer.requireSameBytes(
                        replica.litestreams(program, target), replica.ours(replica.path(), target)));
    }

    private static List<RestoreTarget> indexes() throws IOException {
        TreeMap<String, RestoreTarget> indexes = new TreeMap<>();
        for (Path file : files("wal")) {
            String generation = file.getParent().getParent().getFileName().toString();
            String index = file.getFileName().toString().substring(0, INDEX_DIGITS);
            indexes.put(
                    generation + index,
                    new RestoreTarget.AtGeneration(generation, OptionalLong.of(Long.parseLong(index, 16))));
        }
        return List.copyOf(indexes.values());
    }

    /** The files in one of the folders of every generation; there is one as a rule, but Litestream may start another. */
    private static List<Path> files(String kind) throws IOException {
        try (Stream<Path> files = Files.walk(replica.path())) {
            return files.filter(file ->
                            file.toString().endsWith(".lz4") && file.getParent().endsWith(kind))
                    .toList();
        }
    }
}
