package dev.ltx4j.bench;

import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.restore.RestoreReport;
import dev.ltx4j.restore.Restorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
 * Restores a database from a snapshot and what came after it, in both layouts, forced to the disk: {@code bench/run
 * Restore}, with what it allocates {@code bench/run -prof gc Restore}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class RestoreBenchmark {
    private static final int TRANSACTIONS = 5;

    @Param("4096")
    int pageBytes;

    @Param("16384")
    int pages;

    @Param({"1", "2"})
    int workers;

    private Path folder;
    private FolderStore levels;
    private FolderStore generation;

    @Setup
    public void makeReplicas() throws IOException {
        folder = Files.createTempDirectory("ltx4j-bench");
        RestorableFolder.makeLevels(folder.resolve("levels"), pageBytes, pages, TRANSACTIONS);
        RestorableFolder.makeGeneration(folder.resolve("generation"), pageBytes, pages, Math.min(pages, 1000));
        levels = FolderStore.open(folder.resolve("levels"));
        generation = FolderStore.open(folder.resolve("generation"));
    }

    @TearDown
    public void deleteReplicas() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A snapshot and five transactions that changed pages all over the database. */
    @Benchmark
    public RestoreReport levels() throws IOException {
        return restore(levels);
    }

    /** A snapshot and a log of 0.3. */
    @Benchmark
    public RestoreReport generation() throws IOException {
        return restore(generation);
    }

    private RestoreReport restore(FolderStore store) throws IOException {
        return Restorer.builder(store)
                .workers(workers)
                .replaceExisting(true)
                .build()
                .restore(folder.resolve("restored.db"));
    }
}
