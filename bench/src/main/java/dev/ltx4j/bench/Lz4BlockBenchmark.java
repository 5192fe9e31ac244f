package dev.ltx4j.bench;

import dev.ltx4j.lz4.Lz4BlockDecoder;
import dev.ltx4j.lz4.Lz4BlockEncoder;
import dev.ltx4j.lz4.Lz4Exception;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Decodes and encodes one page as an LZ4 block, on average over different pages: {@code bench/run Lz4Block}. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class Lz4BlockBenchmark {
    private static final int PAGES = 256;

    @Param({"512", "4096", "65536"})
    int pageBytes;

    private final byte[][] pages = new byte[PAGES][];
    private final byte[][] blocks = new byte[PAGES][];
    private final int[] lengths = new int[PAGES];
    private byte[] output;

    @Setup
    public void makeBlocks() {
        SamplePages samples = new SamplePages(pageBytes, 1);
        for (int i = 0; i < PAGES; i++) {
            pages[i] = samples.next();
            blocks[i] = new byte[Lz4BlockEncoder.maxEncodedLength(pageBytes)];
            lengths[i] = encode(i, blocks[i]);
        }
        output = new byte[Lz4BlockEncoder.maxEncodedLength(pageBytes)];
    }

    private int encode(int index, byte[] target) {
        return Lz4BlockEncoder.pureJava().encode(pages[index], 0, pageBytes, target, 0, target.length);
    }

    @Benchmark
    @OperationsPerInvocation(PAGES)
    public int decode() throws Lz4Exception {
        int sum = 0;
        for (int i = 0; i < PAGES; i++) {
            sum += Lz4BlockDecoder.pureJava().decode(blocks[i], 0, lengths[i], output, 0, pageBytes, 0);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(PAGES)
    public int encode() {
        int sum = 0;
        for (int i = 0; i < PAGES; i++) {
            sum += encode(i, output);
        }
        return sum;
    }
}
