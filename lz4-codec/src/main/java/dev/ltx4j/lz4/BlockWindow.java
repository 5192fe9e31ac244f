package dev.ltx4j.lz4;

import static dev.ltx4j.lz4.FrameLayout.HISTORY_SIZE;

/** The decoded bytes of the current block, and right before them those that a linked block may refer to. */
final class BlockWindow {
    private byte[] bytes = new byte[0];
    private int readOffset;
    private int end;

    /** Forgets all bytes. */
    void clear() {
        readOffset = 0;
        end = 0;
    }

    /**
     * Makes room for a block behind the bytes there are, or instead of them.
     *
     * @param byteCount the most bytes that the block may hold
     * @return how many bytes of history stand before {@link #end}
     */
    int makeRoom(int byteCount, boolean linked) {
        int history = linked ? Math.min(end, HISTORY_SIZE) : 0;
        if (!linked) {
            end = 0;
        } else if (bytes.length - end < byteCount) {
            System.arraycopy(bytes, end - history, bytes, 0, history);
            end = history;
        }
        if (bytes.length - end < byteCount) {
            // As much room as history at least, so that small blocks do not move it each time.
            byte[] larger = new byte[history + Math.max(byteCount, history)];
            System.arraycopy(bytes, 0, larger, 0, history);
            bytes = larger;
        }
        readOffset = end;
        return history;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where the next block is decoded to. */
    int end() {
        return end;
    }

    /** So many bytes have been decoded behind the {@link #end}: they are there to be read now. */
    void advance(int byteCount) {
        end += byteCount;
    }

    int unread() {
        return end - readOffset;
    }

    int read(byte[] dst, int dstOffset, int byteCount) {
        int count = Math.min(byteCount, unread());
        System.arraycopy(bytes, readOffset, dst, dstOffset, count);
        readOffset += count;
        return count;
    }
}
