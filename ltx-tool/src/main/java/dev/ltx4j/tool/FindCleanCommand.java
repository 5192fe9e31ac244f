package dev.ltx4j.tool;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.restore.CleanStateFinder;
import dev.ltx4j.restore.CleanStateReport;
import dev.ltx4j.sqlite.check.CheckMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Finds the newest state of a replica that is a sound database. */
@Command(
        name = FindCleanCommand.NAME,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        header = "Finds the newest state that is a sound database, and the file that brought the damage in.",
        customSynopsis = "${COMMAND-FULL-NAME} [--quick|--full] [--exhaustive] [--tmp FOLDER] [--json] REPLICA",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "When an application says that its database is malformed, and the newest backup too:",
            "  ${COMMAND-FULL-NAME} /backups/app",
            "With every index held against its table, at every state:",
            "  ${COMMAND-FULL-NAME} --full --exhaustive /backups/app",
            "",
            "States are made in a temporary folder and looked at as 'check' does; each is what a restore gives.",
            "The newest is looked at first; if it is damaged, others by halves: of a thousand states, some ten.",
            "Damage that comes and goes can have more beginnings than the one found; '--exhaustive' finds all.",
            "Only LTX files: the generations of Litestream 0.3 have no transactions to go by.",
            "",
            "Exit code 0: the newest state is clean; 1: damage was found, also when an older state is clean;",
            "3: there is no backup of LTX files; 4: the replica cannot be read."
        })
final class FindCleanCommand implements Callable<Integer> {
    static final String NAME = "find-clean";

    private final Console console;

    @Spec
    private @Nullable CommandSpec command;

    @Parameters(paramLabel = "REPLICA", description = "A folder, or file:///PATH.")
    private String source = "";

    @Option(
            names = {"-quick", "--quick"},
            description = "Does not hold indexes against their tables; this is the default.")
    private boolean quick;

    @Option(
            names = {"-full", "--full"},
            description = "Also looks whether each index has exactly the rows of its table.")
    private boolean full;

    @Option(names = "--exhaustive", description = "Looks at every state, and lists every stretch of damaged ones.")
    private boolean exhaustive;

    @Option(
            names = "--tmp",
            paramLabel = "FOLDER",
            converter = Converters.ToPath.class,
            description =
                    "Where states are made; needs room for the database. The system's temporary folder by default.")
    private @Nullable Path temporaryFolder;

    @Mixin
    @SuppressWarnings("UnusedVariable") // read where the source is opened
    private final RateOptions rateOptions = new RateOptions();

    @Mixin
    private final WorkerOptions workerOptions = new WorkerOptions();

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    FindCleanCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        CommandSpec spec = Objects.requireNonNull(command);
        if (quick && full) {
            throw new ParameterException(spec.commandLine(), "give '--quick' or '--full', not both");
        }
        CleanStateReport report;
        try (ReplicaStore store = config.open(spec, List.of(source));
                ProgressDisplay progress = new ProgressDisplay(console, NAME)) {
            report = new CleanStateFinder(store, workerOptions.workers(), new ProgressListener(progress))
                    .mode(full ? CheckMode.FULL : CheckMode.QUICK)
                    .exhaustive(exhaustive)
                    .find(temporaryFolder == null ? CheckedOutput.temporaryFolder() : temporaryFolder);
        }
        FindCleanOutput output = new FindCleanOutput(Sources.shown(source), report);
        output.print(console, common.json());
        return FailureReporter.end(console, NAME, report.isClean() ? null : output.failure());
    }
}
