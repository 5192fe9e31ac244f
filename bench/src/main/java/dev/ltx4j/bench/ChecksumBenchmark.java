package dev.ltx4j.bench;

import dev.ltx4j.ltx.DatabaseChecksum;
import dev.ltx4j.sqlite.PageSize;
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
 * The checksum of one page, which is a CRC-64 of its number and content: {@code bench/run Checksum}. The class that
 * computes it is not public; {@link DatabaseChecksum#add} adds an xor to it and nothing else.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ChecksumBenchmark {
    @Param({"512", "1024", "4096", "16384", "65536"})
    int pageBytes;

    private byte[] page;
    private DatabaseChecksum checksum;

    @Setup
    public void makePage() {
        page = new SamplePages(pageBytes, 1).next();
        checksum = new DatabaseChecksum(PageSize.of(pageBytes));
    }

    @Benchmark
    public long page() {
        checksum.add(7, page);
        return checksum.value();
    }
}
