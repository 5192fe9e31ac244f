package dev.ltx4j.replica.s3;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before a request is made again, and how often. It counts failures in a row only: a byte that arrives
 * starts the count anew, so a restore that takes hours does not use it up.
 *
 * @param attempts how many failures in a row are enough
 * @param first the longest first pause
 * @param longest the longest of all
 */
record Backoff(int attempts, Duration first, Duration longest) {
    /** About a minute and a half. */
    static final Backoff DEFAULT = new Backoff(12, Duration.ofMillis(100), Duration.ofSeconds(20));

    /**
     * A pause after so many failures in a row: twice as long each time, and somewhere in its upper half, so that clients
     * spread.
     *
     * @param asked how long the store asks to wait; not believed beyond the longest pause
     */
    Duration pauseAfter(int failures, Duration asked) {
        long most = longest.toNanos();
        long base = first.toNanos();
        for (int i = 1; i < failures && base < most; i++) {
            base *= 2;
        }
        // What all clients are asked for they would all wait alike; so it is in the lower half of the pause.
        base = Math.min(Math.max(base, 2 * Math.min(most, asked.toNanos())), most);
        return Duration.ofNanos(base / 2 + ThreadLocalRandom.current().nextLong(base / 2 + 1));
    }
}
