package dev.ltx4j.ltx;

import dev.ltx4j.lz4.Lz4BlockDecoder;
import dev.ltx4j.lz4.Lz4Choice;
import dev.ltx4j.lz4.Lz4Exception;
import dev.ltx4j.lz4.Lz4Frame;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageSize;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Decompresses one frame that the page index pointed to, after comparing the two. */
final class SingleFrameDecoder {
    private static final Lz4BlockDecoder BLOCKS = Lz4Choice.decoder();

    private final String file;
    private final byte[] scratch = new byte[PageSize.MAX_BYTES];

    SingleFrameDecoder(String file) {
        this.file = file;
    }

    /**
     * The page in an array of its own.
     *
     * @param frame as long as the index says
     * @param fileOffset where it starts
     * @param header tells the page size; without it, any page size will do
     */
    byte[] decode(byte[] frame, long fileOffset, long pageNumber, @Nullable LtxHeader header)
            throws MalformedFileException {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        long stored = Integer.toUnsignedLong(bytes.getInt(LtxFormat.FRAME_PAGE_NUMBER));
        if (stored != pageNumber) {
            throw malformed(
                    fileOffset,
                    pageNumber,
                    "page index does not match the page frames: the frame is that of page " + stored);
        }
        int flags = Short.toUnsignedInt(bytes.getShort(LtxFormat.FRAME_FLAGS));
        if ((flags & ~LtxFormat.FRAME_FLAG_BLOCK) != 0) {
            throw malformed(
                    fileOffset + LtxFormat.FRAME_FLAGS,
                    pageNumber,
                    "unknown page flags 0x" + Integer.toHexString(flags));
        }
        int pageBytes = (flags & LtxFormat.FRAME_FLAG_BLOCK) != 0
                ? decodeBlock(frame, fileOffset, pageNumber)
                : decodeFrame(frame, fileOffset, pageNumber);
        if (header != null ? pageBytes != header.pageSize().bytes() : !PageSize.isValid(pageBytes)) {
            throw malformed(
                    fileOffset + LtxFormat.FRAME_HEADER_BYTES,
                    pageNumber,
                    "page data decompresses to " + pageBytes + " bytes, not to a page"
                            + (header != null ? " of " + header.pageSize() : ""));
        }
        return Arrays.copyOf(scratch, pageBytes);
    }

    private int decodeBlock(byte[] frame, long fileOffset, long pageNumber) throws MalformedFileException {
        int payloadOffset = LtxFormat.FRAME_HEADER_BYTES + LtxFormat.FRAME_SIZE_FIELD_BYTES;
        int payloadBytes = frame.length - payloadOffset;
        long size = payloadBytes < 1
                ? 0
                : Integer.toUnsignedLong(ByteBuffer.wrap(frame).getInt(LtxFormat.FRAME_HEADER_BYTES));
        if (payloadBytes < 1 || size != payloadBytes) {
            throw malformed(
                    fileOffset + LtxFormat.FRAME_HEADER_BYTES,
                    pageNumber,
                    "page index does not match the page frames: it gives a frame of " + frame.length
                            + " bytes, whose compressed size is " + size);
        }
        try {
            return BLOCKS.decode(frame, payloadOffset, payloadBytes, scratch, 0, scratch.length, 0);
        } catch (Lz4Exception e) {
            throw invalid("block", e, fileOffset, pageNumber);
        }
    }

    private int decodeFrame(byte[] frame, long fileOffset, long pageNumber) throws MalformedFileException {
        int payloadBytes = frame.length - LtxFormat.FRAME_HEADER_BYTES;
        try {
            return Lz4Frame.decode(frame, LtxFormat.FRAME_HEADER_BYTES, payloadBytes, scratch, 0, scratch.length);
        } catch (Lz4Exception e) {
            throw invalid("frame", e, fileOffset, pageNumber);
        }
    }

    private MalformedFileException invalid(String what, Lz4Exception e, long fileOffset, long pageNumber) {
        return new MalformedFileException(
                file,
                fileOffset + e.inputOffset(),
                pageNumber,
                "page data is not a valid LZ4 " + what + ": " + e.detail(),
                e);
    }

    private MalformedFileException malformed(long fileOffset, long pageNumber, String detail) {
        return new MalformedFileException(file, fileOffset, pageNumber, detail);
    }
}
