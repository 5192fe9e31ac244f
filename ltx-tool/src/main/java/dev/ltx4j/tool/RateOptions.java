package dev.ltx4j.tool;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How fast to fetch from a store that is far away. */
final class RateOptions {
    /** The field name by which commands mix this in. */
    static final String MIXIN = "rateOptions";

    private static final int KILO = 10;

    @Option(
            names = {"--limit-rate"},
            paramLabel = "BYTES",
            converter = ToRate.class,
            description = "Fetches at most so many bytes a second from S3: a number, or one with K, M or G.")
    private @Nullable Long bytesPerSecond;

    /** The limit that a command was given, if it has the option. */
    static OptionalLong of(CommandSpec command) {
        CommandSpec mixin = command.mixins().get(MIXIN);
        Long value = mixin != null && mixin.userObject() instanceof RateOptions options ? options.bytesPerSecond : null;
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** A number of bytes, with K, M or G for powers of 1024. */
    static final class ToRate implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            if (!text.matches("[1-9][0-9]{0,8}[KMGkmg]?")) {
                throw new TypeConversionException("not a number of bytes such as 500K or 10M: \"" + text + "\"");
            }
            int unit = "KMG".indexOf(Character.toUpperCase(text.charAt(text.length() - 1))) + 1;
            String digits = unit > 0 ? text.substring(0, text.length() - 1) : text;
            return Long.parseLong(digits) << (unit * KILO);
        }
    }
}
