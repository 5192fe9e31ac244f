package dev.ltx4j.tool;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.restore.Finding;
import dev.ltx4j.restore.LtxFileVerifier;
import dev.ltx4j.restore.ReplicaVerifier;
import dev.ltx4j.restore.VerifyReport;
import dev.ltx4j.restore.VerifySample;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.UnsupportedFileException;
import dev.ltx4j.sqlite.check.CheckMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads every byte of a replica, or of single files, and says what is wrong with them. */
@Command(
        name = VerifyCommand.NAME,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        header = "Reads every byte of a replica, or of LTX files, and says what is damaged.",
        customSynopsis = {
            "${COMMAND-FULL-NAME} [--quick] [--integrity] [--sample P%%] [--json] FILE... | REPLICA",
            "${COMMAND-FULL-NAME} --receipt FILE [--json] DB",
            "${COMMAND-FULL-NAME} --all [-config PATH | FOLDER] [--shard I/N] [--metrics FILE] [--json]"
        },
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "A replica:",
            "  ${COMMAND-FULL-NAME} /backups/app",
            "A tenth of a large one each night, another tenth each time:",
            "  ${COMMAND-FULL-NAME} --sample 10%% file:///backups/app",
            "A database of Litestream's configuration:",
            "  ${COMMAND-FULL-NAME} -config /etc/litestream.yml /data/app.db",
            "All of them, each night, for Prometheus; or a share of those in a bucket:",
            "  ${COMMAND-FULL-NAME} --all -config /etc/litestream.yml --metrics /var/lib/metrics/ltx4j.prom",
            "  ${COMMAND-FULL-NAME} --all s3://bucket/tenants --shard $JOB_COMPLETION_INDEX/8 --json",
            "Some files:",
            "  ${COMMAND-FULL-NAME} /backups/app/ltx/0/*.ltx",
            "A database that was restored with '--receipt app.json':",
            "  ${COMMAND-FULL-NAME} --receipt app.json app.db",
            "",
            "Exit code 1: a file does not verify, its name contradicts its header, there is a gap or an overlap",
            "inside a level, or levels and snapshots do not give the same database for the same transaction. What",
            "Litestream does on purpose (levels that overlap, a pruned level 0) is listed as a note.",
            "With --all: 0 if all databases are sound, else the smallest of the others' codes (1 damage; 3 no backup;",
            "4 source), or 70, a bug."
        })
final class VerifyCommand implements Callable<Integer> {
    static final String NAME = "verify";

    private final Console console;

    @Spec
    private @Nullable CommandSpec command;

    @Parameters(
            paramLabel = "FILE|REPLICA",
            arity = "0..*",
            description =
                    "LTX files, or one replica: a folder, file:///PATH, or s3://BUCKET/PATH. With --all: a folder or"
                            + " s3://BUCKET/PREFIX that holds replicas, or nothing.")
    private List<String> sources = List.of();

    @Mixin
    @SuppressWarnings("UnusedVariable") // read where the source is opened
    private final RateOptions rateOptions = new RateOptions();

    @Mixin
    private final WorkerOptions workerOptions = new WorkerOptions();

    @Option(
            names = "--quick",
            description = "Reads every file, but does not hold levels and snapshots against each other.")
    private boolean quick;

    @Option(
            names = "--integrity",
            description = "Restores the latest state to a temporary folder too, and checks it as SQLite does.")
    private boolean integrity;

