package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.Experimental;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a damaged LTX file: goes over the pages whose frames can still be found, and reads those that still
 * decompress to a page.
 *
 * <pre>{@code
 * LtxRemains remains = LtxRemains.open(in, byteCount, file);
 * while (remains.nextPage()) {
 *     remains.page().ifPresent(page -> use(remains.pageNumber(), page, remains.isProven()));
 * }
 * }</pre>
 *
 * <p>If the page index is whole, frames are found by it, so that one broken frame does not hide those behind it; else they
 * are followed from the first one on, to where one makes no sense.
 *
 * <p><b>What a page is worth.</b> The file's checksum is known not to fit, and it covers all pages together, so it says
 * nothing about one of them. A page that is stored as an LZ4 block may be wrong and still decompress. One that is stored as
 * an LZ4 frame with a checksum of its content (as Litestream wrote them up to 0.5.15) and whose number the page index
 * confirms is {@linkplain #isProven() proven}. Which transactions a page belongs to is said by the header, which has no
 * checksum of its own: hold it against the file's name.
 *
 * <p>Memory is bounded by a constant, as that of {@link LtxIndexedReader}. Not safe for several threads. Source: FORMAT.md.
 */
@Experimental
public final class LtxRemains {
    /** Of an LZ4 frame: the byte with its flags, and the flag of a checksum behind the content. */
    private static final int LZ4_FLAGS = LtxFormat.FRAME_HEADER_BYTES + 4;

    private static final int LZ4_CONTENT_CHECKSUM = 0x04;

    private final LtxInput in;
    private final long byteCount;
    private final String file;
    private final LtxHeader header;
    private final SingleFrameDecoder decoder;
    private final @Nullable LtxPageIndex index;
    private final FrameWalk walk;
    private long pageNumber;
    private long frameOffset;
    private int frameBytes;
    private boolean proven;

    private LtxRemains(LtxInput in, long byteCount, String file, LtxHeader header, @Nullable LtxPageIndex index) {
        this.in = in;
        this.byteCount = byteCount;
        this.file = file;
        this.header = header;
        this.decoder = new SingleFrameDecoder(file);
        this.index = index;
        this.walk = new FrameWalk(in, byteCount, header);
    }

    /**
     * Reads the header, and the page index if there is a whole one.
     *
     * @param in where it cannot be read, it may give fewer bytes than asked for; it is not closed
     * @param byteCount the size of the file
     * @param file its name for errors, as a person would write it
     * @return what is left of it, before the first page
     * @throws MalformedFileException if the header breaks a rule: then nothing is known of the pages
     * @throws dev.ltx4j.sqlite.UnsupportedFileException if it is of another version
     * @throws IOException if the input throws it
     */
    public static LtxRemains open(LtxInput in, long byteCount, String file) throws IOException {
        LtxHeader header = LtxIndexedReader.readHeader(in, file);
        return new LtxRemains(in, byteCount, file, header, wholeIndex(in, byteCount, file));
    }

    private static @Nullable LtxPageIndex wholeIndex(LtxInput in, long byteCount, String file) throws IOException {
        try {
            LtxIndexedReader reader = LtxIndexedReader.open(in, byteCount, file);
            reader.header();
            return reader.index();
        } catch (FileFormatException e) {
            return null;
        }
    }

    /** {@return the header, which has no checksum of its own} */
    public LtxHeader header() {
        return header;
    }

    /**
     * Goes to the next page whose frame can be found; nothing of the frame is decompressed yet. Page numbers ascend, none
     * is beyond the commit or the lock page.
     *
     * @return false if there are no more
     * @throws java.io.InterruptedIOException if the thread is interrupted
     * @throws IOException if the input throws it
     */
    public boolean nextPage() throws IOException {
        Interrupts.check(file);
        proven = false;
        return index == null ? nextByWalk() : nextByIndex(index);
    }

    private boolean nextByIndex(LtxPageIndex whole) throws IOException {
        if (!whole.next()) {
            return false;
        }
        pageNumber = whole.pageNumber();
        frameOffset = whole.frameOffset();
        frameBytes = whole.frameBytes();
        return true;
    }

    private boolean nextByWalk() throws IOException {
        if (!walk.next()) {
            return false;
        }
        pageNumber = walk.pageNumber();
        frameOffset = walk.frameOffset();
        frameBytes = walk.frameBytes();
        return true;
    }

    /** {@return the number of the page, 1 to 2³²−1} */
    public long pageNumber() {
        return pageNumber;
    }

    /**
     * {@return the page, in an array of its own; empty if its frame cannot be read, or is not that of a page}
     *
     * @throws IOException if the input throws it
     */
    public Optional<byte[]> page() throws IOException {
        proven = false;
        if (frameBytes > byteCount - frameOffset) {
            return Optional.empty();
        }
        byte[] frame = new byte[frameBytes];
        if (in.readAt(frameOffset, frame, 0, frameBytes) != frameBytes) {
            return Optional.empty();
        }
        try {
            byte[] page = decoder.decode(frame, frameOffset, pageNumber, header);
            proven = index != null && hasContentChecksum(frame);
            return Optional.of(page);
        } catch (MalformedFileException e) {
            return Optional.empty();
        }
    }

    /** The decoder has compared it if it is there. */
    private static boolean hasContentChecksum(byte[] frame) {
        int flags = Short.toUnsignedInt(ByteBuffer.wrap(frame).getShort(LtxFormat.FRAME_FLAGS));
        return (flags & LtxFormat.FRAME_FLAG_BLOCK) == 0 && (frame[LZ4_FLAGS] & LZ4_CONTENT_CHECKSUM) != 0;
    }

    /** {@return whether the page that {@link #page} gave last has been held against a checksum of its own} */
    public boolean isProven() {
        return proven;
    }
}
