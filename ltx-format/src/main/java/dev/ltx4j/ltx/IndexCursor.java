package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;

/**
 * Goes over entries of a page index that stand in an array, and checks what can be told without the frames: pages ascend,
 * each frame stands behind the one before, and none is larger than a frame can be.
 */
final class IndexCursor {
    private final String file;
    private byte[] array = {};
    private int at;
    private int limit;
    private long arrayFileOffset;
    private long pageNumber;
    private long frameOffset = LtxFormat.HEADER_BYTES;
    private int frameBytes;

    IndexCursor(String file) {
        this.file = file;
    }

    /** Goes on in other bytes, which follow where {@link #fileOffset} is. */
    void continueIn(byte[] bytes, int arrayOffset, int arrayLimit, long fileOffset) {
        array = bytes;
        at = arrayOffset;
        limit = arrayLimit;
        arrayFileOffset = fileOffset - arrayOffset;
    }

    /** Goes on behind an entry that was passed before: its page, and where the next frame starts. */
    void continueBehind(long passedPageNumber, long nextFrameOffset) {
        pageNumber = passedPageNumber;
        frameOffset = nextFrameOffset;
        frameBytes = 0;
    }

    /** Where the next entry starts. */
    long fileOffset() {
        return arrayFileOffset + at;
    }

    /** How many bytes are left in the array. */
    int remaining() {
        return limit - at;
    }

    long pageNumber() {
        return pageNumber;
    }

    /** Where the entry's frame starts. */
    long frameOffset() {
        return frameOffset;
    }

    /** The size of the entry's frame, its header included. */
    int frameBytes() {
        return frameBytes;
    }

    /** Where the frame behind the entry's starts, or the end mark. */
    long nextFrameOffset() {
        return frameOffset + frameBytes;
    }

    /**
     * Goes to the next entry.
     *
     * @return false if it is the 0 that ends the index
     */
    boolean next() throws MalformedFileException {
        long entryOffset = fileOffset();
        long nextPage = readVarint();
        if (nextPage == 0) {
            return false;
        }
        if (nextPage <= pageNumber || nextPage > LtxFormat.MAX_COMMIT) {
            throw malformed(
                    entryOffset,
                    FileFormatException.NO_PAGE,
                    "page index is not in order: page " + Long.toUnsignedString(nextPage) + " follows page "
                            + pageNumber);
        }
        long expectedOffset = nextFrameOffset();
        long storedOffset = readVarint();
        if (storedOffset != expectedOffset) {
            throw malformed(
                    entryOffset,
                    nextPage,
                    "page index says that the frame stands at byte " + Long.toUnsignedString(storedOffset) + ", not "
                            + expectedOffset);
        }
        long size = readVarint();
        if (size <= LtxFormat.FRAME_HEADER_BYTES || size > LtxFormat.MAX_FRAME_BYTES) {
            throw malformed(
                    entryOffset, nextPage, "page index gives a frame of " + Long.toUnsignedString(size) + " bytes");
        }
        pageNumber = nextPage;
        frameOffset = storedOffset;
        frameBytes = (int) size;
        return true;
    }

    private long readVarint() throws MalformedFileException {
        long start = fileOffset();
        long value = 0;
        for (int i = 0; i < LtxFormat.MAX_VARINT_BYTES; i++) {
            if (at == limit) {
                throw malformed(start, FileFormatException.NO_PAGE, "page index ends inside an entry");
            }
            int next = array[at++] & 0xFF;
            if (i == LtxFormat.MAX_VARINT_BYTES - 1 && next > 1) {
                break;
            }
            value |= (next & 0x7FL) << (7 * i);
            if (next < 0x80) {
                if (next == 0 && i > 0) {
                    throw malformed(
                            start,
                            FileFormatException.NO_PAGE,
                            "varint in the page index is longer than it needs to be");
                }
                return value;
            }
        }
        throw malformed(start, FileFormatException.NO_PAGE, "varint in the page index has more than 64 bits");
    }

    private MalformedFileException malformed(long fileOffset, long page, String detail) {
        return new MalformedFileException(file, fileOffset, page, detail);
    }
}
