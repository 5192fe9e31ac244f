package dev.ltx4j.sqlite;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;

/**
 * A file that is changed step by step, each of which an interrupt does not disturb: a channel would be closed by it, and
 * the work half-done. Tests stop at each step. Safe for use by several threads.
 */
class WritableFile implements Closeable {
    private final RandomAccessFile file;

    WritableFile(RandomAccessFile file) {
        this.file = file;
    }

    synchronized long byteCount() throws IOException {
        return file.length();
    }

    /** Reads until so many bytes are there or the file ends; how many it has. */
    synchronized int read(long fileOffset, byte[] array, int arrayOffset, int byteCount) throws IOException {
        file.seek(fileOffset);
        int done = 0;
        int count = 0;
        while (done < byteCount && count >= 0) {
            done += count;
            count = file.read(array, arrayOffset + done, byteCount - done);
        }
        return done;
    }

    synchronized void write(long fileOffset, byte[] array, int arrayOffset, int byteCount) throws IOException {
        file.seek(fileOffset);
        file.write(array, arrayOffset, byteCount);
    }

    /** Cuts the file off, or lengthens it with zeros. */
    synchronized void setByteCount(long byteCount) throws IOException {
        file.setLength(byteCount);
    }

    /** Makes what was written last through a loss of power. */
    synchronized void force() throws IOException {
        file.getFD().sync();
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
