package dev.ltx4j.tool;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The value of {@code -timestamp}.
 *
 * @param instant the moment, or empty for {@code latest}
 */
record Moment(Optional<Instant> instant) {
    private static final String LATEST = "latest";
    private static final int NANO_DIGITS = 9;
    private static final Pattern RFC_3339 = Pattern.compile("(\\d{4})-(\\d\\d)-(\\d\\d)[Tt](\\d\\d):(\\d\\d):(\\d\\d)"
            + "(?:\\.(?<fraction>\\d+))?(?<offset>[Zz]|[+-]\\d\\d:\\d\\d)");
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** RFC 3339 in UTC, to the millisecond. */
    static String format(Instant instant) {
        return MILLIS.format(instant);
    }

    /** Any offset and any number of fraction digits, or {@code latest}. */
    static final class Converter implements ITypeConverter<Moment> {
        @Override
        public Moment convert(String text) {
            if (text.equals(LATEST)) {
                return new Moment(Optional.empty());
            }
            Matcher matcher = RFC_3339.matcher(text);
            try {
                if (matcher.matches()) {
                    return new Moment(Optional.of(read(matcher)));
                }
            } catch (DateTimeException e) {
                throw malformed(text, String.valueOf(e.getMessage()));
            }
            if (RFC_3339.matcher(text + "Z").matches()) {
                throw malformed(text, "the offset is missing: add Z for UTC, or one such as +02:00");
            }
            throw malformed(text, "RFC 3339, such as 2026-11-23T14:30:00Z, or latest");
        }

        private static Instant read(Matcher matcher) {
            String fraction = matcher.group("fraction");
            String nanos = ((fraction == null ? "" : fraction) + "0".repeat(NANO_DIGITS)).substring(0, NANO_DIGITS);
            String offset = matcher.group("offset");
            return LocalDateTime.of(
                            number(matcher, 1),
                            number(matcher, 2),
                            number(matcher, 3),
                            number(matcher, 4),
                            number(matcher, 5),
                            number(matcher, 6),
                            Integer.parseInt(nanos))
                    .toInstant(ZoneOffset.of(offset.equals("z") ? "Z" : offset));
        }

        private static int number(Matcher matcher, int group) {
            return Integer.parseInt(matcher.group(group));
        }

        private static TypeConversionException malformed(String text, String why) {
            return new TypeConversionException("not a timestamp: \"" + text + "\" (" + why + ")");
        }
    }
}
