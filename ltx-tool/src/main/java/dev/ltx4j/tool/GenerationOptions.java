package dev.ltx4j.tool;

import dev.ltx4j.restore.RestoreTarget;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** Which state is wanted, where it can be one of a generation of Litestream 0.3 too. */
final class GenerationOptions {
    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    @Mixin
    private final TargetOptions others = new TargetOptions();

    @Option(
            names = {"-generation", "--generation"},
            paramLabel = "NAME",
            converter = ToGeneration.class,
            description = "Restores from this generation of a replica of Litestream 0.3 (16 hex digits).")
    private @Nullable String generation;

    @Option(
            names = {"-index", "--index"},
            paramLabel = "INDEX",
            converter = ToIndex.class,
            description = "Restores up to this WAL index of the generation (1 to 8 hex digits), that one included.")
    private @Nullable Long index;

    /** @throws ParameterException if the options contradict each other */
    RestoreTarget target() {
        RestoreTarget target = others.target();
        if (generation != null) {
            if (others.areGiven()) {
                throw usage("'-generation' goes with '-index' only, not with '-txid' or '-timestamp'");
            }
            return new RestoreTarget.AtGeneration(
                    generation, index == null ? OptionalLong.empty() : OptionalLong.of(index));
        }
        if (index != null) {
            throw usage("'-index' needs '-generation'");
        }
        return target;
    }

    private ParameterException usage(String message) {
        return new ParameterException(Objects.requireNonNull(command).commandLine(), message);
    }

    private static final class ToGeneration implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            if (!text.matches("[0-9a-f]{16}")) {
                throw new TypeConversionException(
                        "not a generation (16 lower-case hexadecimal digits): \"" + text + "\"");
            }
            return text;
        }
    }

    private static final class ToIndex implements ITypeConverter<Long> {
        private static final int HEX = 16;

        @Override
        public Long convert(String text) {
            if (!text.matches("[0-9a-fA-F]{1,8}")) {
                throw new TypeConversionException("not an index (1 to 8 hexadecimal digits): \"" + text + "\"");
            }
            return Long.valueOf(text, HEX);
        }
    }
}
