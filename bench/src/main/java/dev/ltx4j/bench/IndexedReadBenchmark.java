package dev.ltx4j.bench;

import dev.ltx4j.ltx.LtxIndexedReader;
import dev.ltx4j.ltx.LtxInput;
import java.io.IOException;
import java.util.Random;
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

/** Finds single pages through a file's index: {@code bench/run IndexedRead}. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class IndexedReadBenchmark {
    @Param("4096")
    int pageBytes;

    @Param("16384")
    int pages;

    private final Random random = new Random(1);
    private byte[] file;
    private LtxIndexedReader reader;

    @Setup
    public void makeFile() throws IOException {
        file = SampleFiles.snapshot(pageBytes, pages);
        reader = open();
    }

    /** Reads the index. */
    @Benchmark
    public LtxIndexedReader open() throws IOException {
        return LtxIndexedReader.open(this::readAt, file.length, "file");
    }

    /** Reads a page, anywhere in the file. */
    @Benchmark
    public byte[] onePage() throws IOException {
        return reader.page(1L + random.nextInt(pages)).orElseThrow();
    }

    /** See {@link LtxInput#readAt}. */
    private int readAt(long fileOffset, byte[] array, int arrayOffset, int byteCount) {
        if (fileOffset >= file.length) {
            return -1;
        }
        int count = Math.min(byteCount, file.length - (int) fileOffset);
        System.arraycopy(file, (int) fileOffset, array, arrayOffset, count);
        return count;
    }
}
