package dev.ltx4j.bench;

import dev.ltx4j.ltx.LtxReader;
import dev.ltx4j.ltx.LtxSummary;
import dev.ltx4j.ltx.PageEncoding;
import dev.ltx4j.ltx.ParallelLtxReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reads an LTX file and verifies all of it, with one thread and with several: {@code bench/run LtxReading}, for all page
 * sizes {@code bench/run LtxReading -p pageBytes=512,4096,65536}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class LtxReadingBenchmark {
    @Param("4096")
    int pageBytes;

    @Param("16384")
    int pages;

    @Param({"LZ4_BLOCK", "LZ4_FRAME"})
    PageEncoding encoding;

    private byte[] file;
    private int workers;
    private ExecutorService executor;

    @Setup
    public void makeFile() throws IOException {
        file = SampleFiles.snapshot(pageBytes, pages, encoding);
        workers = Runtime.getRuntime().availableProcessors();
        executor = Executors.newFixedThreadPool(workers);
    }

    @TearDown
    public void stopThreads() {
        executor.shutdown();
    }

    @Benchmark
    public LtxSummary oneThread() throws IOException {
        try (LtxReader reader = LtxReader.open(new ByteArrayInputStream(file), "file")) {
            return reader.finish();
        }
    }

    /** As many threads as there are cores. */
    @Benchmark
    public LtxSummary allCores() throws IOException {
        return new ParallelLtxReader(executor, workers).read(new ByteArrayInputStream(file), "file", batch -> {});
    }
}
