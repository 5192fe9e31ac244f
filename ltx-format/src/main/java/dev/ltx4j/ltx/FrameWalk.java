package dev.ltx4j.ltx;

import dev.ltx4j.lz4.Lz4Exception;
import dev.ltx4j.lz4.Lz4Frame;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Follows the frames of a file that may end or break anywhere, from the first one on, by their own headers. Ends quietly
 * at the first that makes no sense: page numbers that do not ascend, unknown flags, sizes that no page needs.
 */
final class FrameWalk {
    private static final int BLOCK_HEADER_BYTES = LtxFormat.FRAME_HEADER_BYTES + LtxFormat.FRAME_SIZE_FIELD_BYTES;

    private final LtxInput in;
    private final long byteCount;
    private final LtxHeader header;
    private final byte[] bytes;
    private long pageNumber;
    private long frameOffset = LtxFormat.HEADER_BYTES;
    private int frameBytes;

    FrameWalk(LtxInput in, long byteCount, LtxHeader header) {
        this.in = in;
        this.byteCount = byteCount;
        this.header = header;
        this.bytes = new byte[LtxFormat.FRAME_HEADER_BYTES + LtxFormat.maxLz4FrameBytes(header.pageSize())];
    }

    long pageNumber() {
        return pageNumber;
    }

    long frameOffset() {
        return frameOffset;
    }

    int frameBytes() {
        return frameBytes;
    }

    /** Goes to the next frame. Whether all of it is there is not known. */
    boolean next() throws IOException {
        long nextOffset = frameOffset + frameBytes;
        int available = read(nextOffset, BLOCK_HEADER_BYTES);
        if (available < BLOCK_HEADER_BYTES) {
            return false;
        }
        ByteBuffer view = ByteBuffer.wrap(bytes);
        long nextPage = Integer.toUnsignedLong(view.getInt(LtxFormat.FRAME_PAGE_NUMBER));
        int flags = Short.toUnsignedInt(view.getShort(LtxFormat.FRAME_FLAGS));
        if ((flags & ~LtxFormat.FRAME_FLAG_BLOCK) != 0 || !canFollow(nextPage)) {
            return false;
        }
        long length = (flags & LtxFormat.FRAME_FLAG_BLOCK) != 0
                ? blockFrameBytes(Integer.toUnsignedLong(view.getInt(LtxFormat.FRAME_HEADER_BYTES)))
                : lz4FrameBytes(nextOffset);
        if (length == 0) {
            return false;
        }
        pageNumber = nextPage;
        frameOffset = nextOffset;
        frameBytes = (int) length;
        return true;
    }

    private boolean canFollow(long nextPage) {
        long lockPage = header.pageSize().lockPage();
        long following = pageNumber + 1 == lockPage ? pageNumber + 2 : pageNumber + 1;
        return header.isSnapshot()
                ? nextPage == following && nextPage <= header.commit()
                : nextPage >= following && nextPage <= header.commit() && nextPage != lockPage;
    }

    private long blockFrameBytes(long size) {
        return size < 1 || size > LtxFormat.maxBlockBytes(header.pageSize()) ? 0 : BLOCK_HEADER_BYTES + size;
    }

    private long lz4FrameBytes(long offset) throws IOException {
        int available = read(offset, bytes.length) - LtxFormat.FRAME_HEADER_BYTES;
        try {
            int length = Lz4Frame.frameLength(
                    bytes, LtxFormat.FRAME_HEADER_BYTES, available, LtxFormat.maxLz4FrameBytes(header.pageSize()));
            return length <= 0 ? 0 : LtxFormat.FRAME_HEADER_BYTES + length;
        } catch (Lz4Exception e) {
            return 0;
        }
    }

    private int read(long offset, int wanted) throws IOException {
        int count = (int) Math.min(wanted, byteCount - offset);
        return count <= 0 ? 0 : Math.max(0, in.readAt(offset, bytes, 0, count));
    }
}
