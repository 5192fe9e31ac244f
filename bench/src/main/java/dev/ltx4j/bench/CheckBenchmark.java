package dev.ltx4j.bench;

import dev.ltx4j.restore.WorkerThreads;
import dev.ltx4j.sqlite.DatabasePages;
import dev.ltx4j.sqlite.PageSource;
import dev.ltx4j.sqlite.check.CheckMode;
import dev.ltx4j.sqlite.check.CheckReport;
import dev.ltx4j.sqlite.check.DatabaseChecker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * Checks a sound database of a table and two indexes, in a file that is in the system's cache: {@code bench/run Check}, with
 * what it allocates {@code bench/run Check -prof gc}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class CheckBenchmark {
    @Param("4096")
    int pageBytes;

    @Param("16384")
    int pages;

    private Path folder;
    private PageSource source;
    private WorkerThreads threads;

    @Setup
    public void makeDatabase() throws IOException {
        folder = Files.createTempDirectory("ltx4j-bench");
        Path file = folder.resolve("sample.db");
        SampleTables.create(file, pageBytes, pages);
        source = DatabasePages.open(file);
        threads = new WorkerThreads(Runtime.getRuntime().availableProcessors());
    }

    @TearDown
    public void deleteDatabase() throws IOException {
        threads.close();
        source.close();
        Files.delete(folder.resolve("sample.db"));
        Files.delete(folder);
    }

    @Benchmark
    public CheckReport quick() throws IOException {
        return DatabaseChecker.of(source).build().check();
    }

    @Benchmark
    public CheckReport quickByAllCores() throws IOException {
        return DatabaseChecker.of(source)
                .workers(threads, Runtime.getRuntime().availableProcessors())
                .build()
                .check();
    }

    @Benchmark
    public CheckReport full() throws IOException {
        return DatabaseChecker.of(source).mode(CheckMode.FULL).build().check();
    }
}
