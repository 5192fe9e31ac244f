package dev.ltx4j.lz4;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The stored bytes of a frame, taken from a stream: exactly as many as asked for, so nothing behind the frame is read.
 * The buffer grows with what has really come: a size that is only claimed costs nothing.
 */
final class FrameSource {
    private static final int FIRST_BUFFER_SIZE = 16 * 1024;

    /** What it grows by at once, so that the arrays before the last one take little beside it. */
    private static final int GROWTH = 4;

    private static final int ROUNDING = 256 * 1024;

    private InputStream in = InputStream.nullInputStream();
    private byte[] buffer = new byte[FIRST_BUFFER_SIZE];
    private long inputOffset;

    /** Goes on to another stream, at the start of a frame. */
    void begin(InputStream frame) {
        in = frame;
        inputOffset = 0;
    }

    /** Reads so many bytes to the buffer, from the given index on. */
    void fill(int arrayOffset, int byteCount) throws IOException {
        int at = arrayOffset;
        int end = arrayOffset + byteCount;
        while (at < end) {
            if (at == buffer.length) {
                buffer = Arrays.copyOf(buffer, largerSize(end));
            }
            int wanted = Math.min(end, buffer.length) - at;
            int got = in.readNBytes(buffer, at, wanted);
            at += got;
            inputOffset += got;
            if (got < wanted) {
                throw Lz4Exception.malformed(inputOffset, "frame ends too early");
            }
        }
    }

    /** Not exactly as much as is needed: the next block may be a little longer than the longest so far. */
    private int largerSize(int needed) {
        int rounded = (needed + ROUNDING - 1) / ROUNDING * ROUNDING;
        return Math.min(rounded, GROWTH * buffer.length);
    }

    /** What was filled last. The array is another one after the next {@link #fill}. */
    byte[] buffer() {
        return buffer;
    }

    /** How many bytes were read from the stream. */
    long inputOffset() {
        return inputOffset;
    }

    boolean hasMore() throws IOException {
        if (in.read() < 0) {
            return false;
        }
        inputOffset++;
        return true;
    }
}
