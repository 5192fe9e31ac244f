package dev.ltx4j.replica.s3;

import java.util.OptionalLong;

/** Lets so many bytes a second pass, all threads together. */
final class RateLimit {
    private static final long NANOS = 1_000_000_000;

    private final OptionalLong bytesPerSecond;
    private long nextFree = System.nanoTime();

    RateLimit(OptionalLong bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Waits until bytes that have come are paid for. */
    void passed(int byteCount) throws InterruptedException {
        if (bytesPerSecond.isEmpty()) {
            return;
        }
        long wait;
        synchronized (this) {
            long now = System.nanoTime();
            nextFree = Math.max(now, nextFree) + (long) ((double) byteCount * NANOS / bytesPerSecond.getAsLong());
            wait = nextFree - now;
        }
        Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
    }

    /** How much to read at once, so that no wait is longer than a moment. */
    int chunk(int wanted) {
        if (bytesPerSecond.isEmpty()) {
            return wanted;
        }
        return (int) Math.max(1, Math.min(wanted, bytesPerSecond.getAsLong() / 10));
    }
}
