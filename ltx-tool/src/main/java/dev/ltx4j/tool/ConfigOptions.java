package dev.ltx4j.tool;

import dev.ltx4j.config.ConfigEnvironment;
import dev.ltx4j.config.ConfigException;
import dev.ltx4j.config.ConfiguredDatabase;
import dev.ltx4j.config.LitestreamConfig;
import dev.ltx4j.replica.ReplicaStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
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
            description =
                    "Litestream's configuration; the argument is the path of one of its databases. Not needed for a database"
                            + " that /etc/litestream.yml names, or the file in LITESTREAM_CONFIG.")
    private @Nullable Path file;

    /** The arguments that were looked up in the default file, and what they stand for there. */
    private @Nullable List<String> lookedUp;

    private Optional<ConfiguredDatabase> byDefault = Optional.empty();

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
     * The database that the arguments of a command stand for: in the configuration that is named, or else, as Litestream
     * does it, in the default one, if they are not something else there is.
     *
     * @throws ParameterException if the configuration does not name that database
     */
    Optional<ConfiguredDatabase> database(CommandSpec command, List<String> arguments) throws IOException {
        if (file == null) {
            return byDefault(command, arguments);
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

    private Optional<ConfiguredDatabase> byDefault(CommandSpec command, List<String> arguments) throws IOException {
        if (arguments.size() != 1 || !canBeDatabase(arguments.get(0))) {
            return Optional.empty();
        }
        if (!arguments.equals(lookedUp)) {
            lookedUp = arguments;
            byDefault = find(arguments.get(0));
            byDefault.ifPresent(database -> command.commandLine()
                    .getErr()
                    .println(command.name() + ": " + database.path() + " is the database that "
                            + environment().defaultFile() + " names"));
        }
        return byDefault;
    }

    private Optional<ConfiguredDatabase> find(String argument) throws IOException {
        ConfigEnvironment environment = environment();
        Path path = environment.absolute(argument);
        if (!Files.exists(environment.defaultFile())) {
            return Optional.empty();
        }
        try {
            return LitestreamConfig.read(environment.defaultFile(), environment).find(path);
        } catch (ConfigException e) {
            if (Files.exists(path)) {
                // It may be good for something without the configuration.
                return Optional.empty();
            }
            throw e;
        }
    }

    /** A URL and a folder are replicas, and what ends so is a file of one. */
    private static boolean canBeDatabase(String argument) {
        try {
            return !argument.contains("://")
                    && !argument.endsWith(".ltx")
                    && !argument.isEmpty()
                    && !Files.isDirectory(Path.of(argument));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Opens what the arguments stand for: the replicas of a database, behind its local state, or the replicas themselves. */
    ReplicaStore open(CommandSpec command, List<String> arguments) throws IOException {
        Optional<ConfiguredDatabase> database = database(command, arguments);
        return database.isPresent() ? Sources.open(command, database.get()) : Sources.open(command, arguments);
    }

    /** Whether arguments stand for a replica, and not for files. */
    boolean isReplica(CommandSpec command, List<String> arguments) throws IOException {
        return database(command, arguments).isPresent() || Sources.isReplica(command, arguments);
    }

    /** Whether a database that exists is asked for. */
    static boolean exists(ConfiguredDatabase database) {
        return Files.exists(database.path());
    }
}
