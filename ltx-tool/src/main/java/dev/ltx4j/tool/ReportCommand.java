package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ltx4j.config.Shard;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Merges what several machines found. */
@Command(
        name = ReportCommand.NAME,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        header = "Merges the JSON lines of 'verify --all' or 'restore --all' runs that took a share each.",
        customSynopsis = "${COMMAND-FULL-NAME} [--metrics FILE] [--json] [FILE...]",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Two machines, and what they found:",
            "  ltx-tool verify --all -config litestream.yml --shard 0/2 --json > 0.jsonl",
            "  ltx-tool verify --all -config litestream.yml --shard 1/2 --json > 1.jsonl",
            "  ${COMMAND-FULL-NAME} 0.jsonl 1.jsonl",
            "For Prometheus, from a pipe:",
            "  cat results/*.jsonl | ${COMMAND-FULL-NAME} --metrics /var/lib/metrics/ltx4j.prom",
            "",
            "Of a database, or a share, that is there twice the newest result counts. The exit code is that of one run",
            "over all databases; 4 also if a share is missing or did not finish, or a line is no result."
        })
final class ReportCommand implements Callable<Integer> {
    static final String NAME = "report";

    private static final String STANDARD_INPUT = "-";

    private final Console console;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Files of JSON lines; '-', or none, for standard input.")
    private List<String> files = List.of();

    @Mixin
    private final MetricsOption metrics = new MetricsOption();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    ReportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        ReportInput input = new ReportInput();
        for (String file : files.isEmpty() ? List.of(STANDARD_INPUT) : files) {
            read(input, file);
        }
        FleetReport report = input.report();
        if (report == null) {
            throw new ReportFormatException(
                    files.isEmpty() ? "standard input" : files.get(0), 1, "there are no results");
        }
        input.notes().forEach(note -> console.err().println(NAME + ": " + note));
        if (common.json()) {
            JsonOutput.print(console.out(), NAME, json -> write(json, report));
        } else {
            report.printTable(console.out());
        }
        if (metrics.file().isPresent()) {
            FleetMetrics.publish(metrics.file().get(), report);
        }
        Failure failure = report.failure();
        if (failure == null) {
            return ExitCode.DONE;
        }
        console.err().println(NAME + ": " + failure.message());
        return failure.exitCode();
    }

    private static void read(ReportInput input, String file) throws IOException {
        if (file.equals(STANDARD_INPUT)) {
            input.read(System.in, "standard input");
            return;
        }
        Path path = SourceFile.existing(Path.of(file), "a file of results");
        try (InputStream in = Files.newInputStream(path)) {
            input.read(in, file);
        }
    }

    private static void write(JsonGenerator json, FleetReport report) throws IOException {
        json.writeStringField("command", report.command());
        json.writeArrayFieldStart("missing_shards");
        for (Shard shard : report.missing()) {
            json.writeString(shard.toString());
        }
        json.writeEndArray();
        report.write(json);
        json.writeArrayFieldStart("results");
        for (FleetResult result : report.results()) {
            json.writeStartObject();
            result.write(json);
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
