package dev.ltx4j.replica;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** Reads a file through positional reads, which need no lock between threads. An interrupt of a reader closes it. */
final class FolderFileReader implements StoreReader {
    /** The platform copies through a buffer outside of the heap as large as the read, and keeps it for the thread. */
    private static final int MAX_BYTES_A_READ = 1 << 18;

    private final FileChannel channel;
    private final String location;
    private final long size;

    private FolderFileReader(FileChannel channel, String location, long size) {
        this.channel = channel;
        this.location = location;
        this.size = size;
    }

    /** Takes the channel over, and closes it when its size cannot be told. */
    static FolderFileReader of(FileChannel channel, String location) throws IOException {
        try {
            return new FolderFileReader(channel, location, channel.size());
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static InterruptedIOException interrupted(ClosedByInterruptException cause) {
        InterruptedIOException interrupted = new InterruptedIOException("interrupted");
        interrupted.initCause(cause);
        return interrupted;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(long fileOffset, byte[] array, int arrayOffset, int byteCount) throws IOException {
        Objects.checkFromIndexSize(arrayOffset, byteCount, array.length);
        if (fileOffset < 0 || byteCount < 1) {
            throw new IllegalArgumentException("a read of " + byteCount + " bytes at byte " + fileOffset);
        }
        if (fileOffset >= size) {
            return -1;
        }
        // What is appended after the file was opened is not part of it.
        int wanted = (int) Math.min(Math.min(byteCount, MAX_BYTES_A_READ), size - fileOffset);
        try {
            return channel.read(ByteBuffer.wrap(array, arrayOffset, wanted), fileOffset);
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(location + ": cannot be read at byte " + fileOffset + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
