package dev.ltx4j.tool;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what is read of several files. */
final class FileProgress {
    private final ProgressDisplay display;
    private final long bytesTotal;
    private long bytesDone;

    FileProgress(ProgressDisplay display, long bytesTotal) {
        this.display = display;
        this.bytesTotal = bytesTotal;
    }

    /** The same stream, counted. */
    InputStream of(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int value = in.read();
                add(value < 0 ? 0 : 1);
                return value;
            }

            @Override
            public int read(byte[] array, int arrayOffset, int byteCount) throws IOException {
                int count = in.read(array, arrayOffset, byteCount);
                add(Math.max(count, 0));
                return count;
            }
        };
    }

    private synchronized void add(int byteCount) {
        bytesDone += byteCount;
        display.update(bytesDone, bytesTotal);
    }
}
