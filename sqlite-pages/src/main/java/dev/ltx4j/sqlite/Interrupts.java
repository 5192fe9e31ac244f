package dev.ltx4j.sqlite;

import java.io.InterruptedIOException;

/** The place where long work ends early. */
final class Interrupts {
    private Interrupts() {}

    /** Ends the work if the thread was asked to; the thread stays interrupted. */
    static void check(String message) throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException(message);
        }
    }
}