    @Option(
            names = "--sample",
            paramLabel = "P%",
            converter = Converters.ToPercent.class,
            description = "Reads this share of the LTX files in full, and the headers of the others. Implies --quick.")
    private @Nullable Double sample;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Which files --sample takes: the same number takes the same ones. Another in each run unless"
                    + " given.")
    private @Nullable Long seed;

    @Option(
            names = {"--receipt"},
            paramLabel = "FILE",
            converter = Converters.ToPath.class,
            description = "Holds a restored database, the one argument, against the receipt of its restore.")
    private @Nullable Path receipt;

    @Mixin
    private final FleetOptions fleet = new FleetOptions();

    @Mixin
    private final MetricsOption metrics = new MetricsOption();

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    VerifyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        CommandSpec spec = Objects.requireNonNull(command);
        if (fleet.all()) {
            return verifyAll(spec);
        }
        fleet.checkForOne(sources, "FILE|REPLICA");
        if (receipt != null) {
            if (sources.size() != 1) {
                throw new ParameterException(spec.commandLine(), "give one database with '--receipt'");
            }
            return ReceiptCheck.of(receipt, Path.of(sources.get(0))).print(console, common.json());
        }
        boolean replica = config.isReplica(spec, sources);
        VerifySample share = share(spec, replica);
        Optional<Path> figures = metrics.file();
        if (figures.isPresent() && !replica) {
            throw new ParameterException(spec.commandLine(), "'--metrics' goes with a replica, not with files");
        }
        long start = System.nanoTime();
        VerifyReport report;
        try (ProgressDisplay progress = new ProgressDisplay(console, NAME)) {
            report = replica ? verifyReplica(spec, share, progress) : verifyFiles(progress);
        } catch (IOException e) {
            if (figures.isPresent() && Failure.of(e).exitCode() != ExitCode.INTERRUPTED) {
                FleetMetrics.publishFailure(figures.get(), NAME);
            }
            throw e;
        }
        if (figures.isPresent()) {
            FleetMetrics.publish(
                    figures.get(), Sources.shown(sources.get(0)), VerifyEach.done(report), System.nanoTime() - start);
        }
        return print(share, report);
    }

    private int print(VerifySample share, VerifyReport report) {
        Failure failure = VerifyOutput.failureOf(report);
        new VerifyOutput(sources.stream().map(Sources::shown).toList(), share, report, failure)
                .print(console, common.json());
        return FailureReporter.end(console, NAME, failure);
    }

    private VerifySample share(CommandSpec spec, boolean replica) {
        if (seed != null && sample == null) {
            throw new ParameterException(spec.commandLine(), "'--seed' goes with '--sample'");
        }
        if ((sample != null || quick || integrity) && !replica) {
            throw new ParameterException(
                    spec.commandLine(), "'--quick', '--integrity' and '--sample' go with a replica, not with files");
        }
        if (sample == null) {
            return VerifySample.ALL;
        }
        return seed == null ? VerifySample.random(sample) : new VerifySample(sample, seed);
    }

    private int verifyAll(CommandSpec spec) throws IOException {
        if (receipt != null) {
            throw new ParameterException(spec.commandLine(), "'--receipt' is for one database, not for '--all'");
        }
        VerifySample share = share(spec, true);
        return new FleetRun(console, NAME, common.json(), metrics.file())
                .run(
                        () -> fleet.fleet(config, sources),
                        fleet.shard(),
                        new VerifyEach((store, progress) -> verify(store, share, progress)));
    }

    private VerifyReport verifyReplica(CommandSpec spec, VerifySample share, ProgressDisplay progress)
            throws IOException {
        try (ReplicaStore store = config.open(spec, sources)) {
            return verify(store, share, progress);
        }
    }

    private VerifyReport verify(ReplicaStore store, VerifySample share, ProgressDisplay progress) throws IOException {
        ReplicaVerifier verifier = new ReplicaVerifier(store, workerOptions.workers(), new ProgressListener(progress))
                .comparesLevels(!quick)
                .sample(share);
        return (integrity ? verifier.checksLatest(CheckMode.FULL) : verifier).verify();
    }

    private VerifyReport verifyFiles(ProgressDisplay progress) throws IOException {
        List<Path> files = new ArrayList<>();
        long bytes = 0;
        for (String source : sources) {
            Path file = LtxFiles.existing(Path.of(source));
            files.add(file);
            bytes += Files.size(file);
        }
        List<Finding> findings = new ArrayList<>();
        FileProgress read = new FileProgress(progress, bytes);
        try (LtxFileVerifier verifier = new LtxFileVerifier(workerOptions.workers())) {
            for (Path file : files) {
                verifyFile(verifier, file, read, findings);
            }
        }
        return new VerifyReport(List.of(), 0, files.size(), bytes, findings, List.of());
    }

    private static void verifyFile(LtxFileVerifier verifier, Path file, FileProgress read, List<Finding> findings)
            throws IOException {
        try (InputStream in = read.of(Files.newInputStream(file))) {
            verifier.verify(in, file.toString());
        } catch (MalformedFileException e) {
            add(findings, Finding.Kind.DAMAGED_FILE, WrongFile.explain(e, file));
        } catch (FileFormatException e) {
            Finding.Kind kind =
                    e instanceof UnsupportedFileException ? Finding.Kind.UNSUPPORTED_FILE : Finding.Kind.DAMAGED_FILE;
            add(findings, kind, e);
        }
    }

    private static void add(List<Finding> findings, Finding.Kind kind, FileFormatException e) {
        findings.add(new Finding(kind, e.file(), e.fileOffset(), e.pageNumber(), String.valueOf(e.getMessage())));
    }
}
