package dev.ltx4j.bench;

import dev.ltx4j.sqlite.PageSize;
import dev.ltx4j.sqlite.WalHeader;
import dev.ltx4j.sqlite.WalRecovery;
import dev.ltx4j.sqlite.WalWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
 * Reads a write-ahead log to its last valid frame, and writes one (to a file in the folder for temporary files; nothing is
 * forced to the disk): {@code bench/run Wal}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class WalBenchmark {
    @Param("4096")
    int pageBytes;

    @Param("16384")
    int pages;

    private byte[] log;
    private byte[] page;
    private WalHeader header;
    private Path output;

    @Setup
    public void makeLog() throws IOException {
        log = SampleFiles.log(pageBytes, pages);
        page = new SamplePages(pageBytes, 1).next();
        header = WalHeader.of(ByteOrder.LITTLE_ENDIAN, PageSize.of(pageBytes), 0, 1, 2);
        output = Files.createTempFile("ltx4j-bench", "-wal");
    }

    @TearDown
    public void deleteOutput() throws IOException {
        Files.delete(output);
    }

    @Benchmark
    public WalRecovery scan() throws IOException {
        return WalRecovery.scan(new ByteArrayInputStream(log), "log");
    }

    @Benchmark
    public long write() throws IOException {
        try (WalWriter wal = new WalWriter(FileChannel.open(output, StandardOpenOption.WRITE), header)) {
            for (int pageNumber = 1; pageNumber <= pages; pageNumber++) {
                wal.write(pageNumber, page, pageNumber == pages ? pages : 0);
            }
            return wal.frames();
        }
    }
}
