package dev.ltx4j.tool;

import dev.ltx4j.ltx.DatabaseChecksum;
import dev.ltx4j.sqlite.PageSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the checksum that LTX files call a database by. */
@Command(
        name = ChecksumCommand.NAME,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        header = "Prints the checksum of a database, as LTX files have it: 16 hexadecimal digits.",
        customSynopsis = "${COMMAND-FULL-NAME} [--page-size N] [--no-wal] [--json] DB",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "To compare with the post-apply checksum of an LTX file:",
            "  ${COMMAND-FULL-NAME} app.db",
            "A file of pages that is not a SQLite database:",
            "  ${COMMAND-FULL-NAME} --page-size 4096 pages.bin",
            "",
            "Transactions that are still in the -wal beside DB are part of the database: they are included,",
            "and a line on standard error says so. With --no-wal, or a page size, the checksum is that of the",
            "file alone, as that of 'ltx checksum' is. The lock page at 1 GiB is left out."
        })
final class ChecksumCommand implements Callable<Integer> {
    static final String NAME = "checksum";

    private final Console console;

    @Parameters(paramLabel = "DB", converter = Converters.ToPath.class, description = "The database file.")
    private @Nullable Path database;

    @Option(
            names = {"-page-size", "--page-size"},
            paramLabel = "N",
            converter = Converters.ToPageSize.class,
            description = "The page size in bytes; that in the database's header by default.")
    private @Nullable PageSize pageSize;

    @Option(
            names = {"-no-wal", "--no-wal"},
            description = "Leaves the -wal beside DB aside.")
    private boolean withoutWal;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    ChecksumCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Path path = Objects.requireNonNull(database);
        try (DatabaseInput input = DatabaseInput.open(path, pageSize, withoutWal)) {
            input.printNote(console, NAME);
            DatabaseChecksum checksum = input.checksum();
            if (common.json()) {
                JsonOutput.print(console.out(), NAME, json -> {
                    input.write(json);
                    json.writeStringField("checksum", HexFormat.of().toHexDigits(checksum.value()));
                });
            } else {
                console.out().println(HexFormat.of().toHexDigits(checksum.value()));
            }
        }
        return ExitCode.DONE;
    }
}
