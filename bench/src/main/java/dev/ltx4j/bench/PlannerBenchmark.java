package dev.ltx4j.bench;

import dev.ltx4j.ltx.Txid;
import dev.ltx4j.restore.LtxPlan;
import dev.ltx4j.restore.ReplicaListing;
import dev.ltx4j.restore.RestorePlanner;
import dev.ltx4j.restore.RestoreTarget;
import dev.ltx4j.restore.TimeCutoffs;
import java.io.IOException;
import java.time.Instant;
import java.util.Set;
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

/** Plans a restore from a replica of some 100,000 files: {@code bench/run Planner}. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class PlannerBenchmark {
    /** There are a ninth more files than that. */
    @Param("90000")
    int transactions;

    private ListedStore store;
    private ReplicaListing listing;
    private RestoreTarget atTxid;
    private Instant timestamp;

    @Setup
    public void makeListing() throws IOException {
        store = new ListedStore(transactions);
        listing = ReplicaListing.read(store);
        atTxid = new RestoreTarget.AtTxid(new Txid(transactions / 2 + 7));
        timestamp = Instant.ofEpochSecond(transactions / 2 + 7);
    }

    /** Parses and sorts the names. */
    @Benchmark
    public ReplicaListing list() throws IOException {
        return ReplicaListing.read(store);
    }

    @Benchmark
    public LtxPlan latest() throws IOException {
        return RestorePlanner.plan(listing, TimeCutoffs.none(listing), RestoreTarget.LATEST, Set.of());
    }

    @Benchmark
    public LtxPlan transaction() throws IOException {
        return RestorePlanner.plan(listing, TimeCutoffs.none(listing), atTxid, Set.of());
    }

    @Benchmark
    public LtxPlan moment() throws IOException {
        return RestorePlanner.plan(
                listing, TimeCutoffs.before(listing, timestamp), new RestoreTarget.Before(timestamp), Set.of());
    }
}
