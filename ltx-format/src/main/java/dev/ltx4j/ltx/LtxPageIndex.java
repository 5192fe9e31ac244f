package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.MalformedFileException;
import java.io.IOException;

/**
 * Goes over the page index of a file, entry by entry, without reading any frame; {@link LtxIndexedReader#index} gives it.
 *
 * <pre>{@code
 * LtxPageIndex index = reader.index();
 * while (index.next()) {
 *     use(index.pageNumber(), index.frameOffset(), index.frameBytes());
 * }
 * }</pre>
 *
 * <p>The index is read once, in pieces of at most 1 MiB, which is the memory that it takes; what is within the file's last
 * 64 KiB is in memory already. Allocates nothing for an entry.
 *
 * <p>Not safe for several threads. Source: FORMAT.md, "Page index".
 */
public final class LtxPageIndex {
    private static final int WINDOW_BYTES = 1 << 20;

    private final FileEnds ends;
    private final long indexOffset;
    private final long end;
    private final byte[] window;
    private final IndexCursor cursor;
    private long entryOffset;
    private boolean ended;

    /**
     * @param indexOffset where the first entry stands in the file
     * @param end where the index ends and its size field starts
     */
    LtxPageIndex(FileEnds ends, long indexOffset, long end) throws IOException {
        this.ends = ends;
        this.indexOffset = indexOffset;
        this.end = end;
        this.entryOffset = indexOffset;
        long endMarkOffset = endMarkOffset();
        window = new byte[(int) Math.min(WINDOW_BYTES, end - endMarkOffset)];
        ends.read(endMarkOffset, window, window.length);
        for (int i = 0; i < LtxFormat.FRAME_HEADER_BYTES; i++) {
            if (window[i] != 0) {
                throw ends.malformed(endMarkOffset, "no end mark before the page index");
            }
        }
        cursor = new IndexCursor(ends.file());
        cursor.continueIn(window, LtxFormat.FRAME_HEADER_BYTES, window.length, indexOffset);
    }

    /**
     * Goes to the next entry. Pages ascend, and each frame starts where the one before ends.
     *
     * @return false if there is none; the index then describes all bytes between header and end mark
     * @throws MalformedFileException if the index breaks a rule
     * @throws IOException if reading fails
     */
    public boolean next() throws IOException {
        if (ended) {
            return false;
        }
        long left = end - cursor.fileOffset();
        if (cursor.remaining() < LtxFormat.MAX_INDEX_ENTRY_BYTES && cursor.remaining() < left) {
            long nextOffset = cursor.fileOffset();
            int byteCount = (int) Math.min(window.length, left);
            ends.read(nextOffset, window, byteCount);
            cursor.continueIn(window, 0, byteCount, nextOffset);
        }
        entryOffset = cursor.fileOffset();
        if (!cursor.next()) {
            requireEnd();
            ended = true;
        }
        return !ended;
    }

    private void requireEnd() throws MalformedFileException {
        if (cursor.fileOffset() != end) {
            throw ends.malformed(
                    end,
                    "page index has " + (cursor.fileOffset() - indexOffset) + " bytes, but its size field says "
                            + (end - indexOffset));
        }
        if (cursor.nextFrameOffset() != endMarkOffset()) {
            throw ends.malformed(
                    indexOffset,
                    "page index does not match the page frames: its last frame ends at byte " + cursor.nextFrameOffset()
                            + ", the end mark stands at byte " + endMarkOffset());
        }
    }

    private long endMarkOffset() {
        return indexOffset - LtxFormat.FRAME_HEADER_BYTES;
    }

    /** {@return the entry's page; 0 before the first entry} */
    public long pageNumber() {
        return cursor.pageNumber();
    }

    /** {@return where the page's frame starts in the file, in bytes} */
    public long frameOffset() {
        return cursor.frameOffset();
    }

    /** {@return the size of that frame in bytes, its header included} */
    public int frameBytes() {
        return cursor.frameBytes();
    }

    /** {@return the entry as a value} */
    public LtxIndexEntry entry() {
        return new LtxIndexEntry(pageNumber(), frameOffset(), frameBytes());
    }

    /** Where the entry stands in the file, or the 0 that ends the index. */
    long entryOffset() {
        return entryOffset;
    }
}
