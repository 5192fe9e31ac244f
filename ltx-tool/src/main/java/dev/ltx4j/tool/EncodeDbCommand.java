package dev.ltx4j.tool;

import dev.ltx4j.ltx.LtxSnapshot;
import dev.ltx4j.ltx.LtxSummary;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.sqlite.PageSize;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
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

/** Writes a database as one LTX file. */
@Command(
        name = EncodeDbCommand.NAME,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        header = "Writes a database as one LTX file: a snapshot that holds all of its pages.",
        customSynopsis = "${COMMAND-FULL-NAME} -o OUT [OPTION...] DB",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "A snapshot of a database:",
            "  ${COMMAND-FULL-NAME} -o 0000000000000001-0000000000000001.ltx app.db",
            "One for a replica, up to a transaction and with the time of a state:",
            "  ${COMMAND-FULL-NAME} --txid e5 --timestamp 2026-11-23T14:30:00Z --no-checksum \\",
            "    -o 0000000000000001-00000000000000e5.ltx app.db",
            "",
            "Transactions that are still in the -wal beside DB are part of the database: they are included,",
            "and a line on standard error says so. The file's modification time is its header's timestamp."
        })
final class EncodeDbCommand implements Callable<Integer> {
    static final String NAME = "encode-db";

    private final Console console;

    @Spec
    private @Nullable CommandSpec command;

    @Parameters(paramLabel = "DB", converter = Converters.ToPath.class, description = "The database file.")
    private @Nullable Path database;

    @Mixin
    private final LtxOutput output = new LtxOutput();

    @Option(
            names = {"-txid", "--txid"},
            paramLabel = "TXID",
            converter = Converters.ToTxid.class,
            description = "The last transaction in the file, in hexadecimal; 1 by default.")
    private Txid txid = Txid.FIRST;

    @Option(
            names = {"-timestamp", "--timestamp"},
            paramLabel = "TIME",
            converter = Moment.Converter.class,
            description = "The time that the file gets, as RFC 3339; now by default.")
    private @Nullable Moment timestamp;

    @Option(
            names = {"-page-size", "--page-size"},
            paramLabel = "N",
            converter = Converters.ToPageSize.class,
            description = "Takes DB as pages of so many bytes, without its -wal: it need not be a database.")
    private @Nullable PageSize pageSize;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    EncodeDbCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Path path = Objects.requireNonNull(database);
        long timestampMillis = timestampMillis();
        try (DatabaseInput input = DatabaseInput.open(path, pageSize, false)) {
            input.printNote(console, NAME);
            LtxSnapshot snapshot = LtxSnapshot.of(input.pages(), txid)
                    .timestampMillis(timestampMillis)
                    .encoding(output.encoding());
            LtxSnapshot wanted = output.withoutDatabaseChecksums() ? snapshot.withoutDatabaseChecksums() : snapshot;
            LtxSummary summary = output.publish(List.of(path, input.wal()), (out, file) -> {
                LtxSummary written = wanted.write(out, file);
                input.lock().verify();
                return written;
            });
            output.print(console, NAME, common.json(), summary, json -> {
                json.writeStringField("db", path.toString());
                json.writeNumberField("wal_frames", input.walFrames());
            });
        }
        return ExitCode.DONE;
    }

    private long timestampMillis() {
        if (timestamp == null) {
            return System.currentTimeMillis();
        }
        Instant instant = timestamp
                .instant()
                .orElseThrow(() -> new ParameterException(
                        Objects.requireNonNull(command).commandLine(),
                        "'-timestamp latest' is for restores; give a time"));
        return instant.toEpochMilli();
    }
}
