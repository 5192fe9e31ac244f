package dev.ltx4j.tool;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.restore.RestorePlan;
import dev.ltx4j.restore.RestoreReport;
import dev.ltx4j.restore.RestoreTarget;
import dev.ltx4j.restore.Restorer;
import dev.ltx4j.restore.UnrestorableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
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

/** Writes a database as it was at some moment, or says which files that would take. */
@Command(
        name = RestoreCommand.NAME,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        header = "Writes the database of a replica as it was at some moment.",
        customSynopsis = "${COMMAND-FULL-NAME} -o PATH [-txid TXID | -timestamp TIME] [OPTION...] SOURCE",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions (with one dash or two, before or after SOURCE):%n",
        footer = {
            "",
            "The newest state:",
            "  ${COMMAND-FULL-NAME} -o app.db /backups/app",
            "The state before a moment:",
            "  ${COMMAND-FULL-NAME} -timestamp 2026-11-23T14:30:00Z -o app.db file:///backups/app",
            "The state right after a transaction, over an existing file:",
            "  ${COMMAND-FULL-NAME} -txid e5 -force -o app.db /backups/app",
            "Which files it would take:",
            "  ${COMMAND-FULL-NAME} -dry-run -timestamp 2026-11-23T14:30:00Z /backups/app",
            "When a container starts:",
            "  ${COMMAND-FULL-NAME} -if-db-not-exists -if-replica-exists -o app.db /backups/app",
            "",
            "A damaged or missing file is bypassed if others hold the same, and named on standard error. What is",
            "lost to damage, or lies behind a gap, is an error that names the nearest states that can be restored."
        })
final class RestoreCommand implements Callable<Integer> {
    static final String NAME = "restore";

    private final Console console;

    @Spec
    private @Nullable CommandSpec command;

    @Parameters(paramLabel = "SOURCE", description = "The replica: a folder, or file:///PATH.")
    private String source = "";

    @Option(
            names = {"-o", "--o"},
            paramLabel = "PATH",
            converter = Converters.ToPath.class,
            description = "Where the database goes.")
    private @Nullable Path output;

    @Mixin
    private final TargetOptions targetOptions = new TargetOptions();

    @Option(
            names = {"-if-db-not-exists", "--if-db-not-exists"},
            description = "Does nothing, with exit code 0, if there is something at PATH.")
    private boolean ifDbNotExists;

    @Option(
            names = {"-if-replica-exists", "--if-replica-exists"},
            description = "Does nothing, with exit code 0, if there is no backup.")
    private boolean ifReplicaExists;

    @Option(
            names = {"-force", "--force"},
            description = "Replaces an existing database, and deletes its -wal, -shm and -journal.")
    private boolean force;

    @Option(
            names = {"-allow-gap", "--allow-gap"},
            description = {
                "If what was asked for lies behind a hole in the backup, restores the last state before the hole, and",
                "says so. Without this it is an error."
            })
    private boolean allowGap;

    @Option(
            names = {"-dry-run", "--dry-run"},
            description = "Tells which files would be used, and writes nothing.")
    private boolean dryRun;

    @Option(
            names = {"-parallelism", "--parallelism"},
            paramLabel = "N",
            converter = Converters.ToCount.class,
            description = "How many threads decompress; one for each processor by default, 8 at most.")
    private @Nullable Integer parallelism;

    @Option(
            names = {"--mode"},
            paramLabel = "OCTAL",
            converter = Converters.ToMode.class,
            description = "The permissions of the database, such as 640; 600 by default.")
    private Converters.@Nullable FileMode mode;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    RestoreCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        RestoreTarget wanted = targetOptions.target();
        if (output == null && !dryRun) {
            throw usage("'-o PATH' is missing: a replica does not know where its database was");
        }
        if (output != null && ifDbNotExists && Files.exists(output, LinkOption.NOFOLLOW_LINKS)) {
            return skip("db_exists", output + " exists; nothing to do");
        }
        ReplicaStore opened;
        try {
            opened = Sources.open(spec(), source);
        } catch (StoreUnavailableException e) {
            // Only here: what is not found later was there, and is a backup that cannot be read.
            if (ifReplicaExists && e.reason() == StoreUnavailableException.Reason.NOT_FOUND) {
                return skipWithoutBackup();
            }
            throw e;
        }
        try (ReplicaStore store = opened) {
            if (output != null && !dryRun) {
                Sources.refuseInside(store, output);
            }
            return output == null || dryRun ? plan(store, wanted) : restore(store, wanted, output);
        } catch (UnrestorableException e) {
            if (ifReplicaExists && e.reason() == UnrestorableException.Reason.NO_BACKUP) {
                return skipWithoutBackup();
            }
            throw e;
        }
    }

    private int skipWithoutBackup() {
        return skip("no_backup", "no backup in " + source + "; nothing to do");
    }

    private int plan(ReplicaStore store, RestoreTarget wanted) throws IOException {
        RestorePlan plan;
        try (ProgressDisplay progress = new ProgressDisplay(console, NAME)) {
            plan = restorer(store, wanted, progress).plan();
        }
        new PlanOutput(source, Sources.kind(spec(), source), output, wanted, plan).print(console, common.json());
        return ExitCode.DONE;
    }

    private int restore(ReplicaStore store, RestoreTarget wanted, Path target) throws IOException {
        RestoreReport report;
        try (ProgressDisplay progress = new ProgressDisplay(console, NAME)) {
            report = restorer(store, wanted, progress).restore(target);
        }
        new ReportOutput(source, Sources.kind(spec(), source), target, wanted, report).print(console, common.json());
        return ExitCode.DONE;
    }

    private Restorer restorer(ReplicaStore store, RestoreTarget wanted, ProgressDisplay progress) {
        Restorer.Builder builder = Restorer.builder(store)
                .target(wanted)
                .replaceExisting(force)
                .allowGap(allowGap)
                .listener(new ProgressListener(progress));
        if (parallelism != null) {
            builder.workers(parallelism);
        }
        if (mode != null) {
            builder.mode(mode.permissions());
        }
        return builder.build();
    }

    private int skip(String why, String message) {
        console.err().println(NAME + ": " + message);
        if (common.json()) {
            JsonOutput.print(console.out(), NAME, json -> {
                json.writeStringField("source", source);
                json.writeStringField("db_path", output == null ? null : output.toString());
                json.writeStringField("skipped", why);
            });
        }
        return ExitCode.DONE;
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(command);
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec().commandLine(), message);
    }
}
