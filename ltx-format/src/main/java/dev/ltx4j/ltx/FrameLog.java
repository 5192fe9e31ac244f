package dev.ltx4j.ltx;

import java.util.ArrayList;
import java.util.List;

/**
 * The frames that a writer has passed, for the page index that comes behind them. Two varints each, the distance from the
 * page before and the size; offsets follow from the sizes. That is 3 to 4 bytes for a page, a tenth of a percent of a
 * 4 KiB page, and the only thing of a writer that grows with its file.
 */
final class FrameLog {
    private static final int CHUNK_BYTES = 8 * 1024;

    private final List<byte[]> chunks = new ArrayList<>();
    private byte[] chunk = {};
    private int at;
    private long lastPage;
    private long count;

    void add(long pageNumber, int frameBytes) {
        if (chunk.length - at < 2 * LtxFormat.MAX_VARINT_BYTES) {
            chunk = new byte[CHUNK_BYTES];
            chunks.add(chunk);
            at = 0;
        }
        at = Varint.put(chunk, at, pageNumber - lastPage);
        at = Varint.put(chunk, at, frameBytes);
        lastPage = pageNumber;
        count++;
    }

    long count() {
        return count;
    }

    Cursor cursor() {
        return new Cursor();
    }

    /** Goes over the frames in order; changes to the next chunk under the condition that {@link #add} does. */
    final class Cursor {
        private int nextChunk;
        private byte[] array = {};
        private int position;
        private long remaining = count;
        private long pageNumber;
        private long frameBytes;

        boolean next() {
            if (remaining == 0) {
                return false;
            }
            remaining--;
            if (array.length - position < 2 * LtxFormat.MAX_VARINT_BYTES) {
                array = chunks.get(nextChunk++);
                position = 0;
            }
            pageNumber += read();
            frameBytes = read();
            return true;
        }

        long pageNumber() {
            return pageNumber;
        }

        long frameBytes() {
            return frameBytes;
        }

        private long read() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = array[position++];
                value |= (next & 0x7FL) << shift;
                if (next >= 0) {
                    return value;
                }
            }
        }
    }
}
