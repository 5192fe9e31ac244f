package dev.ltx4j.tool;

import dev.ltx4j.ltx.ApplyReport;
import dev.ltx4j.ltx.LtxApplier;
import dev.ltx4j.ltx.LtxSource;
import dev.ltx4j.ltx.ParallelLtxReader;
import dev.ltx4j.restore.Restorer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a database to a later transaction, or makes one, from LTX files. */
@Command(
        name = ApplyCommand.NAME,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        header = "Applies LTX files to a database, all of them or none.",
        customSynopsis = "${COMMAND-FULL-NAME} --db DB [--copy] [--json] FILE...",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "A database from a snapshot and what came after it:",
            "  ${COMMAND-FULL-NAME} --db app.db 0000000000000001-0000000000000001.ltx \\",
            "      0000000000000002-0000000000000002.ltx",
            "The next transactions:",
            "  ${COMMAND-FULL-NAME} --db app.db 0000000000000003-0000000000000009.ltx",
            "",
            "A first FILE that is a snapshot replaces all that is in DB, whatever database that is.",
            "Nobody else may have DB open. If this is killed, SQLite rolls DB back when it is opened next, and so",
            "does 'apply'. Files with database checksums, such as those of the program ltx, are held against DB.",
            "Litestream's keep none, so that only you know whether they continue DB.",
            "",
            "Exit code 1: a file is damaged; 3: the files do not continue one another, or not DB; 5: DB cannot be",
            "written, is in use, or has a -wal that holds transactions."
        })
final class ApplyCommand implements Callable<Integer> {
    static final String NAME = "apply";

    private final Console console;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            converter = Converters.ToPath.class,
            description = "LTX files, oldest first, each continuing the one before.")
    private List<Path> files = List.of();

    @Option(
            names = {"-db", "--db"},
            paramLabel = "DB",
            required = true,
            converter = Converters.ToOutput.class,
            description = "The database. If it does not exist it is created; the first FILE must be a snapshot then.")
    private Path database = Path.of("");

    @Option(
            names = {"--copy"},
            description = "Writes a new database that takes the place of DB, instead of changing DB in place."
                    + " Needs room for both; faster where most pages change.")
    private boolean copy;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    ApplyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        long start = System.nanoTime();
        ApplyReport report;
        try (ProgressDisplay progress = new ProgressDisplay(console, NAME)) {
            report = applier().apply(database, sources(progress));
        }
        new ApplyOutput(database, files.size(), report, System.nanoTime() - start).print(console, common.json());
        return ExitCode.DONE;
    }

    private LtxApplier applier() {
        LtxApplier applier = LtxApplier.inPlace()
                .reader(new ParallelLtxReader(ForkJoinPool.commonPool(), Restorer.defaultWorkers()));
        return copy ? applier.byCopy() : applier;
    }

    private List<LtxSource> sources(ProgressDisplay progress) throws IOException {
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(LtxFiles.existing(file));
        }
        boolean readTwice = !copy && Files.exists(database) && Files.size(database) > 0;
        FileProgress read = new FileProgress(progress, readTwice ? 2 * bytes : bytes);
        List<LtxSource> sources = new ArrayList<>();
        for (Path file : files) {
            sources.add(new ShownSource(LtxSource.of(file), read));
        }
        return sources;
    }

    /** A file whose reading is shown as progress. */
    private record ShownSource(LtxSource source, FileProgress read) implements LtxSource {
        @Override
        public String file() {
            return source.file();
        }

        @Override
        public InputStream open() throws IOException {
            return read.of(source.open());
        }
    }
}
