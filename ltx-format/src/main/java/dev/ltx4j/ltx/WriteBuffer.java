package dev.ltx4j.ltx;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** The end of the file that is being written: what has not gone to the stream yet. */
final class WriteBuffer {
    private static final int BYTES = 64 * 1024;

    private final OutputStream out;
    private final ByteBuffer view;

    /** What is to be written next; from {@link #at} on it is free. */
    final byte[] array;

    int at;
    private long arrayFileOffset;
    private boolean failed;

    /** @param mostBytes the most that {@link #makeRoom} will be asked for */
    WriteBuffer(OutputStream out, int mostBytes) {
        this.out = out;
        array = new byte[Math.max(BYTES, mostBytes)];
        view = ByteBuffer.wrap(array);
    }

    /** Where the next byte stands in the file. */
    long fileOffset() {
        return arrayFileOffset + at;
    }

    /** Whether a write to the stream went wrong, so that nobody knows where the stream stands. */
    boolean hasFailed() {
        return failed;
    }

    void makeRoom(int byteCount) throws IOException {
        if (array.length - at < byteCount) {
            flush();
        }
    }

    void flush() throws IOException {
        failed = true;
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while writing");
        }
        out.write(array, 0, at);
        failed = false;
        arrayFileOffset += at;
        at = 0;
    }

    void putLong(long value) {
        view.putLong(at, value);
        at += Long.BYTES;
    }

    /** Writes a frame's header at {@code at}, with a size field for a block; the payload stands behind it already. */
    void setFrameHeader(long pageNumber, boolean block, int payloadBytes) {
        view.putInt(at + LtxFormat.FRAME_PAGE_NUMBER, (int) pageNumber);
        view.putShort(at + LtxFormat.FRAME_FLAGS, (short) (block ? LtxFormat.FRAME_FLAG_BLOCK : 0));
        if (block) {
            view.putInt(at + LtxFormat.FRAME_HEADER_BYTES, payloadBytes);
        }
    }
}
