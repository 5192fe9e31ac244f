package dev.ltx4j.v3;

import dev.ltx4j.replica.StoreReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A file of a store from front to end, buffered. */
final class StoreInputStream extends InputStream {
    private static final int BUFFER_BYTES = 1 << 16;

    private final StoreReader reader;
    private final ReadProgress progress;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private long fileOffset;

    /** @param reader is closed with the stream */
    StoreInputStream(StoreReader reader, ReadProgress progress) {
        this.reader = reader;
        this.progress = progress;
    }

    @Override
    public int read() throws IOException {
        return fill() ? Byte.toUnsignedInt(buffer[position++]) : -1;
    }

    @Override
    public int read(byte[] array, int arrayOffset, int byteCount) throws IOException {
        Objects.checkFromIndexSize(arrayOffset, byteCount, array.length);
        if (byteCount == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int copied = Math.min(byteCount, limit - position);
        System.arraycopy(buffer, position, array, arrayOffset, copied);
        position += copied;
        return copied;
    }

    /** Whether there are unread bytes in the buffer, after reading some if there were none. */
    private boolean fill() throws IOException {
        if (position < limit) {
            return true;
        }
        Interrupts.check();
        int read = reader.read(fileOffset, buffer, 0, buffer.length);
        position = 0;
        limit = Math.max(0, read);
        if (limit == 0) {
            return false;
        }
        fileOffset += limit;
        progress.read(limit);
        return true;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
