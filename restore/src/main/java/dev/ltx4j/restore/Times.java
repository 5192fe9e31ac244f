package dev.ltx4j.restore;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** How times are shown: RFC 3339, UTC, milliseconds. */
final class Times {
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private Times() {}

    static String format(Instant time) {
        return MILLIS.format(time);
    }
}
