package dev.ltx4j.ltx;

import dev.ltx4j.lz4.Lz4BlockDecoder;
import dev.ltx4j.lz4.Lz4Choice;
import dev.ltx4j.lz4.Lz4Exception;
import dev.ltx4j.lz4.Lz4Frame;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageSize;

/** Decompresses and hashes pages. One for each thread. */
final class FrameDecoder {
    private static final Lz4BlockDecoder BLOCKS = Lz4Choice.decoder();

    private final int pageBytes;
    private final Crc64 crc = new Crc64();

    FrameDecoder(PageSize pageSize) {
        this.pageBytes = pageSize.bytes();
    }

    /**
     * Decompresses and hashes all pages of a batch.
     *
     * @param file its name for errors
     */
    void decode(FrameBatch batch, String file) throws MalformedFileException {
        for (int index = 0; index < batch.count; index++) {
            int arrayOffset = batch.arrayOffset(index);
            decode(batch, file, index, batch.output, arrayOffset);
            batch.pageRaws[index] = crc.rawPage(0, batch.outputWords, arrayOffset / Long.BYTES, pageBytes / Long.BYTES);
        }
    }

    private void decode(FrameBatch batch, String file, int index, byte[] page, int arrayOffset)
            throws MalformedFileException {
        int decoded;
        try {
            decoded = batch.blocks[index]
                    ? BLOCKS.decode(
                            batch.input,
                            batch.payloadOffsets[index],
                            batch.payloadLengths[index],
                            page,
                            arrayOffset,
                            pageBytes,
                            0)
                    : Lz4Frame.decode(
                            batch.input,
                            batch.payloadOffsets[index],
                            batch.payloadLengths[index],
                            page,
                            arrayOffset,
                            pageBytes);
        } catch (Lz4Exception e) {
            throw new MalformedFileException(
                    file,
                    batch.inputFileOffset + e.inputOffset(),
                    batch.pageNumbers[index],
                    "page data is not a valid LZ4 " + (batch.blocks[index] ? "block: " : "frame: ") + e.detail(),
                    e);
        }
        if (decoded != pageBytes) {
            throw new MalformedFileException(
                    file,
                    payloadFileOffset(batch, index),
                    batch.pageNumbers[index],
                    "page data decompresses to " + decoded + " bytes, not to a page of " + pageBytes);
        }
    }

    private static long payloadFileOffset(FrameBatch batch, int index) {
        return batch.inputFileOffset + batch.payloadOffsets[index];
    }
}
