package dev.ltx4j.restore.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.fixtures.live.GoProgram;
import dev.ltx4j.fixtures.live.GoTools;
import dev.ltx4j.fixtures.live.RandomWriter;
import dev.ltx4j.fixtures.live.Replication;
import dev.ltx4j.fixtures.live.Report;
import dev.ltx4j.fixtures.live.Waiting;
import dev.ltx4j.ltx.PageEncoding;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.restore.LtxFile;
import dev.ltx4j.restore.RestoreTarget;
import dev.ltx4j.restore.interop.CompactedLevels.Pruning;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Levels and snapshots that our compactor made of level 0 are restored by Litestream: the same bytes as before. */
@Tag("interop")
class CompactedRestoreTest {
    private static final int MAX_SECONDS = 180;
    private static final int MIN_FILES = 60;
    private static final int MOMENTS = 30;
    private static final List<PageEncoding> ANY = List.of(PageEncoding.values());

    @TempDir
    private Path folder;

    private final AtomicInteger outputs = new AtomicInteger();
    private Random random = new Random();
    private GoProgram litestream = new GoProgram(Path.of(""));

    @BeforeEach
    void findTheProgram() throws Exception {
        litestream = GoTools.litestream();
        random = Report.random(CompactedRestoreTest.class);
    }

    static Stream<Arguments> replicas() {
        Stream<Arguments> history = Stream.of(Pruning.values())
                .flatMap(pruning -> Stream.of(List.of(PageEncoding.LZ4_BLOCK), List.of(PageEncoding.LZ4_FRAME), ANY)
                        .map(encodings -> arguments("v5-history", pruning, encodings)));
        List<String> names = Fixture.names("v5-page");
        Stream<Arguments> sizes = IntStream.range(0, names.size())
                .mapToObj(i -> arguments(names.get(i), Pruning.values()[i % Pruning.values().length], ANY));
        return Stream.concat(history, sizes);
    }

    @ParameterizedTest
    @MethodSource("replicas")
    void whatWasCompactedHereGivesTheBytesOfTheAnswerSheet(
            String fixture, Pruning pruning, List<PageEncoding> encodings) throws Exception {
        JsonNode answers = Fixture.open(fixture).answers();
        Map<RestoreTarget, Answer> expected = new LinkedHashMap<>();
        expected.put(RestoreTarget.LATEST, answer(answers.get("latest")));
        for (var answer : answers.get("txid").properties()) {
            expected.put(new RestoreTarget.AtTxid(Txid.parse(answer.getKey())), answer(answer.getValue()));
        }
        for (var answer : answers.get("timestamp").properties()) {
            expected.put(new RestoreTarget.Before(Instant.parse(answer.getKey())), answer(answer.getValue()));
        }
        Path level0 = Fixture.open(fixture).replica().resolve("ltx/0");
        CompactedLevels levels = new CompactedLevels(level0, folder.resolve("compacted"), encodings, random);
        levels.prune(pruning);
        compare(fixture + ", pages as " + encodings, levels, pruning, expected);
    }

    @Test
    void soDoesWhatWasCompactedOfALiveReplica() throws Exception {
        RandomWriter.Shape shape = new RandomWriter.Shape(1024, "INCREMENTAL", 10);
        try (LiveReplica live = new LiveReplica(folder.resolve("live"), shape, random.nextLong())) {
            try (Replication replication =
                    Replication.start(litestream, folder, LitestreamYml.keepingAll(List.of(live)))) {
                live.writer().start();
                Waiting.until("there are files enough", MAX_SECONDS, () -> {
                    replication.requireAlive();
                    live.writer().requireHealthy();
                    return live.listing().files(LtxFile.MIN_LEVEL).size() >= MIN_FILES;
                });
                live.writer().stop();
                Waiting.until("the last transaction is replicated", MAX_SECONDS, () -> {
                    replication.requireAlive();
                    return live.latest().number() == live.writer().lastNumber();
                });
            }
            List<RestoreTarget> targets = new ArrayList<>(Targets.txids(live));
            targets.add(RestoreTarget.LATEST);
            targets.addAll(Targets.moments(live, random).stream().limit(MOMENTS).toList());
            Map<RestoreTarget, Answer> expected = new LinkedHashMap<>();
            for (RestoreTarget target : targets) {
                expected.put(target, live.litestreams(litestream, target));
            }
            for (Pruning pruning : Pruning.values()) {
                CompactedLevels levels =
                        new CompactedLevels(live.path().resolve("ltx/0"), folder.resolve(pruning.name()), ANY, random);
                levels.prune(pruning);
                compare("live replica, " + live, levels, pruning, expected);
            }
        }
    }

    /** Where files were pruned some states are out of reach; each that ends a file must be there. */
    private void compare(String what, CompactedLevels levels, Pruning pruning, Map<RestoreTarget, Answer> expected)
            throws Exception {
        List<Txid> ends = levels.ends();
        Instant lastTime = levels.lastTime();
        AtomicInteger same = new AtomicInteger();
        AtomicInteger earlier = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        Comparison.forEach(expected.keySet(), target -> {
            Path theirOutput = output();
            Path ourOutput = output();
            Answer litestreams = Restores.litestreams(litestream, levels.replica(), target, theirOutput);
            Answer ours = Restores.ours(levels.replica(), target, ourOutput);
            boolean mustBeThere = target instanceof RestoreTarget.Before before
                    // Snapshots of the original were made later than the last transaction, those of ours were not.
                    ? pruning == Pruning.NOTHING && !before.timestamp().isAfter(lastTime)
                    : pruning == Pruning.NOTHING
                            || target == RestoreTarget.LATEST
                            || (target instanceof RestoreTarget.AtTxid at && ends.contains(at.txid()));
            if (litestreams instanceof Answer.Database) {
                Answer.requireSameBytes(litestreams, ours);
                if (mustBeThere || target instanceof RestoreTarget.AtTxid) {
                    assertThat(ours).as("%s", target).isEqualTo(expected.get(target));
                    same.incrementAndGet();
                } else {
                    // Of a moment inside of a merged file, the state before that file.
                    earlier.incrementAndGet();
                }
            } else {
                Answer.requireRefusedByBoth(litestreams, ours);
                assertThat(mustBeThere && expected.get(target) instanceof Answer.Database)
                        .as("%s can be reached", target)
                        .isFalse();
                refused.incrementAndGet();
            }
            Files.deleteIfExists(theirOutput);
            Files.deleteIfExists(ourOutput);
        });
        StringBuilder files = new StringBuilder();
        for (int level = LtxFile.MIN_LEVEL; level <= LtxFile.SNAPSHOT_LEVEL; level++) {
            files.append(level == 0 ? "" : "/").append(levels.fileCount(level));
        }
        Report.print(what + ", pruned: " + pruning + ", files on levels 0 to 9: " + files + ": " + same
                + " states with the bytes from before, " + earlier + " moments with the same bytes on both sides, "
                + refused + " refused by both");
        assertThat(same.get()).isGreaterThanOrEqualTo(Math.min(5, expected.size() / 2));
    }

    private static Answer answer(JsonNode answer) {
        return answer.has("error")
                ? new Answer.Refused(answer.get("error").asText())
                : new Answer.Database(answer.get("sha256").asText());
    }

    private Path output() {
        return folder.resolve("restored" + outputs.incrementAndGet() + ".db");
    }
}
