package dev.ltx4j.tool;

import dev.ltx4j.restore.WorkerThreads;
import dev.ltx4j.sqlite.Checkpoint;
import dev.ltx4j.sqlite.WalRecovery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes database and log as one database. */
@Command(
        name = CheckpointCommand.NAME,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        header = "Writes the database that SQLite would recover from a database file and its write-ahead log.",
        customSynopsis = "${COMMAND-FULL-NAME} -o OUT [-force] [-parallelism N] [--json] DB [WAL]",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "A copy of a database with the transactions in its -wal:",
            "  ${COMMAND-FULL-NAME} -o copy.db app.db",
            "The log is somewhere else:",
            "  ${COMMAND-FULL-NAME} -o copy.db snapshot.db /backups/app.db-wal",
            "",
            "DB and WAL are not changed. OUT is, byte for byte, what a truncating checkpoint of SQLite leaves."
        })
final class CheckpointCommand implements Callable<Integer> {
    static final String NAME = "checkpoint";

    private final Console console;

    @Parameters(index = "0", paramLabel = "DB", converter = Converters.ToPath.class, description = "The database file.")
    private @Nullable Path database;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "WAL",
            converter = Converters.ToPath.class,
            description = "Its write-ahead log; DB-wal by default, which may be missing.")
    private @Nullable Path wal;

    @Option(
            names = {"-o", "--o"},
            paramLabel = "OUT",
            required = true,
            converter = Converters.ToOutput.class,
            description = "Where the database goes.")
    private @Nullable Path output;

    @Option(
            names = {"-force", "--force"},
            description = "Replaces an existing database, and deletes its -wal, -shm and -journal.")
    private boolean force;

    @Mixin
    private final WorkerOptions workerOptions = new WorkerOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    CheckpointCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Path path = SourceFile.regular(Objects.requireNonNull(database), "a database");
        Path target = Objects.requireNonNull(output);
        // A log that is named must be there; the one beside the database need not.
        Checkpoint checkpoint =
                wal == null ? Checkpoint.of(path) : Checkpoint.of(path, SourceFile.regular(wal, "a write-ahead log"));
        Checkpoint.Result result;
        try (WorkerThreads threads = new WorkerThreads(workerOptions.workers())) {
            result = checkpoint.workers(threads, workerOptions.workers()).publish(target, force);
        }
        WalRecovery recovery = result.recovery();
        String log = recovery.file();
        if (common.json()) {
            JsonOutput.print(console.out(), NAME, json -> {
                json.writeStringField("db", path.toString());
                json.writeStringField("wal", log);
                json.writeStringField("output", target.toString());
                json.writeNumberField("page_size", result.pageSize().bytes());
                json.writeNumberField("pages", result.pageCount());
                json.writeNumberField("bytes", result.byteCount());
                json.writeNumberField("wal_frames", recovery.committedFrames());
                json.writeNumberField("uncommitted_wal_frames", recovery.validFrames() - recovery.committedFrames());
            });
        } else {
            console.out()
                    .println(target + ": " + result.pageCount() + " pages of " + result.pageSize() + " bytes, "
                            + (recovery.isEmpty()
                                    ? "nothing to include from " + log
                                    : recovery.committedFrames() + " frames of " + log + " included"));
        }
        return ExitCode.DONE;
    }
}
