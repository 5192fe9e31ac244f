package dev.ltx4j.tool;

import dev.ltx4j.config.ConfiguredDatabase;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.restore.RestorePlan;
import dev.ltx4j.restore.RestoreReport;
import dev.ltx4j.restore.RestoreTarget;
import dev.ltx4j.restore.Restorer;
import dev.ltx4j.restore.UnrestorableException;
import dev.ltx4j.sqlite.check.CheckMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Writes a database as it was at some moment, or says which files that would take. */
@Command(
        name = RestoreCommand.NAME,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        header = "Writes the database of a replica as it was at some moment.",
        customSynopsis = {
            "${COMMAND-FULL-NAME} -o PATH [-txid TXID | -timestamp TIME] [OPTION...] SOURCE...",
            "${COMMAND-FULL-NAME} --all [-config PATH | FOLDER] [--into DIR] [--shard I/N] [OPTION...]"
        },
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions (with one dash or two, before or after SOURCE):%n",
        footer = {
            "",
            "The newest state:",
            "  ${COMMAND-FULL-NAME} -o app.db /backups/app",
            "The state before a moment:",
            "  ${COMMAND-FULL-NAME} -timestamp 2026-11-23T14:30:00Z -o app.db file:///backups/app",
            "From S3, or a store that speaks its protocol:",
            "  ${COMMAND-FULL-NAME} -o app.db s3://bucket/app",
            "  ${COMMAND-FULL-NAME} -o app.db 's3://bucket/app?endpoint=https://minio.example.com'",
            "The state right after a transaction, over an existing file:",
            "  ${COMMAND-FULL-NAME} -txid e5 -force -o app.db /backups/app",
            "Which files it would take:",
            "  ${COMMAND-FULL-NAME} -dry-run -timestamp 2026-11-23T14:30:00Z /backups/app",
            "When a container starts:",
            "  ${COMMAND-FULL-NAME} -if-db-not-exists -if-replica-exists -o app.db /backups/app",
            "From what a running Litestream has not uploaded yet, and then from its replica:",
            "  ${COMMAND-FULL-NAME} -o copy.db /data/app.db /backups/app",
            "A database of Litestream's configuration, to where it was:",
            "  ${COMMAND-FULL-NAME} -config /etc/litestream.yml /data/app.db",
            "All of them, to where they were, as far as they are not there; or into one folder:",
            "  ${COMMAND-FULL-NAME} --all -config /etc/litestream.yml -if-db-not-exists",
            "  ${COMMAND-FULL-NAME} --all s3://bucket/tenants --into restored",
            "Into another program, and with a receipt:",
            "  ${COMMAND-FULL-NAME} -o - --receipt app.json /backups/app | gzip > app.db.gz",
            "",
            "A damaged or missing file is bypassed if others hold the same, and named on standard error. What is",
            "lost to damage, or lies behind a gap, is an error that names the nearest states that can be restored.",
            "",
            "With --all the exit code is 0 if all databases were restored (or kept, as -if-... says), else the smallest",
            "of those of the databases that were not: 1 lost to damage; 3 no backup; 4 source; 5 output; or 70, a bug."
        })
final class RestoreCommand implements Callable<Integer> {
    static final String NAME = "restore";

    private final Console console;

    @Spec
    private @Nullable CommandSpec command;

    @Parameters(
            paramLabel = "SOURCE",
            arity = "0..*",
            description =
                    "The replica: a folder, file:///PATH, or s3://BUCKET/PATH. A database's path stands for the files that a running"
                            + " Litestream keeps beside it. Several are taken as one: each file is read from the first that has it"
                            + " whole. With --all: a folder or s3://BUCKET/PREFIX that holds replicas, or nothing.")
    private List<String> sources = List.of();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final GenerationOptions targetOptions = new GenerationOptions();

    @Option(
            names = {"-if-replica-exists", "--if-replica-exists"},
            description = "Does nothing, with exit code 0, if there is no backup.")
    private boolean ifReplicaExists;

    @Option(
            names = {"--allow-gap"},
            description =
                    "If what was asked for lies behind a hole in the backup, restores the last state before the hole, and"
                            + " says so. Without this it is an error.")
    private boolean allowGap;

    @Option(
            names = {"-dry-run", "--dry-run"},
            description = "Tells which files would be used, and writes nothing.")
    private boolean dryRun;

    @Mixin
    private final FleetOptions fleet = new FleetOptions();

    @Option(
            names = {"--into"},
            paramLabel = "DIR",
            converter = Converters.ToPath.class,
            description = "With --all: restores below this folder, each database at its whole path or key there.")
    private @Nullable Path into;

    private @Nullable String replicaKind;

    @Mixin
    @SuppressWarnings("UnusedVariable") // read where the source is opened
    private final RateOptions rateOptions = new RateOptions();

    @Mixin
    private final WorkerOptions workerOptions = new WorkerOptions();

