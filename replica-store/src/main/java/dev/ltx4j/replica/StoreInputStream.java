package dev.ltx4j.replica;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.function.LongConsumer;

/**
 * A file of a store from front to end. It has no buffer of its own: readers that take large pieces, as those of this
 * project do, need none. Stops with an {@link InterruptedIOException} when the reading thread is interrupted.
 */
public final class StoreInputStream extends InputStream {
    private final StoreReader reader;
    private final LongConsumer progress;
    private long fileOffset;

    /**
     * Reads an open file from its first byte.
     *
     * @param reader is closed with the stream
     * @param progress is told how many bytes each read brought, by the thread that reads
     */
    public StoreInputStream(StoreReader reader, LongConsumer progress) {
        this.reader = reader;
        this.progress = progress;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] array, int arrayOffset, int byteCount) throws IOException {
        Objects.checkFromIndexSize(arrayOffset, byteCount, array.length);
        if (byteCount == 0) {
            return 0;
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
        int read = reader.read(fileOffset, array, arrayOffset, byteCount);
        if (read > 0) {
            fileOffset += read;
            progress.accept(read);
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
