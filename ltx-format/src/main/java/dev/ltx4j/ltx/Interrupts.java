package dev.ltx4j.ltx;

import java.io.InterruptedIOException;

/** Looks whether the calling thread is to stop; called once a page or so, it costs nothing that can be measured. */
final class Interrupts {
    private Interrupts() {}

    /** @param file what is being worked on, for the message */
    static void check(String file) throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while reading " + file);
        }
    }
}
