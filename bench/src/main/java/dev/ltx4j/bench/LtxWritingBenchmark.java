package dev.ltx4j.bench;

import dev.ltx4j.ltx.LtxHeader;
import dev.ltx4j.ltx.LtxSummary;
import dev.ltx4j.ltx.LtxWriter;
import dev.ltx4j.ltx.PageEncoding;
import dev.ltx4j.ltx.TxidRange;
import dev.ltx4j.sqlite.PageSize;
import java.io.IOException;
import java.io.OutputStream;
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

/** Writes an LTX file, compression included: {@code bench/run LtxWriting}. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class LtxWritingBenchmark {
    private static final int DIFFERENT_PAGES = 256;

    @Param("4096")
    int pageBytes;

    @Param("16384")
    int pages;

    @Param({"LZ4_BLOCK", "LZ4_FRAME"})
    PageEncoding encoding;

    private final byte[][] content = new byte[DIFFERENT_PAGES][];
    private LtxHeader header;

    @Setup
    public void makePages() {
        SamplePages samples = new SamplePages(pageBytes, 1);
        for (int i = 0; i < content.length; i++) {
            content[i] = samples.next();
        }
        header = LtxHeader.builder(PageSize.of(pageBytes), TxidRange.of(1, 1))
                .commit(pages)
                .build();
    }

    @Benchmark
    public LtxSummary write() throws IOException {
        try (LtxWriter writer = LtxWriter.open(OutputStream.nullOutputStream(), "file", header, encoding)) {
            for (int i = 0; i < pages; i++) {
                writer.writePage(i + 1L, content[i % DIFFERENT_PAGES]);
            }
            return writer.finish();
        }
    }
}
