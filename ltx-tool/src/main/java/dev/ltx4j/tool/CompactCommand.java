package dev.ltx4j.tool;

import dev.ltx4j.ltx.LtxCompactor;
import dev.ltx4j.ltx.LtxSource;
import dev.ltx4j.ltx.LtxSummary;
import dev.ltx4j.ltx.TxidRange;
import dev.ltx4j.restore.WorkerThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** Merges LTX files. */
@Command(
        name = CompactCommand.NAME,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        header = "Merges LTX files that continue one another into one that does the same.",
        customSynopsis = "${COMMAND-FULL-NAME} -o OUT [OPTION...] FILE...",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "All files of a level (their names sort as their transactions do):",
            "  ${COMMAND-FULL-NAME} -o merged.ltx /backups/app/ltx/0/*.ltx",
            "As Litestream's own compaction writes it:",
            "  ${COMMAND-FULL-NAME} --no-checksum -o merged.ltx 1.ltx 2.ltx 3.ltx",
            "",
            "Any number of files: more than a few hundred are merged in rounds, through a scratch file in the",
            "folder of OUT. All files are verified. The merged file's modification time is its header's timestamp: that of",
            "the last file."
        })
final class CompactCommand implements Callable<Integer> {
    static final String NAME = "compact";

    private final Console console;

    @Spec
    private @Nullable CommandSpec command;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            converter = Converters.ToPath.class,
            description = "LTX files, oldest first.")
    private List<Path> files = List.of();

    @Mixin
    private final LtxOutput output = new LtxOutput();

    @Option(
            names = {"-allow-gaps", "--allow-gaps"},
            description = "Merges files although transactions between them are missing; these are lost.")
    private boolean gapsAllowed;

    @Mixin
    private final WorkerOptions workerOptions = new WorkerOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    CompactCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        LtxSummary summary;
        int workers = workerOptions.workers();
        try (ProgressDisplay progress = new ProgressDisplay(console, NAME);
                WorkerThreads threads = new WorkerThreads(workers)) {
            LtxCompactor compactor = compactor().workers(threads, workers);
            List<LtxSource> sources = sources(progress);
            summary = output.publish(files, (out, file) -> compactor.compact(sources, output.folder(), out, file));
        }
        output.print(console, NAME, common.json(), summary, json -> {
            json.writeArrayFieldStart("files");
            for (Path file : files) {
                json.writeString(file.toString());
            }
            json.writeEndArray();
        });
        return ExitCode.DONE;
    }

    private LtxCompactor compactor() {
        LtxCompactor compactor = LtxCompactor.create().encoding(output.encoding());
        if (gapsAllowed) {
            compactor = compactor.allowingGaps();
        }
        return output.withoutDatabaseChecksums() ? compactor.withoutDatabaseChecksums() : compactor;
    }

    /** The compactor would speak of transactions that do not follow; the order of arguments is easier to mend. */
    private List<LtxSource> sources(ProgressDisplay progress) throws IOException {
        long bytes = 0;
        Path before = null;
        TxidRange reached = null;
        for (Path file : files) {
            bytes += Files.size(LtxFiles.existing(file));
            TxidRange range = LtxFiles.header(file).range();
            if (before != null && reached != null && !range.max().isAfter(reached.max())) {
                throw new ParameterException(
                        Objects.requireNonNull(command).commandLine(),
                        "give the files oldest first: " + file + " (" + range + ") stands behind " + before + " ("
                                + reached + ") and brings nothing newer");
            }
            before = file;
            reached = range;
        }
        FileProgress read = new FileProgress(progress, bytes);
        List<LtxSource> sources = new ArrayList<>(files.size());
        for (Path file : files) {
            sources.add(LtxFiles.source(file, read));
        }
        return sources;
    }
}
