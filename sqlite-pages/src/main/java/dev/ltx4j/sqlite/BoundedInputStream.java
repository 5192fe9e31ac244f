package dev.ltx4j.sqlite;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The first bytes of a stream. */
final class BoundedInputStream extends FilterInputStream {
    private long left;

    BoundedInputStream(InputStream in, long byteCount) {
        super(in);
        left = byteCount;
    }

    @Override
    public int read() throws IOException {
        int value = left > 0 ? in.read() : -1;
        if (value >= 0) {
            left--;
        }
        return value;
    }

    @Override
    public int read(byte[] array, int arrayOffset, int byteCount) throws IOException {
        if (left <= 0 && byteCount > 0) {
            return -1;
        }
        int count = in.read(array, arrayOffset, (int) Math.min(byteCount, left));
        left -= Math.max(count, 0);
        return count;
    }

    @Override
    public long skip(long byteCount) throws IOException {
        long skipped = in.skip(Math.min(byteCount, left));
        left -= skipped;
        return skipped;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(in.available(), left);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
