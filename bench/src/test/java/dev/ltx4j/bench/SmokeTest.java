package dev.ltx4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs every benchmark once, with little to do, in this JVM: that they work is shown, and nothing is measured. */
class SmokeTest {
    @Test
    void everyBenchmarkRuns() throws RunnerException {
        Options options = new OptionsBuilder()
                .include("dev.ltx4j.bench")
                .mode(Mode.SingleShotTime)
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .param("pages", "64")
                .param("pageBytes", "4096")
                .param("transactions", "2000")
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();

        Collection<RunResult> results = new Runner(options).run();

        assertThat(results.stream()
                        .map(result -> result.getParams().getBenchmark())
                        .distinct())
                .hasSize((int) benchmarks().count());
    }

    private static Stream<String> benchmarks() {
        return Stream.of(
                        LtxReadingBenchmark.class,
                        LtxWritingBenchmark.class,
                        CompactionBenchmark.class,
                        IndexedReadBenchmark.class,
                        WalBenchmark.class,
                        CheckBenchmark.class,
                        GenerationsBenchmark.class,
                        ChecksumBenchmark.class,
                        Lz4BlockBenchmark.class,
                        PlannerBenchmark.class,
                        ListingBenchmark.class,
                        RestoreBenchmark.class)
                .flatMap(type -> Stream.of(type.getMethods()))
                .filter(method -> method.isAnnotationPresent(Benchmark.class))
                .map(method -> method.getName());
    }
}