    @Option(
            names = {"-integrity-check", "--integrity-check"},
            paramLabel = "none|quick|full",
            converter = ToIntegrityCheck.class,
            description =
                    "Checks the structure of the database before it appears: 'quick' all but indexes against their tables,"
                            + " 'full' those too; 'none' by default. What is wrong is an error, and nothing is written.")
    private @Nullable CheckMode integrityCheck;

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    RestoreCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        RestoreTarget wanted = targetOptions.target();
        if (fleet.all()) {
            return restoreAll(wanted);
        }
        fleet.checkForOne(sources, "SOURCE");
        if (into != null) {
            throw new ParameterException(spec().commandLine(), "'--into' goes with '--all'");
        }
        Optional<ConfiguredDatabase> database = config.database(spec(), sources);
        // As Litestream does: to where the database was.
        database.ifPresent(found -> output.setDefault(found.path(), dryRun));
        output.check(dryRun, common.json());
        if (output.isDoneAlready()) {
            return skip("db_exists", output.path() + " exists; nothing to do");
        }
        ReplicaStore opened;
        try {
            opened = config.open(spec(), sources);
            replicaKind = database.map(found -> found.replicas().get(0).type()).orElse(null);
        } catch (StoreUnavailableException e) {
            // Only here: what is not found later was there, and is a backup that cannot be read.
            if (ifReplicaExists && e.reason() == StoreUnavailableException.Reason.NOT_FOUND) {
                return skipWithoutBackup();
            }
            throw e;
        }
        try (ReplicaStore store = opened) {
            Path path = output.path();
            if (path == null || dryRun) {
                return plan(store, wanted);
            }
            refuseInside(store, path);
            refuseInside(store, output.receipt());
            return restore(store, wanted, path);
        } catch (UnrestorableException e) {
            if (ifReplicaExists && e.reason() == UnrestorableException.Reason.NO_BACKUP) {
                return skipWithoutBackup();
            }
            throw e;
        }
    }

    private int restoreAll(RestoreTarget wanted) throws IOException {
        output.checkForAll();
        if (wanted instanceof RestoreTarget.AtTxid || wanted instanceof RestoreTarget.AtGeneration) {
            throw new ParameterException(
                    spec().commandLine(),
                    "'-txid' and '-generation' are for one database; with '--all' give '-timestamp'");
        }
        if (into == null && !sources.isEmpty()) {
            throw new ParameterException(
                    spec().commandLine(), "'--into DIR' is missing: replicas do not know where their databases were");
        }
        FleetOutputs outputs = new FleetOutputs(into);
        RestoreEach work = new RestoreEach(
                outputs,
                dryRun,
                output.ifDbNotExists(),
                ifReplicaExists,
                (store, progress) -> restorer(store, wanted, progress));
        return new FleetRun(console, NAME, common.json(), Optional.empty())
                .run(
                        () -> {
                            Fleet all = fleet.fleet(config, sources);
                            outputs.expect(all);
                            return all;
                        },
                        fleet.shard(),
                        work);
    }

    private void refuseInside(ReplicaStore store, @Nullable Path path) throws IOException {
        if (path != null && !path.toString().equals(OutputOptions.STANDARD_OUTPUT)) {
            Sources.refuseInside(store, path);
        }
    }

    private int skipWithoutBackup() {
        return skip("no_backup", "no backup in " + source() + "; nothing to do");
    }

    private int plan(ReplicaStore store, RestoreTarget wanted) throws IOException {
        RestorePlan plan;
        try (ProgressDisplay progress = new ProgressDisplay(console, NAME)) {
            plan = restorer(store, wanted, progress).plan();
        }
        new PlanOutput(source(), kind(), output.path(), wanted, plan).print(console, common.json());
        return ExitCode.DONE;
    }

    private int restore(ReplicaStore store, RestoreTarget wanted, Path target) throws IOException {
        RestoreReport report;
        try (ProgressDisplay progress = new ProgressDisplay(console, NAME)) {
            Restorer restorer = restorer(store, wanted, progress);
            report = output.isStandardOutput()
                    ? restorer.restore(new CheckedOutput(console.out()), CheckedOutput.temporaryFolder())
                    : restorer.restore(target);
        }
        Path receipt = output.receipt();
        if (receipt != null) {
            new ReceiptOutput(source(), target, wanted, report).publish(receipt, output.force());
        }
        ReportOutput text = new ReportOutput(source(), kind(), target, wanted, report);
        if (output.isStandardOutput()) {
            text.print(console.err());
        } else {
            text.print(console, common.json());
        }
        return ExitCode.DONE;
    }

    private Restorer restorer(ReplicaStore store, RestoreTarget wanted, ProgressDisplay progress) throws IOException {
        Restorer.Builder builder = Restorer.builder(store)
                .target(wanted)
                .replaceExisting(output.force())
                .allowGap(allowGap)
                .withEvidence(output.receipt() != null)
                .workers(workerOptions.workers())
                .listener(new ProgressListener(progress));
        output.access().owner().ifPresent(builder::owner);
        output.access().mode().ifPresent(builder::mode);
        if (integrityCheck != null) {
            builder.integrityCheck(integrityCheck);
        }
        return builder.build();
    }

    private int skip(String why, String message) {
        console.err().println(NAME + ": " + message);
        if (common.json()) {
            JsonOutput.print(console.out(), NAME, json -> {
                json.writeStringField("source", source());
                json.writeStringField(
                        "db_path", output.path() == null ? null : output.path().toString());
                json.writeStringField("skipped", why);
            });
        }
        return ExitCode.DONE;
    }

    private String source() {
        return sources.stream().map(Sources::shown).collect(Collectors.joining(" + "));
    }

    private String kind() {
        return replicaKind == null ? Sources.kind(spec(), sources.get(0)) : replicaKind;
    }

    /** The words of Litestream's option; null for none. */
    static final class ToIntegrityCheck implements ITypeConverter<@Nullable CheckMode> {
        @Override
        public @Nullable CheckMode convert(String text) {
            return switch (text) {
                case "none" -> null;
                case "quick" -> CheckMode.QUICK;
                case "full" -> CheckMode.FULL;
                default -> throw new TypeConversionException("not none, quick or full: \"" + text + "\"");
            };
        }
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(command);
    }
}
