package dev.ltx4j.lz4;

import static dev.ltx4j.lz4.FrameLayout.BLOCK_SIZE_SIZE;
import static dev.ltx4j.lz4.FrameLayout.BLOCK_SIZE_STORED;
import static dev.ltx4j.lz4.FrameLayout.CHECKSUM_SIZE;
import static dev.ltx4j.lz4.FrameLayout.END_MARK;
import static dev.ltx4j.lz4.FrameLayout.FIXED_HEADER_SIZE;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import net.jpountz.xxhash.StreamingXXHash32;
import org.jspecify.annotations.Nullable;

/**
 * What one LZ4 frame holds, read from a stream. Blocks may be linked or independent.
 *
 * <p>Exactly the bytes of the frame are taken from the underlying stream; {@link #atEndOfInput} tells whether there is
 * more. Buffers grow with the data that has really come, to two blocks and 64 KiB at most, where a block is at most 4 MiB.
 *
 * <p>Every {@code read} throws {@link Lz4Exception} when the data cannot be decoded, and {@link IOException} from then
 * on. The content's checksum and size stand at the frame's end: the content is known to be right only when {@code read}
 * has returned −1.
 *
 * <p>Not for use by several threads at once.
 */
public final class Lz4FrameInputStream extends InputStream {
    /** One stored byte cannot stand for more decoded bytes than this. */
    private static final int MAX_RATIO = BlockLayout.LENGTH_BYTE_MAX;

    private final InputStream in;
    private final FrameSource source;
    private final BlockWindow window;
    private final StreamingXXHash32 contentHash;

    /** Null until the first read. */
    private @Nullable FrameHeader header;

    private int nextBlockSize;
    private long decoded;
    private boolean atEndOfFrame;
    private boolean failed;

    /**
     * Makes a stream that has read nothing yet: the first {@code read} looks at the frame's header.
     *
     * @param in starts with the frame; is read in pieces of a block and in smaller ones, and closed with this stream
     */
    public Lz4FrameInputStream(InputStream in) {
        this(in, new Lz4FrameBuffers());
    }

    /**
     * The same, with buffers that have been used before.
     *
     * @param in starts with the frame; is read in pieces of a block and in smaller ones, and closed with this stream
     * @param buffers nobody else's until this stream is read no more
     */
    public Lz4FrameInputStream(InputStream in, Lz4FrameBuffers buffers) {
        this.in = in;
        this.source = buffers.source();
        this.window = buffers.window();
        this.contentHash = buffers.contentHash();
        source.begin(in);
        window.clear();
        contentHash.reset();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] dst, int dstOffset, int byteCount) throws IOException {
        Objects.checkFromIndexSize(dstOffset, byteCount, dst.length);
        if (byteCount == 0) {
            return 0;
        }
        while (window.unread() == 0) {
            if (atEndOfFrame) {
                return -1;
            }
            step();
        }
        return window.read(dst, dstOffset, byteCount);
    }

    @Override
    public int available() {
        return window.unread();
    }

    /**
     * {@return whether the whole frame has been read (a {@code read} returned −1) and the underlying stream ends with
     * it} Takes a byte from the underlying stream if there is one, so ask once.
     *
     * @throws IOException if the underlying stream cannot be read
     */
    public boolean atEndOfInput() throws IOException {
        return atEndOfFrame && !source.hasMore();
    }

    /**
     * {@return how many bytes have been taken from the underlying stream; after the last {@code read}, the frame's
     * length}
     */
    public long inputOffset() {
        return source.inputOffset();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Reads the header, the next block or the frame's end. After a failure it is unknown where the input stands. */
    private void step() throws IOException {
        if (failed) {
            throw new IOException("the LZ4 frame could not be read further before");
        }
        failed = true;
        if (header == null) {
            header = readHeader();
        } else if (nextBlockSize == END_MARK) {
            readEnd(header);
        } else {
            readBlock(header);
        }
        failed = false;
    }

    private FrameHeader readHeader() throws IOException {
        source.fill(0, FIXED_HEADER_SIZE);
        int headerSize = FrameHeader.byteCount(source.buffer(), 0);
        source.fill(FIXED_HEADER_SIZE, headerSize - FIXED_HEADER_SIZE);
        FrameHeader read = FrameHeader.read(source.buffer(), 0);
        source.fill(0, BLOCK_SIZE_SIZE);
        nextBlockSize = LittleEndian.intAt(source.buffer(), 0);
        return read;
    }

    /** Reads a block with its checksum and, as something must follow, the size of the next. */
    private void readBlock(FrameHeader frame) throws IOException {
        int storedSize = frame.storedSize(nextBlockSize, source.inputOffset() - BLOCK_SIZE_SIZE);
        long blockOffset = source.inputOffset();
        int nextSizeOffset = storedSize + frame.blockChecksumSize();
        source.fill(0, nextSizeOffset + BLOCK_SIZE_SIZE);
        try {
            decode(frame, storedSize);
        } catch (Lz4Exception e) {
            throw e.movedBy(blockOffset);
        }
        if (frame.contentSize() != FrameHeader.NO_CONTENT_SIZE && decoded > frame.contentSize()) {
            frame.checkContentSize(decoded, source.inputOffset());
        }
        nextBlockSize = LittleEndian.intAt(source.buffer(), nextSizeOffset);
    }

    private void decode(FrameHeader frame, int storedSize) throws Lz4Exception {
        byte[] src = source.buffer();
        Lz4Frame.checkBlock(frame, src, 0, storedSize);
        int room = room(frame, storedSize);
        int history = window.makeRoom(room, frame.linkedBlocks());
        int blockStart = window.end();
        int byteCount =
                Lz4Frame.decodeBlock(nextBlockSize, src, 0, storedSize, window.bytes(), blockStart, room, history);
        if (frame.contentChecksum()) {
            contentHash.update(window.bytes(), blockStart, byteCount);
        }
        window.advance(byteCount);
        decoded += byteCount;
    }

    /** The most bytes that a block can hold: what the frame allows, but no more than its stored bytes can stand for. */
    private int room(FrameHeader frame, int storedSize) {
        if ((nextBlockSize & BLOCK_SIZE_STORED) != 0) {
            return storedSize;
        }
        long most = (long) MAX_RATIO * storedSize + BlockLayout.NO_MATCH_START;
        return (int) Math.min(frame.blockMaximum(), most);
    }

    private void readEnd(FrameHeader frame) throws IOException {
        frame.checkContentSize(decoded, source.inputOffset());
        if (frame.contentChecksum()) {
            long checksumOffset = source.inputOffset();
            source.fill(0, CHECKSUM_SIZE);
            int stored = LittleEndian.intAt(source.buffer(), 0);
            Checksums.check("content checksum", stored, contentHash.getValue(), checksumOffset);
        }
        atEndOfFrame = true;
    }
}
