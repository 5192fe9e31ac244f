package dev.ltx4j.tool;

import dev.ltx4j.sqlite.FilePublication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where a restored database goes, and how. */
final class OutputOptions {
    /** The name for standard output. */
    static final String STANDARD_OUTPUT = "-";

    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = {"-o", "--o"},
            paramLabel = "PATH",
            converter = Converters.ToPath.class,
            description = "Where the database goes. '-' is standard output: it is written there, from a temporary file,"
                    + " when all of it has been verified, and the report goes to standard error.")
    private @Nullable Path path;

    @Option(
            names = {"-if-db-not-exists", "--if-db-not-exists"},
            description = "Does nothing, with exit code 0, if there is something at PATH.")
    private boolean ifDbNotExists;

    @Option(
            names = {"-force", "--force"},
            description = "Replaces an existing database, and deletes its -wal, -shm and -journal.")
    private boolean force;

    @Mixin
    private final AccessOptions access = new AccessOptions();

    @Option(
            names = {"--receipt"},
            paramLabel = "FILE",
            converter = Converters.ToOutput.class,
            description =
                    "Writes a receipt (JSON): the files that the database was made of and what they were verified with,"
                            + " and the sums of the database, for 'ltx-tool verify --receipt FILE DB'.")
    private @Nullable Path receipt;

    /** Refuses what does not go together, before any work. */
    void check(boolean dryRun, boolean json) throws IOException {
        if (path == null && !dryRun) {
            throw usage("'-o PATH' is missing: a replica does not know where its database was");
        }
        if (isStandardOutput()) {
            if (json) {
                throw usage("'-json' does not go with '-o -': both would be on standard output; give '--receipt FILE'");
            }
            if (access.areGiven() || ifDbNotExists) {
                throw usage("'--mode', '--owner' and '-if-db-not-exists' need a file, not '-o -'");
            }
        }
        access.owner();
        if (receipt != null && !dryRun) {
            if (receipt.equals(path)) {
                throw usage("'--receipt' and '-o' are the same file");
            }
            FilePublication.checkTarget(receipt, force, List.of());
        }
    }

    /** Refuses what is for one database, before any work on many. */
    void checkForAll() throws IOException {
        if (path != null) {
            throw usage("'-o' is for one database; with '--all' give '--into DIR', or nothing for where they were");
        }
        if (receipt != null) {
            throw usage("'--receipt' is for one database, not for '--all'");
        }
        access.owner();
    }

    /** Sets where the database goes if nothing else is said; a dry run needs no place. */
    void setDefault(Path database, boolean dryRun) {
        if (path == null && !dryRun) {
            path = database;
        }
    }

    boolean isStandardOutput() {
        return path != null && path.toString().equals(STANDARD_OUTPUT);
    }

    /** Whether there is a database already, and that is all that is wanted. */
    boolean isDoneAlready() {
        return path != null && ifDbNotExists && Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    boolean ifDbNotExists() {
        return ifDbNotExists;
    }

    @Nullable
    Path path() {
        return path;
    }

    @Nullable
    Path receipt() {
        return receipt;
    }

    boolean force() {
        return force;
    }

    AccessOptions access() {
        return access;
    }

    private ParameterException usage(String message) {
        return new ParameterException(Objects.requireNonNull(command).commandLine(), message);
    }
}
