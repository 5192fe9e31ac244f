package dev.ltx4j.restore.interop;

import static org.assertj.core.api.Assertions.fail;

import java.util.concurrent.TimeUnit;

/** Waits for what another program does. */
final class Waiting {
    private static final int POLL_MILLIS = 50;

    private Waiting() {}

    /** Something that becomes true. */
    interface Condition {
        boolean holds() throws Exception;
    }

    /** Looks again and again, and fails if it takes too long. */
    static void until(String what, int maxSeconds, Condition condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(maxSeconds)) {
                fail("waited " + maxSeconds + " s in vain until " + what);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }
}
