package dev.ltx4j.tool;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where figures for Prometheus go. */
final class MetricsOption {
    @Option(
            names = "--metrics",
            paramLabel = "FILE",
            converter = Converters.ToOutput.class,
            description =
                    "Writes the figures in Prometheus' text format, for the textfile collector: FILE is replaced at"
                            + " once, when all is done, also if something failed.")
    private @Nullable Path file;

    Optional<Path> file() {
        return Optional.ofNullable(file);
    }
}
