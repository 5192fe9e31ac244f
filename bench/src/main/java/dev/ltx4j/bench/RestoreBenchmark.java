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
 * Restores a database from a snapshot and five transactions that changed pages all over it, forced to the disk: {@code
 * bench/run Restore}, with what it allocates {@code bench/run -prof gc Restore}.
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
    private FolderStore store;

    @Setup
    public void makeReplica() throws IOException {
        folder = Files.createTempDirectory("ltx4j-bench");
        RestorableFolder.makeLevels(folder.resolve("levels"), pageBytes, pages, TRANSACTIONS);
        store = FolderStore.open(folder.resolve("levels"));
    }

    @TearDown
    public void deleteReplica() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Benchmark
    public RestoreReport restore() throws IOException {
        return Restorer.builder(store)
                .workers(workers)
                .replaceExisting(true)
                .build()
                .restore(folder.resolve("restored.db"));
    }
}
