package dev.ltx4j.tool;

import dev.ltx4j.config.ConfigEnvironment;
import dev.ltx4j.config.ConfiguredDatabase;
import dev.ltx4j.config.LitestreamConfig;
import dev.ltx4j.replica.ReplicaStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where replicas are, by Litestream's own configuration: the argument is a database's path then. */
final class ConfigOptions {
    @Option(
            names = {"-config", "--config"},
            paramLabel = "PATH",
            converter = Converters.ToPath.class,
            description = "Litestream's configuration; the argument is the path of one of its databases.")
    private @Nullable Path file;

    @Option(
            names = {"-no-expand-env", "--no-expand-env"},
            description = "Leaves $NAME in the configuration as it is.")
    private boolean keepsVariables;

    /** Whether a configuration is named. */
    boolean isGiven() {
        return file != null;
    }

    ConfigEnvironment environment() {
        return ConfigEnvironment.ofThisProcess(!keepsVariables);
    }

    /** The file that is named, or Litestream's default. */
    LitestreamConfig read() throws IOException {
        ConfigEnvironment environment = environment();
        return LitestreamConfig.read(file == null ? environment.defaultFile() : file, environment);
    }

    /**
     * The database that the arguments of a command stand for, if a configuration is named.
     *
     * @throws ParameterException if the configuration does not name that database
     */
    Optional<ConfiguredDatabase> database(CommandSpec command, List<String> arguments) throws IOException {
        if (file == null) {
            return Optional.empty();
        }
        if (arguments.size() != 1) {
            throw new ParameterException(command.commandLine(), "give one database with '-config'");
        }
        Path path = environment().absolute(arguments.get(0));
        return Optional.of(read().find(path)
                .orElseThrow(() -> new ParameterException(
                        command.commandLine(),
                        "there is no database " + path + " in " + file + "; 'ltx-tool databases' lists them")));
    }

    /** Opens what the arguments stand for: the replicas of a database, behind its local state, or the replicas themselves. */
    ReplicaStore open(CommandSpec command, List<String> arguments) throws IOException {
        Optional<ConfiguredDatabase> database = database(command, arguments);
        return database.isPresent() ? Sources.open(command, database.get()) : Sources.open(command, arguments);
    }

    /** Whether arguments stand for a replica, and not for files. */
    boolean isReplica(CommandSpec command, List<String> arguments) {
        return file != null || Sources.isReplica(command, arguments);
    }

    /** Whether a database that exists is asked for. */
    static boolean exists(ConfiguredDatabase database) {
        return Files.exists(database.path());
    }
}
