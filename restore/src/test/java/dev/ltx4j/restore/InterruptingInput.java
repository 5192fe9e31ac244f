package dev.ltx4j.restore;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Interrupts the thread that made it in its third read, and counts what is read after that. */
final class InterruptingInput extends FilterInputStream {
    private static final int MOST_BYTES = 64 * 1024;

    private final Thread thread = Thread.currentThread();
    private int reads;
    private long bytesSince;

    InterruptingInput(InputStream in) {
        super(in);
    }

    @Override
    public synchronized int read(byte[] array, int arrayOffset, int byteCount) throws IOException {
        if (++reads == 3) {
            thread.interrupt();
        }
        // A file's channel would be closed by that. Here nobody is told who does not ask.
        int read = super.read(array, arrayOffset, Math.min(byteCount, MOST_BYTES));
        bytesSince += reads >= 3 ? read : 0;
        return read;
    }

    synchronized long bytesSince() {
        return bytesSince;
    }
}
