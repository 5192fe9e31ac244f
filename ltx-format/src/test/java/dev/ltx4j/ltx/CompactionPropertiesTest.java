package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.ltx.LtxFiles.Content;
import dev.ltx4j.sqlite.PageSize;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

/** Random histories of a database: merging files is the same as applying one after the other. */
class CompactionPropertiesTest {
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    });

    @Provide
    Arbitrary<RandomHistory> histories() {
        return histories(true);
    }

    @Provide
    Arbitrary<RandomHistory> incompleteHistories() {
        return histories(false);
    }

    /** Snapshots are complete by definition. */
    private static Arbitrary<RandomHistory> histories(boolean complete) {
        Arbitrary<PageSize> sizes = Arbitraries.integers().between(9, 16).map(log2 -> PageSize.of(1 << log2));
        Arbitrary<RandomHistory.Start> starts = Arbitraries.of(RandomHistory.Start.class)
                .filter(start -> complete || start != RandomHistory.Start.SNAPSHOT);
        return Combinators.combine(sizes, starts, Arbitraries.of(true, false), Arbitraries.randoms())
                .as((size, start, checksums, random) ->
                        new RandomHistory(size, start, complete && checksums, complete, random));
    }

    @StatisticsReport(StatisticsReportMode.OFF)
    @Property(tries = 400)
    void mergingIsApplyingInOrder(
            @ForAll("histories") RandomHistory history,
            @ForAll @IntRange(min = 1, max = 8) int files,
            @ForAll PageEncoding encoding)
            throws IOException {
        List<byte[]> inputs = history.files(files);
        byte[] file = LtxFiles.compact(LtxCompactor.create().encoding(encoding), inputs);
        assertThat(flagsOfFrames(file)).allMatch(flags -> flags == (encoding == PageEncoding.LZ4_BLOCK ? 1 : 0));
        Content merged = LtxFiles.read(file);
        assertThat(merged.pages()).isEqualTo(history.texts());
        LtxHeader header = merged.summary().header();
        assertThat(header.commit()).isEqualTo(history.commit());
        assertThat(header.range()).isEqualTo(history.range());
        assertThat(merged.summary().trailer().postApplyChecksum())
                .isEqualTo(header.hasDatabaseChecksums() ? history.checksum() : 0);
        cover(history);
    }

    /** Where a growing transaction does not bring its new pages, merging keeps the newest copies, whatever shrank between. */
    @StatisticsReport(StatisticsReportMode.OFF)
    @Property(tries = 200)
    void withPagesThatNobodyWroteAgainTheNewestCopyStays(
            @ForAll("incompleteHistories") RandomHistory history, @ForAll @IntRange(min = 2, max = 8) int files)
            throws IOException {
        List<byte[]> inputs = history.files(files);
        Content merged = LtxFiles.read(LtxFiles.compact(LtxCompactor.create(), inputs));
        assertThat(merged.pages()).isEqualTo(history.texts());
        cover(history);
    }

    @StatisticsReport(StatisticsReportMode.OFF)
    @Property(tries = 200)
    void howFilesAreGroupedDoesNotMatter(
            @ForAll("histories") RandomHistory history,
            @ForAll @IntRange(min = 3, max = 9) int files,
            @ForAll Random random)
            throws IOException {
        List<byte[]> inputs = history.files(files);
        LtxCompactor compactor = LtxCompactor.create();
        // Payloads are copied as they are: the same bytes.
        assertThat(LtxFiles.compact(compactor, grouped(compactor, inputs, random)))
                .isEqualTo(LtxFiles.compact(compactor, inputs));
        cover(history);
    }

    /** In rounds, with a few files each, by several threads: the bytes that one round makes. */
    @StatisticsReport(StatisticsReportMode.OFF)
    @Property(tries = 300)
    void roundsAndThreadsDoNotMatter(
            @ForAll("histories") RandomHistory history,
            @ForAll @IntRange(min = 1, max = 12) int files,
            @ForAll @IntRange(min = 2, max = 5) int atOnce,
            @ForAll @IntRange(min = 1, max = 4) int workers,
            @ForAll PageEncoding encoding)
            throws IOException {
        List<byte[]> inputs = history.files(files);
        LtxCompactor compactor = LtxCompactor.create().encoding(encoding);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LtxSummary summary = compactor
                .workers(THREADS, workers)
                .atOnce(atOnce)
                .compact(LtxFiles.sources(inputs), Path.of(System.getProperty("java.io.tmpdir")), out, "merged");
        assertThat(out.toByteArray()).isEqualTo(LtxFiles.compact(compactor, inputs));
        assertThat(summary).isEqualTo(LtxFiles.read(out.toByteArray()).summary());
        cover(history);
    }

    private static IntStream flagsOfFrames(byte[] file) throws IOException {
        IntStream.Builder flags = IntStream.builder();
        try (LtxReader reader = LtxReader.open(new ByteArrayInputStream(file), "merged")) {
            while (reader.nextPage()) {
                flags.add(file[(int) reader.frameOffset() + LtxFormat.FRAME_FLAGS + 1]);
            }
        }
        return flags.build();
    }

    /** Groups of files, merged; some of them of groups again. */
    private static List<byte[]> grouped(LtxCompactor compactor, List<byte[]> inputs, Random random) throws IOException {
        List<byte[]> grouped = new ArrayList<>();
        for (int from = 0, to; from < inputs.size(); from = to) {
            to = from + 1 + random.nextInt(Math.min(4, inputs.size() - from));
            List<byte[]> group = inputs.subList(from, to);
            boolean deeper = group.size() > 2 && random.nextBoolean();
            grouped.add(LtxFiles.compact(compactor, deeper ? grouped(compactor, group, random) : group));
        }
        return grouped;
    }

    /** That the histories are ones in which merging can go wrong. */
    private static void cover(RandomHistory history) {
        cover("shrunk", history.hasShrunk(), 40);
        cover("shrunk and grown again", history.hasGrownAgain(), 30);
        cover("deleted", history.wasDeleted(), 20);
        cover("pages on both sides of the lock page", history.hasPagesOnBothSidesOfTheLockPage(), 0);
    }

    private static void cover(String what, boolean holds, int percent) {
        Statistics.label(what)
                .collect(holds)
                .coverage(coverage -> coverage.check(true).percentage(actual -> actual > percent));
    }
}
