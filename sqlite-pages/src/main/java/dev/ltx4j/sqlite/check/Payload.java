package dev.ltx4j.sqlite.check;

import dev.ltx4j.sqlite.internal.BigEndian;
import java.io.IOException;

/**
 * The record of the cell that a page is at. What is in the page is looked at in place; only if more is wanted, it is put
 * together from the overflow pages, up to a limit.
 */
final class Payload {
    /** The most that is put together; what is longer is not judged. */
    static final int MAX_BYTES = 1 << 24;

    private final CheckContext check;
    private final byte[] overflow;
    private final int overflowBytes;
    private byte[] assembled = new byte[0];
    private int assembledBytes;
    private TreePage page;

    byte[] bytes = assembled;
    int arrayOffset;
    int available;

    Payload(CheckContext check, TreePage page) {
        this.check = check;
        this.page = page;
        this.overflow = check.newPage();
        this.overflowBytes = check.header().usableBytes() - Integer.BYTES;
    }

    /** Goes to the cell that the page is at. */
    void open(TreePage newPage) {
        page = newPage;
        assembledBytes = 0;
        bytes = newPage.bytes;
        arrayOffset = newPage.localOffset;
        available = newPage.localBytes;
    }

    /** The record's length in bytes, which may be more than there are. */
    long byteCount() {
        return page.payloadBytes;
    }

    /**
     * Makes the first bytes of the record stand one behind the other.
     *
     * @return false if the record is shorter, its overflow chain broken, or they are too many
     */
    boolean fetch(long byteCount) throws IOException {
        if (byteCount <= available) {
            return true;
        }
        if (byteCount > page.payloadBytes || byteCount > MAX_BYTES) {
            return false;
        }
        return assemble((int) byteCount);
    }

    private boolean assemble(int byteCount) throws IOException {
        if (assembled.length < byteCount) {
            assembled = new byte[Math.max(byteCount, Math.min(2 * assembled.length, MAX_BYTES))];
        }
        System.arraycopy(page.bytes, page.localOffset, assembled, 0, page.localBytes);
        assembledBytes = page.localBytes;
        long next = page.overflowPage;
        while (assembledBytes < byteCount) {
            if (next < 1 || next > check.pageCount() || !check.readQuietly(next, overflow)) {
                return false;
            }
            int count = Math.min(overflowBytes, byteCount - assembledBytes);
            System.arraycopy(overflow, Integer.BYTES, assembled, assembledBytes, count);
            assembledBytes += count;
            next = BigEndian.u32(overflow, 0);
        }
        bytes = assembled;
        arrayOffset = 0;
        available = assembledBytes;
        return true;
    }

    /** Whether the bytes are a copy that the next record is put into. */
    boolean isAssembled() {
        return bytes == assembled;
    }
}
