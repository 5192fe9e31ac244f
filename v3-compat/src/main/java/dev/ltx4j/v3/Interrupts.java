package dev.ltx4j.v3;

import java.io.InterruptedIOException;

/** How long work stops: the thread is interrupted, and notices it between two buffers. */
final class Interrupts {
    private Interrupts() {}

    /** @throws InterruptedIOException if the thread was interrupted; it stays marked, as file channels leave it */
    static void check() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted();
        }
    }

    static InterruptedIOException interrupted() {
        return new InterruptedIOException("interrupted");
    }
}
