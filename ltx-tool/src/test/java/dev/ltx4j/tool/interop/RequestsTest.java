package dev.ltx4j.tool.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.fixtures.ForgedReplica;
import dev.ltx4j.fixtures.live.CountingProxy;
import dev.ltx4j.fixtures.live.GoProgram;
import dev.ltx4j.fixtures.live.GoTools;
import dev.ltx4j.fixtures.live.Report;
import dev.ltx4j.fixtures.live.Versitygw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many requests both programs make for the same, and how long they take where each request takes 30 ms; counted by the
 * same proxy. The bounds are those of ours; what Litestream needs is printed beside it. {@code -Dltx4j.interop.runs} says
 * how often each is timed, with medians printed.
 */
@Tag("interop")
class RequestsTest {
    private static final int RUNS = Integer.getInteger("ltx4j.interop.runs", 1);
    private static final int DELAY_MILLIS = 30;

    @TempDir
    private Path folder;

    private CountingProxy proxy;
    private GoProgram litestream;
    private OurTool ours;

    /** What a run took of the proxy, and what came out of it. */
    private record Run(Map<String, Integer> counts, int connections, long millis, GoProgram.Result result) {
        int total() {
            return counts.values().stream().mapToInt(count -> count).sum();
        }

        @Override
        public String toString() {
            return total() + " requests " + counts + " over " + connections + " connections";
        }
    }

    /** One of the programs, asked for something. */
    private interface Asked {
        GoProgram.Result run() throws IOException;
    }

    @Test
    void requestsStayWithinTheirBounds() throws Exception {
        litestream = GoTools.litestream().with(Versitygw.credentials());
        ours = new OurTool(Versitygw.credentials());
        try (Versitygw server = Versitygw.start(GoTools.versitygw(), folder.resolve("s3"));
                Bucket bucket = new Bucket(server);
                CountingProxy counting = new CountingProxy(server.address())) {
            proxy = counting;
            Instant start = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            bucket.upload(ForgedReplica.inUse(txid -> created(start, txid)), "in-use");
            bucket.upload(ForgedReplica.ofLevelZero(0, txid -> created(start, txid)), "one");
            bucket.upload(ForgedReplica.ofLevelZero(1899, txid -> created(start, txid)), "many");

            Instant later = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            bucket.upload(ForgedReplica.ofLevelZero(100, txid -> created(later, txid)), "hundred");
            bucket.upload(ForgedReplica.ofLevelZero(5000, txid -> created(later, txid)), "crowd");

            assertThat(restore("582 files, latest", "in-use", null)).isLessThanOrEqualTo(35);
            // Most uploads are later than the moment, how many depends on the machine; so they mislead, which costs
            // some requests more or less. RequestBoundsTest holds the bound of 50.
            assertThat(restore("582 files, timestamp", "in-use", created(start, 317)))
                    .isLessThanOrEqualTo(55);
            restore("100 files of level 0, timestamp", "hundred", created(later, 40));
            // What comes before the data is all but the reading of the plan's 39 files.
            assertThat(restore("5,000 files of level 0, timestamp", "crowd", created(later, 40)))
                    .isLessThanOrEqualTo(60 + 39);
            restore("5,000 files of level 0, latest", "crowd", null);
            list("582 files, list");
            compare("582 files, verify", () -> ours.run("verify", url("in-use")), null);

            proxy.delay(DELAY_MILLIS);
            restore("1 file, latest, 30 ms a request", "one", null);
            restore("1,900 files, latest, 30 ms a request", "many", null);
            restore("582 files, latest, 30 ms a request", "in-use", null);
            restore("582 files, timestamp, 30 ms a request", "in-use", created(start, 317));
            list("582 files, list, 30 ms a request");
            compare("582 files, verify, 30 ms a request", () -> ours.run("verify", url("in-use")), null);
        }
    }

    private void list(String what) throws Exception {
        compare(
                what,
                () -> ours.run("list", url("in-use")),
                () -> litestream.run("ltx", "-level", "all", url("in-use")));
    }

    /** Fast enough that the upload of each file is later, but for a moment that Litestream refuses. */
    private static Instant created(Instant start, int txid) {
        return start.plusMillis(txid);
    }

    private String url(String path) {
        return "s3://" + Versitygw.BUCKET + "/" + path + "?endpoint=" + proxy.endpoint();
    }

    /** Restores by both, holds the bytes against each other, and gives the number of our requests. */
    private int restore(String what, String path, Instant moment) throws Exception {
        Path mine = folder.resolve("ours.db");
        Path theirs = folder.resolve("litestreams.db");
        Files.deleteIfExists(theirs);
        int requests = compare(
                what,
                () -> ours.run(arguments(path, moment, mine)),
                () -> litestream.run(arguments(path, moment, theirs)));
        if (Files.exists(theirs)) {
            assertThat(Fixture.sha256(mine)).as(what).isEqualTo(Fixture.sha256(theirs));
        }
        Files.delete(mine);
        Files.deleteIfExists(theirs);
        return requests;
    }

    private String[] arguments(String path, Instant moment, Path output) throws IOException {
        Files.deleteIfExists(output);
        List<String> arguments = new ArrayList<>(List.of("restore", "-o", output.toString()));
        if (moment != null) {
            arguments.addAll(List.of("-timestamp", moment.toString()));
        }
        arguments.add(url(path));
        return arguments.toArray(String[]::new);
    }

    /** Runs both in turn, prints what they took, and gives the number of our requests. */
    private int compare(String what, Asked mine, Asked theirs) throws Exception {
        List<Run> ourRuns = new ArrayList<>();
        List<Run> theirRuns = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            ourRuns.add(run(mine));
            if (theirs != null) {
                theirRuns.add(run(theirs));
            }
        }
        Run first = ourRuns.get(0);
        assertThat(first.result().succeeded())
                .as("%s: %s", what, first.result())
                .isTrue();
        Report.print("%-40s ours %s in %d ms".formatted(what, first, median(ourRuns))
                + (theirs == null
                        ? ""
                        : "; Litestream %s in %d ms%s"
                                .formatted(
                                        theirRuns.get(0),
                                        median(theirRuns),
                                        theirRuns.get(0).result().succeeded()
                                                ? ""
                                                : ", refused: "
                                                        + theirRuns
                                                                .get(0)
                                                                .result()
                                                                .output()
                                                                .strip())));
        return first.total();
    }

    private Run run(Asked asked) throws IOException {
        proxy.takeCounts();
        proxy.takeConnections();
        long start = System.nanoTime();
        GoProgram.Result result = asked.run();
        long millis = (System.nanoTime() - start) / 1_000_000;
        return new Run(proxy.takeCounts(), proxy.takeConnections(), millis, result);
    }

    private static long median(List<Run> runs) {
        List<Long> millis = new ArrayList<>(runs.stream().map(Run::millis).toList());
        Collections.sort(millis);
        return millis.get(millis.size() / 2);
    }
}
