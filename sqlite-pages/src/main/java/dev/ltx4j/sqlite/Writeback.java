package dev.ltx4j.sqlite;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;

/**
 * Has a thread force to the disk what others have written, while they go on writing: so there is little left to do for the
 * force that counts, at the end. That thread mostly waits for the disk. Threads that write say so and say when they end.
 */
final class Writeback {
    /** Less is not worth a call. */
    private static final long LEAST_BYTES = 1 << 24;

    // Guarded by this object.
    private long notForced;
    private int writers;
    private boolean over;

    /** A thread starts to write. */
    synchronized void begin() {
        writers++;
    }

    /** So much has been written. */
    synchronized void written(long byteCount) {
        notForced += byteCount;
        notifyAll();
    }

    /** A thread writes no more; it may have failed. The last one ends the forcing. */
    synchronized void end() {
        writers--;
        over |= writers == 0;
        notifyAll();
    }

    /** Forces until all others have ended. */
    void force(FileChannel target) throws IOException {
        while (awaitBytes()) {
            target.force(false);
        }
    }

    private synchronized boolean awaitBytes() throws InterruptedIOException {
        try {
            while (!over && notForced < LEAST_BYTES) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        notForced = 0;
        return !over;
    }
}
