package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.Experimental;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file that can be read at any place: a local file, an object of a store, an array. */
@FunctionalInterface
@Experimental
public interface LtxInput {
    /**
     * Reads bytes from a place of the file.
     *
     * @param fileOffset 0 or more, and within the file
     * @param array takes the bytes
     * @param arrayOffset where to put the first byte
     * @param byteCount 1 or more
     * @return how many bytes were read; fewer than asked for only where the file ends
     * @throws IOException if the file cannot be read
     */
    int readAt(long fileOffset, byte[] array, int arrayOffset, int byteCount) throws IOException;

    /**
     * {@return the bytes of a local file} The channel's position is left alone.
     *
     * @param channel open for reading; the caller closes it
     */
    static LtxInput of(FileChannel channel) {
        return (fileOffset, array, arrayOffset, byteCount) -> {
            ByteBuffer bytes = ByteBuffer.wrap(array, arrayOffset, byteCount);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, fileOffset + bytes.position() - arrayOffset) < 0) {
                    break;
                }
            }
            return bytes.position() - arrayOffset;
        };
    }
}
