package dev.ltx4j.tool;

import dev.ltx4j.config.Shard;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** Whether a command is for many databases, and for which of them. */
final class FleetOptions {
    private static final String ALL = "--all";

    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = ALL,
            description =
                    "Takes all databases of a configuration ('-config PATH', or Litestream's default file), or all"
                            + " replicas below the folder or s3://BUCKET/PREFIX that is given. One that fails does not stop the"
                            + " others. With --json: a line for each database as it is done, and one for all of them.")
    private boolean all;

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            converter = ToShard.class,
            description = "Takes only one of N shares of the databases, with '--all': 0/N to (N-1)/N, as in"
                    + " '--shard $JOB_COMPLETION_INDEX/8'. Which share a database is in depends on its path or key alone;"
                    + " 'ltx-tool report' merges the JSON lines of all shares.")
    private @Nullable Shard shard;

    /** Whether it is for many databases. */
    boolean all() {
        return all;
    }

    Shard shard() {
        return shard == null ? Shard.WHOLE : shard;
    }

    /**
     * Refuses what goes with many databases only, and no argument at all.
     *
     * @param label what the command calls its arguments
     */
    void checkForOne(List<String> arguments, String label) {
        if (arguments.isEmpty()) {
            throw usage("missing required parameter: '" + label + "'");
        }
        if (shard != null) {
            throw usage("'--shard' goes with '--all'");
        }
    }

    /** The databases that the arguments of a command stand for, whatever their share. */
    Fleet fleet(ConfigOptions config, List<String> arguments) throws IOException {
        CommandSpec spec = Objects.requireNonNull(command);
        if (arguments.isEmpty()) {
            return Fleet.of(spec, config.read());
        }
        if (config.isGiven()) {
            throw usage("'--all' with '-config' takes all databases of the file; leave out '" + arguments.get(0) + "'");
        }
        if (arguments.size() > 1) {
            throw usage("give one folder or s3://BUCKET/PREFIX with '--all'");
        }
        return Fleet.below(spec, arguments.get(0));
    }

    /** Whether arguments that could not be parsed are for many databases. */
    static boolean askForAll(String... args) {
        return Arrays.asList(args).contains(ALL);
    }

    private ParameterException usage(String message) {
        return new ParameterException(Objects.requireNonNull(command).commandLine(), message);
    }

    private static final class ToShard implements ITypeConverter<Shard> {
        @Override
        public Shard convert(String text) {
            try {
                return Shard.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
