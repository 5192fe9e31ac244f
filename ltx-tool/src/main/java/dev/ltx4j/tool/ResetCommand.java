package dev.ltx4j.tool;

import dev.ltx4j.restore.ControlSocket;
import dev.ltx4j.restore.LocalState;
import dev.ltx4j.sqlite.DatabaseLock;
import dev.ltx4j.sqlite.OutputRefusedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
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

/** Removes the local state of a database, so that Litestream starts again from the replica. */
@Command(
        name = ResetCommand.NAME,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        header = "Removes Litestream's local state of a database, so that it starts again from the replica.",
        customSynopsis = "${COMMAND-FULL-NAME} [--yes | --dry-run] [--socket PATH] [--json] DB",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "With Litestream and the programs that use the database stopped:",
            "  ${COMMAND-FULL-NAME} /data/app.db",
            "What it would remove:",
            "  ${COMMAND-FULL-NAME} --dry-run /data/app.db",
            "",
            "Litestream then goes on behind the replica's last transaction: with a copy of all pages if the -wal",
            "does not continue that, or if the replica is empty. This helps where the local state is damaged or",
            "does not fit the replica. It does not mend a replica: its next snapshot does.",
            "",
            "Only the folder .NAME-litestream beside DB is removed; never DB, its -wal or -shm, nor the replica.",
            "Exit code 5: another process has DB open, or a Litestream answers on its control socket."
        })
final class ResetCommand implements Callable<Integer> {
    static final String NAME = "reset";

    private final Console console;
    private final InputStream answers;
    private final boolean asked;

    @Spec
    private @Nullable CommandSpec command;

    @Parameters(paramLabel = "DB", converter = Converters.ToPath.class, description = "The database file.")
    private Path database = Path.of("");

    @Option(names = "--yes", description = "Does not ask. Needed where standard input is not a terminal.")
    private boolean yes;

    @Option(
            names = {"-dry-run", "--dry-run"},
            description = "Says what would be removed, and removes nothing.")
    private boolean dryRun;

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            converter = Converters.ToPath.class,
            description = "Litestream's control socket; /var/run/litestream.sock by default.")
    private Path socket = ControlSocket.DEFAULT_PATH;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    ResetCommand(Console console) {
        this(console, System.in, "1".equals(System.getProperty("ltx4j.stdin.tty")));
    }

    /**
     * @param answers where somebody answers
     * @param asked whether somebody is there to be asked
     */
    ResetCommand(Console console, InputStream answers, boolean asked) {
        this.console = console;
        this.answers = answers;
        this.asked = asked;
    }

    @Override
    public Integer call() throws IOException {
        LocalState state = stateOf();
        if (!Files.exists(database) && !state.exists()) {
            throw new NoSuchFileException(database.toString());
        }
        boolean existed = state.exists();
        LocalState.Amount amount = state.amount();
        boolean nothing = !existed && amount.files() == 0;
        if (dryRun || nothing) {
            report(state, existed, amount, false);
            return ExitCode.DONE;
        }
        if (!yes && !asked) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(),
                    "standard input is not a terminal, so nobody can be asked; give '--yes'");
        }
        if (ControlSocket.probe(socket) == ControlSocket.State.ANSWERS) {
            throw new OutputRefusedException(
                    OutputRefusedException.Reason.NOT_WRITABLE,
                    state.folder(),
                    "a Litestream is running: it answers at " + socket + "; stop it first (systemctl stop litestream)");
        }
        if (!yes && !isConfirmed(state, amount)) {
            console.err().println(NAME + ": nothing was removed");
            return ExitCode.OUTPUT_REFUSED;
        }
        report(state, existed, removed(state), true);
        return ExitCode.DONE;
    }

    private LocalState stateOf() {
        try {
            return LocalState.of(database);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Nobody may have the database open: Litestream would go on writing to what is removed. */
    private LocalState.Amount removed(LocalState state) throws IOException {
        if (!Files.exists(database)) {
            return state.remove();
        }
        try (DatabaseLock lock = DatabaseLock.exclusive(database, Duration.ZERO)) {
            LocalState.Amount amount = state.remove();
            lock.verify();
            return amount;
        }
    }

    private boolean isConfirmed(LocalState state, LocalState.Amount amount) throws IOException {
        console.err().print("Remove " + state.folder() + " (" + words(amount) + ")? [y/N] ");
        console.err().flush();
        String answer = new BufferedReader(new InputStreamReader(answers, StandardOutput.CHARSET)).readLine();
        String word = answer == null ? "" : answer.strip().toLowerCase(Locale.ROOT);
        return word.equals("y") || word.equals("yes");
    }

    private void report(LocalState state, boolean existed, LocalState.Amount amount, boolean removed) {
        if (common.json()) {
            JsonOutput.print(console.out(), NAME, json -> {
                json.writeStringField("db_path", database.toString());
                json.writeStringField("state_path", state.folder().toString());
                json.writeBooleanField("existed", existed);
                json.writeBooleanField("removed", removed);
                json.writeBooleanField("dry_run", dryRun);
                json.writeNumberField("files", amount.files());
                json.writeNumberField("bytes", amount.bytes());
            });
        } else if (removed) {
            console.out().println("removed " + state.folder() + " (" + words(amount) + ")");
            console.out()
                    .println(
                            "Litestream will start again from the last transaction in the replica, or with a copy of all pages");
        } else if (!existed && amount.files() == 0) {
            console.out().println("nothing to remove: there is no " + state.folder());
        } else {
            console.out().println("would remove " + state.folder() + " (" + words(amount) + ")");
        }
    }

    private static String words(LocalState.Amount amount) {
        return amount.files() + (amount.files() == 1 ? " file, " : " files, ") + amount.bytes() + " bytes";
    }
}
