package dev.ltx4j.bench;

import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.restore.Coverage;
import dev.ltx4j.restore.ReplicaDoctor;
import dev.ltx4j.restore.ReplicaListing;
import dev.ltx4j.restore.RestorePlan;
import dev.ltx4j.restore.RestoreTarget;
import dev.ltx4j.restore.Restorer;
import dev.ltx4j.restore.Symptom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
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
 * Lists a folder of some 111,000 files, and what is made of its names: {@code bench/run Listing}, with what it allocates
 * {@code bench/run -prof gc Listing}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ListingBenchmark {
    /** There are a ninth more files than that. */
    @Param("100000")
    int transactions;

    private Path folder;
    private FolderStore store;

    @Setup
    public void makeReplica() throws IOException {
        folder = Files.createTempDirectory("ltx4j-bench");
        ReplicaFolder.make(folder, transactions, true);
        store = FolderStore.open(folder);
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
    public ReplicaListing list() throws IOException {
        return ReplicaListing.read(store);
    }

    /** Listing and planning. */
    @Benchmark
    public RestorePlan plan() throws IOException {
        return Restorer.builder(store)
                .target(new RestoreTarget.Before(ReplicaFolder.START.plusSeconds(transactions / 2 + 7)))
                .build()
                .plan();
    }

    @Benchmark
    public Coverage coverage() throws IOException {
        return Coverage.read(store);
    }

    @Benchmark
    public List<Symptom> doctor() throws IOException {
        return new ReplicaDoctor(store, "bench").examine();
    }
}
