package dev.ltx4j.restore;

import java.io.OutputStream;

/** Interrupts the thread in its third write, and counts what is written after that. */
final class InterruptingOutput extends OutputStream {
    private int writes;
    private long bytesSince;

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] array, int arrayOffset, int byteCount) {
        if (++writes == 3) {
            Thread.currentThread().interrupt();
        } else if (writes > 3) {
            bytesSince += byteCount;
        }
    }

    long bytesSince() {
        return bytesSince;
    }
}
