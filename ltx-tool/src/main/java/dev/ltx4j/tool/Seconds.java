package dev.ltx4j.tool;

import java.time.Duration;

/** Durations for people. */
final class Seconds {
    private static final long MILLIS_PER_TENTH = 100;

    private Seconds() {}

    /** {@code 1.5 s}. Without the JDK's formatting, which takes 10 ms of a cold start. */
    static String of(Duration duration) {
        long tenths = (duration.toMillis() + MILLIS_PER_TENTH / 2) / MILLIS_PER_TENTH;
        return tenths / 10 + "." + tenths % 10 + " s";
    }
}
