package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.PageSize;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * A piece of a {@link MergeScratch}: the frames of some files that were merged and verified, each with what is known of it, so
 * that it need not be decompressed again. For each: page number, 4 bytes; size of the frame's header, 4; of its payload, 4;
 * raw CRC of the page, 8; the frame as it was in its file. Big-endian. Nobody but the merge that wrote it reads it.
 */
final class MergePiece implements MergeInput {
    private static final int RECORD_BYTES = 3 * Integer.BYTES + Long.BYTES;
    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream in;
    private final String file;
    private final boolean wantsBlocks;
    private final FrameBatch batch;
    private final FrameDecoder decoder;
    private final byte[] record = new byte[RECORD_BYTES];
    private final ByteBuffer recordView = ByteBuffer.wrap(record);

    /** @param wanted of pages that have another encoding, the bytes are needed too */
    MergePiece(InputStream in, String file, PageSize pageSize, PageEncoding wanted) {
        this.in = in;
        this.file = file;
        this.wantsBlocks = wanted == PageEncoding.LZ4_BLOCK;
        this.batch = FrameBatch.of(pageSize, 0);
        this.decoder = new FrameDecoder(pageSize);
    }

    @Override
    public boolean nextPage() throws IOException {
        batch.count = 0;
        int byteCount = in.readNBytes(record, 0, RECORD_BYTES);
        if (byteCount == 0) {
            return false;
        }
        recordView.clear();
        long pageNumber = Integer.toUnsignedLong(recordView.getInt());
        int headerBytes = recordView.getInt();
        int payloadBytes = recordView.getInt();
        long pageRaw = recordView.getLong();
        int frameBytes = headerBytes + payloadBytes;
        if (byteCount < RECORD_BYTES
                || frameBytes > batch.input.length
                || in.readNBytes(batch.input, 0, frameBytes) < frameBytes) {
            throw new IOException("the scratch file is not what was written to it: " + file);
        }
        boolean block = headerBytes > LtxFormat.FRAME_HEADER_BYTES;
        batch.add(pageNumber, 0, headerBytes, payloadBytes, block);
        if (block != wantsBlocks) {
            decoder.decode(batch, file);
        }
        batch.pageRaws[0] = pageRaw;
        return true;
    }

    @Override
    public long pageNumber() {
        return batch.pageNumbers[0];
    }

    @Override
    public void copyPageTo(FrameSink sink) throws IOException {
        sink.copyPage(batch, 0);
    }

    /** Writes a piece. */
    static final class Writer implements FrameSink {
        private final OutputStream out;
        private final byte[] record = new byte[RECORD_BYTES];
        private final ByteBuffer recordView = ByteBuffer.wrap(record);
        private long byteCount;

        Writer(OutputStream out) {
            this.out = new BufferedOutputStream(out, BUFFER_BYTES);
        }

        @Override
        public void copyPage(FrameBatch batch, int index) throws IOException {
            int frameBytes = batch.frameBytes(index);
            recordView
                    .clear()
                    .putInt((int) batch.pageNumbers[index])
                    .putInt(batch.headerBytes(index))
                    .putInt(batch.payloadLengths[index])
                    .putLong(batch.pageRaws[index]);
            out.write(record);
            out.write(batch.input, batch.frameOffsets[index], frameBytes);
            byteCount += RECORD_BYTES + frameBytes;
        }

        /** Ends the piece; how many bytes it has. */
        long finish() throws IOException {
            out.flush();
            return byteCount;
        }
    }
}
