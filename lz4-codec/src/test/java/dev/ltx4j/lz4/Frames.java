package dev.ltx4j.lz4;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG;
import net.jpountz.xxhash.XXHashFactory;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;

/** Frames made and read whole, by ours and by others. */
final class Frames {
    private Frames() {}

    static byte[] readStream(byte[] frame) throws IOException {
        Lz4FrameInputStream stream = new Lz4FrameInputStream(new ByteArrayInputStream(frame));
        byte[] content = stream.readAllBytes();
        assertThat(stream.atEndOfInput()).isTrue();
        return content;
    }

    /** Decodes between guard bytes, and looks whether they are untouched. */
    static byte[] decode(byte[] frame, int room) throws Lz4Exception {
        int guard = 32;
        byte[] dst = new byte[guard + room + guard];
        Arrays.fill(dst, (byte) 0x5A);
        byte[] src = new byte[guard + frame.length + guard];
        System.arraycopy(frame, 0, src, guard, frame.length);
        try {
            int length = Lz4Frame.decode(src, guard, frame.length, dst, guard, room);
            return Arrays.copyOfRange(dst, guard, guard + length);
        } finally {
            for (int i = 0; i < guard; i++) {
                assertThat(dst[i]).isEqualTo((byte) 0x5A);
                assertThat(dst[guard + room + i]).isEqualTo((byte) 0x5A);
            }
        }
    }

    static byte[] byLz4Java(byte[] content, BLOCKSIZE blockSize, boolean blockChecksums, boolean contentChecksum) {
        FLG.Bits[] bits = {
            FLG.Bits.BLOCK_INDEPENDENCE,
            blockChecksums ? FLG.Bits.BLOCK_CHECKSUM : FLG.Bits.BLOCK_INDEPENDENCE,
            contentChecksum ? FLG.Bits.CONTENT_CHECKSUM : FLG.Bits.BLOCK_INDEPENDENCE
        };
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        try (LZ4FrameOutputStream out = new LZ4FrameOutputStream(
                frame,
                blockSize,
                -1,
                LZ4Factory.safeInstance().fastCompressor(),
                XXHashFactory.safeInstance().hash32(),
                bits)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return frame.toByteArray();
    }

    static byte[] byCommonsCompress(
            byte[] content,
            FramedLZ4CompressorOutputStream.BlockSize blockSize,
            boolean linked,
            boolean blockChecksums,
            boolean contentChecksum) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        var parameters =
                new FramedLZ4CompressorOutputStream.Parameters(blockSize, contentChecksum, blockChecksums, linked);
        try (FramedLZ4CompressorOutputStream out = new FramedLZ4CompressorOutputStream(frame, parameters)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return frame.toByteArray();
    }
}
