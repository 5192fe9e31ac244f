package dev.ltx4j.ltx;

import dev.ltx4j.lz4.Lz4Exception;
import dev.ltx4j.lz4.Lz4Frame;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the page frames of a file without decompressing them: finds where each starts and ends, and enforces the
 * rules that hold between them (order, completeness of a snapshot, lock page, commit). What follows the frames is read by
 * {@link TailReader}.
 *
 * <p>One thread at a time.
 */
final class FrameScanner {
    private final InputStream in;
    private final String file;
    private final LtxHeader header;
    private final PageRules rules;
    private final IndexFingerprint fingerprint = new IndexFingerprint();
    private byte[] carry = {};
    private int carryBytes;
    private long carryFileOffset = LtxFormat.HEADER_BYTES;
    private boolean endOfInput;
    private boolean endOfFrames;

    /** What is wrong with the frame behind those of the last batch. */
    private @Nullable FileFormatException broken;

    /** A scanner of what follows the header in {@code in}. */
    FrameScanner(InputStream in, String file, LtxHeader header) {
        this.in = in;
        this.file = file;
        this.header = header;
        this.rules = new PageRules(header, file);
    }

    /**
     * Puts the next frames into a batch. One that breaks a rule ends it, and is thrown when it is the next: what is wrong
     * with the pages before it is found before, whatever the size of a batch.
     *
     * @return false when there are no more, and the end mark has been passed
     */
    boolean fill(FrameBatch batch) throws IOException {
        batch.count = 0;
        if (broken != null) {
            throw broken;
        }
        if (endOfFrames) {
            return false;
        }
        int limit = carryBytes;
        System.arraycopy(carry, 0, batch.input, 0, limit);
        batch.inputFileOffset = carryFileOffset;
        // Whatever does not fit into one batch is carried to the next; more is read only when that is running low.
        if (limit < batch.input.length / 2 && !endOfInput) {
            int read = in.readNBytes(batch.input, limit, batch.input.length - limit);
            limit += read;
            endOfInput = limit < batch.input.length;
        }
        int at = 0;
        while (!batch.isFull() && !endOfFrames) {
            int frameBytes = scanUnlessBroken(batch, at, limit);
            if (frameBytes == 0) {
                break;
            }
            at += frameBytes;
        }
        carryBytes = limit - at;
        carryFileOffset += at;
        if (carry.length < carryBytes) {
            // No more will come into it than the last bytes of a file, of which there may be thousands.
            carry = new byte[endOfInput ? carryBytes : batch.input.length];
        }
        System.arraycopy(batch.input, at, carry, 0, carryBytes);
        if (batch.count == 0 && !endOfFrames) {
            throw new MalformedFileException(
                    file,
                    carryFileOffset + carryBytes,
                    FileFormatException.NO_PAGE,
                    "file ends inside the page frames, after page " + rules.lastPage());
        }
        return batch.count > 0;
    }

    /** Whether the end mark has been passed. */
    boolean isAtEndOfFrames() {
        return endOfFrames;
    }

    long pageCount() {
        return fingerprint.count();
    }

    /** A reader of what follows the end mark. */
    TailReader tail(FileChecksum checksum) {
        if (!endOfFrames) {
            throw new IllegalStateException("the frames have not been passed");
        }
        // The tail reader goes on reading into this array, so it must not be empty.
        byte[] buffer = carry.length > 0 ? carry : new byte[LtxFormat.TRAILER_BYTES];
        return new TailReader(in, file, header, fingerprint, checksum, buffer, carryBytes, carryFileOffset);
    }

    private int scanUnlessBroken(FrameBatch batch, int at, int limit) throws FileFormatException {
        try {
            return scanFrame(batch, at, limit);
        } catch (FileFormatException e) {
            if (batch.count == 0) {
                throw e;
            }
            broken = e;
            return 0;
        }
    }

    /** Takes one frame or the end mark into account; its size, or 0 if it does not end within the limit. */
    private int scanFrame(FrameBatch batch, int at, int limit) throws FileFormatException {
        if (limit - at < LtxFormat.FRAME_HEADER_BYTES) {
            return 0;
        }
        ByteBuffer bytes = batch.inputView;
        long fileOffset = batch.inputFileOffset + at;
        long pageNumber = Integer.toUnsignedLong(bytes.getInt(at + LtxFormat.FRAME_PAGE_NUMBER));
        int flags = Short.toUnsignedInt(bytes.getShort(at + LtxFormat.FRAME_FLAGS));
        if (pageNumber == 0 && flags == 0) {
            rules.checkEnd(fileOffset);
            endOfFrames = true;
            return LtxFormat.FRAME_HEADER_BYTES;
        }
        rules.checkFlags(flags, pageNumber, fileOffset);
        boolean block = (flags & LtxFormat.FRAME_FLAG_BLOCK) != 0;
        int headerBytes = LtxFormat.FRAME_HEADER_BYTES + (block ? LtxFormat.FRAME_SIZE_FIELD_BYTES : 0);
        if (limit - at < headerBytes) {
            return 0;
        }
        int payloadBytes = block
                ? blockBytes(bytes, at, pageNumber, fileOffset)
                : lz4FrameBytes(batch.input, at + headerBytes, limit, pageNumber, batch.inputFileOffset);
        if (payloadBytes < 0 || limit - at - headerBytes < payloadBytes) {
            return 0;
        }
        rules.checkPage(pageNumber, fileOffset);
        batch.add(pageNumber, at, at + headerBytes, payloadBytes, block);
        fingerprint.add(pageNumber, headerBytes + payloadBytes);
        return headerBytes + payloadBytes;
    }

    private int blockBytes(ByteBuffer bytes, int at, long pageNumber, long fileOffset) throws FileFormatException {
        long size = Integer.toUnsignedLong(bytes.getInt(at + LtxFormat.FRAME_HEADER_BYTES));
        int most = LtxFormat.maxBlockBytes(header.pageSize());
        if (size == 0 || size > most) {
            throw new MalformedFileException(
                    file,
                    fileOffset + LtxFormat.FRAME_HEADER_BYTES,
                    pageNumber,
                    "compressed size " + size + " is not from 1 to " + most + ", which is all that a page of "
                            + header.pageSize() + " bytes can need" + rules.versionHint());
        }
        return (int) size;
    }

    private int lz4FrameBytes(byte[] array, int at, int limit, long pageNumber, long arrayFileOffset)
            throws FileFormatException {
        try {
            return Lz4Frame.frameLength(array, at, limit - at, LtxFormat.maxLz4FrameBytes(header.pageSize()));
        } catch (Lz4Exception e) {
            throw new MalformedFileException(
                    file,
                    arrayFileOffset + e.inputOffset(),
                    pageNumber,
                    "page data is not a valid LZ4 frame: " + e.detail() + rules.versionHint(),
                    e);
        }
    }
}
