package dev.ltx4j.tool;

import dev.ltx4j.sqlite.FileOwner;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Whose a database is going to be, and who may read it. */
final class AccessOptions {
    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = {"--mode"},
            paramLabel = "OCTAL",
            converter = Converters.ToMode.class,
            description = "The permissions of the database, such as 640; 600 by default.")
    private Converters.@Nullable FileMode mode;

    @Option(
            names = {"--owner"},
            paramLabel = "USER[:GROUP]",
            description = "Who the database is to belong to, by names or ids, as far as the system lets.")
    private @Nullable String owner;

    boolean areGiven() {
        return mode != null || owner != null;
    }

    Optional<Set<PosixFilePermission>> mode() {
        return Optional.ofNullable(mode).map(Converters.FileMode::permissions);
    }

    /** Looks the owner up. */
    Optional<FileOwner> owner() throws IOException {
        if (owner == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(FileOwner.parse(owner, FileSystems.getDefault()));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(),
                    "invalid value for option '--owner': " + e.getMessage(),
                    e);
        }
    }
}
