package dev.ltx4j.tool;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.restore.Coverage;
import dev.ltx4j.sqlite.OutputRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows which transactions and times a replica can give back. */
@Command(
        name = CoverageCommand.NAME,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        header = "Shows which transactions and times can be restored, and which files they rest on.",
        customSynopsis = "${COMMAND-FULL-NAME} [--axis time|txid] [--html FILE] [--json [--states]] REPLICA",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "A picture in the terminal, and what it says in words:",
            "  ${COMMAND-FULL-NAME} /backups/app",
            "The same as one web page that needs nothing else:",
            "  ${COMMAND-FULL-NAME} --html coverage.html file:///backups/app",
            "A database of Litestream's configuration:",
            "  ${COMMAND-FULL-NAME} -config /etc/litestream.yml /data/app.db",
            "Every state that can be restored, for a program:",
            "  ${COMMAND-FULL-NAME} --json --states /backups/app",
            "",
            "It looks at names, sizes and times. Whether the files are sound, 'verify' says."
        })
final class CoverageCommand implements Callable<Integer> {
    static final String NAME = "coverage";

    private static final int DEFAULT_COLUMNS = 100;
    private static final int MAX_COLUMNS = 1000;

    private final Console console;

    @Spec
    private @Nullable CommandSpec command;

    @Parameters(paramLabel = "REPLICA", description = "A folder, or file:///PATH.")
    private String source = "";

    /** What goes from left to right. */
    enum Axis {
        time,
        txid
    }

    @Option(names = "--axis", paramLabel = "time|txid", description = "What goes from left to right; time by default.")
    private Axis axis = Axis.time;

    @Option(names = "--ascii", description = "Draws with plain characters.")
    private boolean ascii;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            converter = Converters.ToOutput.class,
            description = "Writes a web page with the picture to this file too; an existing one is replaced.")
    private @Nullable Path html;

    @Option(names = "--states", description = "With --json: lists every state.")
    private boolean states;

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    CoverageCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Coverage coverage;
        try (ReplicaStore store = config.open(Objects.requireNonNull(command), List.of(source))) {
            coverage = Coverage.read(store);
            if (html != null) {
                Sources.refuseInside(store, html);
            }
        }
        CoverageOutput output = new CoverageOutput(source, coverage);
        boolean byTime = axis == Axis.time || coverage.listing().isEmpty();
        if (html != null) {
            writePage(html, CoveragePage.of(output, Timeline.of(coverage, byTime)));
        }
        if (common.json()) {
            JsonOutput.print(console.out(), NAME, json -> output.write(json, states));
        } else {
            boolean unicode = !ascii && canShowBlocks();
            new TimelineText(columns(), unicode).print(Timeline.of(coverage, byTime), console.out());
            console.out().println();
            output.print(console.out());
        }
        return ExitCode.DONE;
    }

    private static void writePage(Path file, String page) throws IOException {
        try {
            Files.writeString(file, page);
        } catch (IOException e) {
            throw OutputRefusedException.explain(e, file);
        }
    }

    private boolean canShowBlocks() {
        return StandardOutput.CHARSET.newEncoder().canEncode('█');
    }

    private static int columns() {
        String columns = System.getenv("COLUMNS");
        return columns != null && columns.matches("[1-9][0-9]{0,3}")
                ? Math.min(MAX_COLUMNS, Integer.parseInt(columns))
                : DEFAULT_COLUMNS;
    }
}
