package dev.ltx4j.tool;

import dev.ltx4j.ltx.LtxReader;
import dev.ltx4j.ltx.LtxSummary;
import dev.ltx4j.ltx.LtxView;
import dev.ltx4j.sqlite.FileFormatException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HexFormat;
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

/** Prints what is in an LTX file, up to its end or to where it is damaged. */
@Command(
        name = DumpCommand.NAME,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        header = "Prints what is in an LTX file.",
        customSynopsis = "${COMMAND-FULL-NAME} [--page N | --index] [--json] FILE",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Header, frames and trailer of a file:",
            "  ${COMMAND-FULL-NAME} backups/app/ltx/0/0000000000000007-0000000000000007.ltx",
            "Where its pages stand, for a file of any size, in two or three reads:",
            "  ${COMMAND-FULL-NAME} --index backups/app/ltx/9/0000000000000001-0000000000000011.ltx",
            "The bytes of its first page:",
            "  ${COMMAND-FULL-NAME} --page 1 0000000000000007-0000000000000007.ltx"
        })
final class DumpCommand implements Callable<Integer> {
    static final String NAME = "dump";

    private final Console console;

    @Spec
    private @Nullable CommandSpec command;

    @Parameters(paramLabel = "FILE", converter = Converters.ToPath.class, description = "An LTX file.")
    private Path file = Path.of("");

    @Option(
            names = {"-page", "--page"},
            paramLabel = "N",
            converter = Converters.ToPageNumber.class,
            description = "Prints the bytes of this page, decompressed.")
    private @Nullable Long page;

    @Option(
            names = {"-index", "--index"},
            description = "Prints header and page index, read from the file's ends; no frame is read or verified.")
    private boolean index;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    DumpCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (index) {
            if (page != null) {
                throw usage("give '--index' or '--page', not both");
            }
            return new IndexDump(console, LtxFiles.existing(file)).print(common.json());
        }
        try (LtxReader reader = LtxFiles.open(file)) {
            if (page != null) {
                dumpPage(reader, page);
                return ExitCode.DONE;
            }
            if (common.json()) {
                return dumpJson(reader);
            }
            dumpText(reader);
            return ExitCode.DONE;
        }
    }

    private void dumpText(LtxReader reader) throws IOException {
        PrintStream out = console.out();
        out.println("header");
        printFields(reader.header());
        out.println("frames");
        out.printf("  %-12s%-16s%s%n", "page", "offset", "length");
        while (reader.nextPage()) {
            out.printf("  %-12d%-16d%d%n", reader.pageNumber(), reader.frameOffset(), reader.frameLength());
        }
        LtxSummary summary = reader.finish();
        out.println("index");
        out.printf("  %-20s%d%n", "entries", summary.pageCount());
        out.println("trailer");
        printFields(summary.trailer());
    }

    private void printFields(LtxView view) {
        view.toMap().forEach((name, value) -> console.out().printf("  %-20s%s%n", name, value));
    }

    private int dumpJson(LtxReader reader) {
        JsonDump dump = new JsonDump(file, reader);
        JsonOutput.print(console.out(), NAME, dump);
        Failure failure = dump.failure();
        if (failure == null) {
            return ExitCode.DONE;
        }
        console.err().println(NAME + ": " + failure.message());
        return failure.exitCode();
    }

    private void dumpPage(LtxReader reader, long wanted) throws IOException {
        PageDump dump = null;
        try {
            while (reader.nextPage()) {
                if (reader.pageNumber() == wanted) {
                    dump = PageDump.of(reader);
                }
            }
            reader.finish();
        } catch (FileFormatException e) {
            if (dump != null && !common.json()) {
                HexDump.print(console.out(), dump.bytes);
            }
            throw e;
        }
        if (dump == null) {
            boolean lockPage = reader.header().pageSize().lockPage() == wanted;
            throw usage(
                    "page " + wanted + (lockPage ? " is the lock page, which no file holds" : " is not in " + file));
        }
        if (common.json()) {
            JsonOutput.print(console.out(), NAME, dump.json(file));
        } else {
            HexDump.print(console.out(), dump.bytes);
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(Objects.requireNonNull(command).commandLine(), message);
    }

    /** A page, and where it is in the file. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record PageDump(long pageNumber, long frameOffset, int frameLength, byte[] bytes) {
        static PageDump of(LtxReader reader) {
            byte[] bytes = reader.page().clone();
            return new PageDump(reader.pageNumber(), reader.frameOffset(), reader.frameLength(), bytes);
        }

        JsonOutput.Body json(Path file) {
            return json -> {
                json.writeStringField("file", file.toString());
                json.writeNumberField("page", pageNumber);
                json.writeNumberField("offset", frameOffset);
                json.writeNumberField("length", frameLength);
                json.writeStringField("data", HexFormat.of().formatHex(bytes));
            };
        }
    }
}
