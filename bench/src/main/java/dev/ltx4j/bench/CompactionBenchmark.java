package dev.ltx4j.bench;

import dev.ltx4j.ltx.LtxCompactor;
import dev.ltx4j.ltx.LtxReader;
import dev.ltx4j.ltx.LtxSummary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Merges a snapshot with transactions that each wrote every seventh page: {@code bench/run Compaction}, with more files
 * {@code bench/run Compaction -p files=100}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class CompactionBenchmark {
    private static final int DISTANCE = 7;

    @Param("4096")
    int pageBytes;

    @Param("16384")
    int pages;

    /** The snapshot among them. */
    @Param("5")
    int files;

    private final List<byte[]> inputs = new ArrayList<>();

    @Setup
    public void makeFiles() throws IOException {
        inputs.add(SampleFiles.transaction(pageBytes, pages, 1, 1));
        for (int txid = 2; txid <= files; txid++) {
            inputs.add(SampleFiles.transaction(pageBytes, pages, txid, DISTANCE));
        }
    }

    @Benchmark
    public LtxSummary merge() throws IOException {
        List<LtxReader> readers = new ArrayList<>(inputs.size());
        for (byte[] input : inputs) {
            readers.add(LtxReader.open(new ByteArrayInputStream(input), "input"));
        }
        return LtxCompactor.create().compact(readers, OutputStream.nullOutputStream(), "merged");
    }
}
