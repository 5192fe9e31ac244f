package dev.ltx4j.tool;

import dev.ltx4j.restore.Restorer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many threads work. */
final class WorkerOptions {
    @Option(
            names = {"-parallelism", "--parallelism"},
            paramLabel = "N",
            converter = Converters.ToCount.class,
            description = "How many threads work; one for each processor by default, 8 at most.")
    private @Nullable Integer parallelism;

    int workers() {
        return parallelism == null ? Restorer.defaultWorkers() : parallelism;
    }
}
