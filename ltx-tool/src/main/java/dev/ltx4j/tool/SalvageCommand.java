package dev.ltx4j.tool;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.restore.RestoreTarget;
import dev.ltx4j.restore.SalvageReport;
import dev.ltx4j.restore.Salvager;
import dev.ltx4j.sqlite.FilePublication;
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

/** Writes what is left of a database whose backup is damaged. */
@Command(
        name = SalvageCommand.NAME,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        header = "Writes the best database that damaged files give, page by page. It is no restore.",
        customSynopsis = "${COMMAND-FULL-NAME} -o PATH [-txid TXID | -timestamp TIME] [OPTION...] REPLICA",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions (with one dash or two, before or after REPLICA):%n",
        footer = {
            "",
            "When nothing else is left:",
            "  ${COMMAND-FULL-NAME} -o rest.db --map rest.tsv /backups/app",
            "A database of Litestream's configuration:",
            "  ${COMMAND-FULL-NAME} -o rest.db -config /etc/litestream.yml /data/app.db",
            "Up to a transaction that cannot be restored:",
            "  ${COMMAND-FULL-NAME} -txid e5 -o rest.db /backups/app",
            "",
            "Each page is the newest copy at or below the target that is known to be right: from a file that",
            "verifies in full, or with a checksum of its own. Where there is none, one that may be wrong is taken",
            "('unverified'), and else the page is zeros ('missing'). Pages from before a transaction that is lost",
            "may be 'older' than they should be. So the database can be from several times at once; what is wrong",
            "with it is listed. The size is that of the newest sound file. Try 'restore' and 'find-clean' first.",
            "",
            "Exit code 0: it is what a restore gives; 1: it is not; 3: there is nothing at or below the target."
        })
final class SalvageCommand implements Callable<Integer> {
    static final String NAME = "salvage";

    private final Console console;

    @Spec
    private @Nullable CommandSpec command;

    @Parameters(paramLabel = "REPLICA", description = "A folder, or file:///PATH.")
    private String source = "";

    @Option(
            names = {"-o", "--o"},
            paramLabel = "PATH",
            required = true,
            converter = Converters.ToOutput.class,
            description = "Where the database goes.")
    private Path output = Path.of("");

    @Mixin
    private final TargetOptions targetOptions = new TargetOptions();

    @Option(
            names = "--map",
            paramLabel = "FILE",
            converter = Converters.ToOutput.class,
            description = "Writes a table (tabs) with where each page is from.")
    private @Nullable Path map;

    @Option(
            names = {"-full", "--full"},
            description = "Holds each index of the result against its table, too.")
    private boolean full;

    @Option(
            names = {"-force", "--force"},
            description = "Replaces an existing database, and deletes its -wal, -shm and -journal; and the table.")
    private boolean force;

    @Mixin
    private final AccessOptions access = new AccessOptions();

    @Mixin
    @SuppressWarnings("UnusedVariable") // read where the source is opened
    private final RateOptions rateOptions = new RateOptions();

    @Mixin
    private final WorkerOptions workerOptions = new WorkerOptions();

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    SalvageCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        CommandSpec spec = Objects.requireNonNull(command);
        RestoreTarget target = targetOptions.target();
        if (output.equals(map)) {
            throw new ParameterException(spec.commandLine(), "'--map' and '-o' are the same file");
        }
        if (map != null) {
            FilePublication.checkTarget(map, force, List.of());
        }
        SalvageReport report;
        try (ReplicaStore store = config.open(spec, List.of(source));
                ProgressDisplay progress = new ProgressDisplay(console, NAME)) {
            Sources.refuseInside(store, output);
            if (map != null) {
                Sources.refuseInside(store, map);
            }
            report = salvager(store, target, progress).salvage(output);
        }
        SalvageOutput text = new SalvageOutput(Sources.shown(source), output, target, report);
        if (map != null) {
            SalvageMap.publish(map, report.pages(), force);
        }
        text.print(console, common.json());
        return FailureReporter.end(console, NAME, report.isRestore() ? null : text.failure());
    }

    private Salvager salvager(ReplicaStore store, RestoreTarget target, ProgressDisplay progress) throws IOException {
        Salvager salvager = new Salvager(store)
                .target(target)
                .replaceExisting(force)
                .check(full ? CheckMode.FULL : CheckMode.QUICK)
                .workers(workerOptions.workers())
                .listener(new ProgressListener(progress));
        access.mode().ifPresent(salvager::mode);
        access.owner().ifPresent(salvager::owner);
        return salvager;
    }
}
