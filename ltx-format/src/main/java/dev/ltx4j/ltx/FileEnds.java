package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import java.io.IOException;

/** A file that is read at its ends and at single places; its last bytes are read once and kept. */
final class FileEnds {
    /** An index of about 6,000 pages fits, and a read of so much takes no longer than one of less. */
    static final int TAIL_BYTES = 64 * 1024;

    /** Less is no LTX file: header, end mark, the 0 that ends the index, its size, trailer. */
    private static final int MIN_FILE_BYTES = LtxFormat.HEADER_BYTES
            + LtxFormat.FRAME_HEADER_BYTES
            + 1
            + LtxFormat.INDEX_SIZE_BYTES
            + LtxFormat.TRAILER_BYTES;

    private final LtxInput in;
    private final String file;
    private final long byteCount;
    private final byte[] tail;

    FileEnds(LtxInput in, long byteCount, String file) throws IOException {
        this.in = in;
        this.file = file;
        this.byteCount = byteCount;
        if (byteCount < MIN_FILE_BYTES) {
            throw malformed(Math.max(0, byteCount), "file of " + byteCount + " bytes is too short for an LTX file");
        }
        tail = new byte[(int) Math.min(byteCount, TAIL_BYTES)];
        fill(tailOffset(), tail, 0, tail.length);
    }

    String file() {
        return file;
    }

    long byteCount() {
        return byteCount;
    }

    /** Whether all bytes from an offset on are in memory. */
    boolean isInTail(long fileOffset) {
        return fileOffset >= tailOffset();
    }

    long trailerOffset() {
        return byteCount - LtxFormat.TRAILER_BYTES;
    }

    /** A big-endian number among the last bytes. */
    long tailLong(long fileOffset) {
        int at = (int) (fileOffset - tailOffset());
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = (value << 8) | (tail[at + i] & 0xFF);
        }
        return value;
    }

    /** Bytes of the file, all of which must be there. */
    void read(long fileOffset, byte[] array, int arrayBytes) throws IOException {
        if (fileOffset > byteCount - arrayBytes) {
            // Whatever pointed there was compared with the size of the file when it was read first.
            throw malformed(fileOffset, "the file changed while it was read");
        }
        if (isInTail(fileOffset)) {
            System.arraycopy(tail, (int) (fileOffset - tailOffset()), array, 0, arrayBytes);
        } else {
            fill(fileOffset, array, 0, arrayBytes);
        }
    }

    private long tailOffset() {
        return byteCount - Math.min(byteCount, TAIL_BYTES);
    }

    private void fill(long fileOffset, byte[] array, int arrayOffset, int wanted) throws IOException {
        int read = in.readAt(fileOffset, array, arrayOffset, wanted);
        if (read != wanted) {
            throw malformed(
                    fileOffset + Math.max(0, read),
                    "file ends before its " + byteCount + " bytes: it is shorter than it was said to be");
        }
    }

    MalformedFileException malformed(long fileOffset, String detail) {
        return new MalformedFileException(file, fileOffset, FileFormatException.NO_PAGE, detail);
    }
}
