package dev.ltx4j.replica;

import java.io.Closeable;
import java.io.IOException;

/** An open file of a store. Safe for use by several threads. */
@Experimental
public interface StoreReader extends Closeable {
    /** {@return the size of the file when it was opened, in bytes} */
    long size();

    /**
     * Reads bytes from a place of the file.
     *
     * @param fileOffset the first byte to read, from 0
     * @param array where the bytes go
     * @param arrayOffset where in the array the first goes
     * @param byteCount how many are wanted, at least 1
     * @return how many were read, at least 1; or -1 if the file ends at or before {@code fileOffset}
     * @throws IOException if they cannot be read
     */
    int read(long fileOffset, byte[] array, int arrayOffset, int byteCount) throws IOException;
}
