package dev.ltx4j.tool;

import dev.ltx4j.sqlite.FilePublication;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

    /**
     * The file, if there is to be one.
     *
     * @throws dev.ltx4j.sqlite.OutputRefusedException if it cannot be written: better said before an hour's work
     */
    Optional<Path> file() throws IOException {
        if (file != null) {
            FilePublication.checkTarget(file, true, List.of());
        }
        return Optional.ofNullable(file);
    }
}
