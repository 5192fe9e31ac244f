package dev.ltx4j.tool;

import dev.ltx4j.restore.WorkerThreads;
import dev.ltx4j.sqlite.PageSource;
import dev.ltx4j.sqlite.WalPages;
import dev.ltx4j.sqlite.check.CheckMode;
import dev.ltx4j.sqlite.check.CheckReport;
import dev.ltx4j.sqlite.check.DatabaseChecker;
import java.io.IOException;
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

/** Looks whether a database is sound, with the write-ahead log beside it. */
@Command(
        name = CheckCommand.NAME,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        header = "Says whether a database is sound, as PRAGMA integrity_check does.",
        customSynopsis = "${COMMAND-FULL-NAME} [--quick|--full] [--json] DB",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "After a restore:",
            "  ${COMMAND-FULL-NAME} /var/lib/app/app.db",
            "With every index held against its table:",
            "  ${COMMAND-FULL-NAME} --full /var/lib/app/app.db",
            "",
            "Looks at header, free list, b-trees and the order of their keys, overflow chains, pointer map,",
            "and that every page is used once. Not judged: NOT NULL, CHECK, types, foreign keys, the content",
            "of virtual tables, and what is listed as not judged. Nobody may write to the database meanwhile.",
            "",
            "Exit code 1: the database is damaged; 100 findings are listed at most."
        })
final class CheckCommand implements Callable<Integer> {
    static final String NAME = "check";
    private static final String WAL_SUFFIX = "-wal";

    private final Console console;

    @Spec
    private @Nullable CommandSpec command;

    @Parameters(
            paramLabel = "DB",
            converter = Converters.ToPath.class,
            description = "A SQLite database; a write-ahead log beside it (DB-wal) counts.")
    private Path database = Path.of("");

    @Option(
            names = {"-quick", "--quick"},
            description = "Does not hold indexes against their tables; this is the default.")
    private boolean quick;

    @Option(
            names = {"-full", "--full"},
            description = "Also looks whether each index has exactly the rows of its table.")
    private boolean full;

    @Mixin
    private final WorkerOptions workerOptions = new WorkerOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    CheckCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (quick && full) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(), "give '--quick' or '--full', not both");
        }
        CheckReport report = check();
        Failure failure = CheckOutput.failureOf(report);
        new CheckOutput(database, report, failure).print(console, common.json());
        if (failure == null) {
            return ExitCode.DONE;
        }
        console.err().println(NAME + ": " + failure.message());
        return failure.exitCode();
    }

    private CheckReport check() throws IOException {
        SourceFile.regular(database, "a database");
        try (PageSource pages = WalPages.open(database, Path.of(database + WAL_SUFFIX));
                ProgressDisplay progress = new ProgressDisplay(console, NAME);
                WorkerThreads threads = new WorkerThreads(workerOptions.workers())) {
            long pageBytes = pages.pageSize().bytes();
            return DatabaseChecker.of(pages)
                    .mode(full ? CheckMode.FULL : CheckMode.QUICK)
                    .listener((done, total) -> progress.update(done * pageBytes, total * pageBytes))
                    .workers(threads, workerOptions.workers())
                    .build()
                    .check();
        }
    }
}
