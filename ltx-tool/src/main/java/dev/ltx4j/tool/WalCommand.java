package dev.ltx4j.tool;

import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.FileKind;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.WalFrameScan;
import dev.ltx4j.sqlite.WalHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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

/** Prints the frames of a write-ahead log, and where and why recovery ends. */
@Command(
        name = WalCommand.NAME,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        header = "Prints the frames of a SQLite write-ahead log, and says where recovery ends and why.",
        customSynopsis = "${COMMAND-FULL-NAME} [--all] [--json|--tsv] DB-WAL",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "What SQLite will recover:",
            "  ${COMMAND-FULL-NAME} app.db-wal",
            "What is left behind the end, for a program:",
            "  ${COMMAND-FULL-NAME} --all --tsv app.db-wal",
            "",
            "The log is only read; it may be in use, and a note says so if it changed meanwhile. Frames of",
            "earlier rounds, an unfinished transaction and a frame that is cut short are normal.",
            "",
            "Exit code 1: the header is broken, or behind a frame that recovery stops at there are committed",
            "transactions of the same round, which are lost: damage, or a power failure with synchronous=NORMAL."
        })
final class WalCommand implements Callable<Integer> {
    static final String NAME = "wal";

    private final Console console;

    @Spec
    private @Nullable CommandSpec command;

    @Parameters(paramLabel = "DB-WAL", converter = Converters.ToPath.class, description = "A write-ahead log.")
    private Path file = Path.of("");

    @Option(
            names = {"-all", "--all"},
            description = "Prints the frames behind the end of the valid part too.")
    private boolean all;

    @Option(
            names = {"-tsv", "--tsv"},
            description = "Prints the frames in columns with tabs between them.")
    private boolean tsv;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    WalCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (tsv && common.json()) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(), "give '--json' or '--tsv', not both");
        }
        byte[] header = header();
        requireLog(header);
        WalVerdict verdict;
        try (InputStream in = Files.newInputStream(file);
                WalFrameScan scan = new WalFrameScan(in, file.toString())) {
            if (common.json()) {
                WalJson document = new WalJson(file, scan, all, () -> changed(header));
                JsonOutput.print(console.out(), NAME, document);
                verdict = document.verdict();
            } else {
                WalTable table = new WalTable(console.out(), all, tsv);
                table.print(scan);
                verdict = new WalVerdict(scan.survey(), changed(header));
                if (!tsv) {
                    verdict.print(console.out(), table.hiddenFrames());
                }
            }
        }
        if (verdict.changed()) {
            console.err()
                    .println(NAME + ": " + file + " started again from the front while it was read: run this again");
        }
        Failure failure = verdict.failure();
        if (failure == null) {
            return ExitCode.DONE;
        }
        console.err().println(NAME + ": " + failure.message());
        return failure.exitCode();
    }

    private byte[] header() throws IOException {
        try (InputStream in = Files.newInputStream(SourceFile.regular(file, "a write-ahead log"))) {
            return in.readNBytes(WalHeader.BYTES);
        }
    }

    /** Whether the log has another header by now: it was in use, and what was read is of two rounds. */
    private boolean changed(byte[] header) throws IOException {
        return !Arrays.equals(header, header());
    }

    private void requireLog(byte[] start) throws MalformedFileException {
        Optional<FileKind> kind = FileKind.of(start);
        if (kind.isPresent() && kind.get() != FileKind.WAL) {
            throw new MalformedFileException(
                    file.toString(),
                    0,
                    FileFormatException.NO_PAGE,
                    "not a write-ahead log: it does not start with 0x377f0682 or 0x377f0683"
                            + FileKind.looksLike(start)
                            + (kind.get() == FileKind.DATABASE ? ", whose log would be " + file + "-wal" : ""));
        }
    }
}
