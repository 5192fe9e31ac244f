package dev.ltx4j.tool;

import dev.ltx4j.sqlite.DatabasePages;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageSource;
import dev.ltx4j.sqlite.WalPages;
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

/** Takes one page of a database apart. */
@Command(
        name = PageCommand.NAME,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        header = "Takes one page of a SQLite database apart, and says what is wrong with it.",
        customSynopsis = "${COMMAND-FULL-NAME} [--find] [--hex] [--no-wal] [--json] DB N",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Page 5 as SQLite would read it, write-ahead log included:",
            "  ${COMMAND-FULL-NAME} app.db 5",
            "Which table or index it belongs to, and its bytes:",
            "  ${COMMAND-FULL-NAME} --find --hex app.db 5",
            "",
            "The files are only read. Overflow pages and free pages do not say what they are: '--find' walks",
            "through the database until it meets the page.",
            "",
            "Exit code 1: the page is damaged. What can be made out of it is printed all the same."
        })
final class PageCommand implements Callable<Integer> {
    static final String NAME = "page";

    private final Console console;

    @Spec
    private @Nullable CommandSpec command;

    @Parameters(
            index = "0",
            paramLabel = "DB",
            converter = Converters.ToPath.class,
            description = "A SQLite database. Its write-ahead log is the file beside it whose name ends in -wal.")
    private Path file = Path.of("");

    @Parameters(
            index = "1",
            paramLabel = "N",
            converter = Converters.ToPageNumber.class,
            description = "The number of the page, from 1.")
    private long page;

    @Option(
            names = {"-find", "--find"},
            description = "Walks through the database to find what the page belongs to.")
    private boolean find;

    @Option(
            names = {"-hex", "--hex"},
            description = "Prints the bytes of the page too.")
    private boolean hex;

    @Option(
            names = {"-no-wal", "--no-wal"},
            description = "Reads the database file alone, without its write-ahead log.")
    private boolean noWal;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    PageCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        SourceFile.regular(file, "a SQLite database");
        try (PageSource source = open()) {
            if (page > source.pageCount()) {
                throw new ParameterException(
                        Objects.requireNonNull(command).commandLine(),
                        "page " + page + " is behind the end of " + file + ", whose last page is "
                                + source.pageCount());
            }
            PageReport report = PageReport.read(source, file, page, find);
            Failure failure = report.failure();
            if (common.json()) {
                JsonOutput.print(console.out(), NAME, json -> new PageJson(report, hex).write(json));
            } else {
                new PageText(console.out(), report).print();
                if (hex) {
                    console.out().println("bytes");
                    HexDump.print(console.out(), report.bytes());
                }
            }
            if (failure == null) {
                return ExitCode.DONE;
            }
            console.err().println(NAME + ": " + failure.message());
            return failure.exitCode();
        }
    }

    private PageSource open() throws IOException {
        try {
            return noWal ? DatabasePages.open(file) : WalPages.open(file, PageReport.logOf(file));
        } catch (MalformedFileException e) {
            throw e.file().equals(file.toString()) ? WrongFile.explain(e, file) : e;
        }
    }
}
