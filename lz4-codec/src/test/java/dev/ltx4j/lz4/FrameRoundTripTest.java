package dev.ltx4j.lz4;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream.BlockSize;

class FrameRoundTripTest {
    @Property(tries = 200)
    void framesOfLz4JavaAreDecoded(
            @ForAll SampleData kind,
            @ForAll @IntRange(max = 400_000) int byteCount,
            @ForAll BLOCKSIZE blockSize,
            @ForAll boolean blockChecksums,
            @ForAll boolean contentChecksum,
            @ForAll Random random)
            throws IOException {
        byte[] content = kind.make(byteCount, random);
        assertDecoded(Frames.byLz4Java(content, blockSize, blockChecksums, contentChecksum), content);
    }

    @Property(tries = 60)
    void framesOfCommonsCompressAreDecoded(
            @ForAll SampleData kind,
            @ForAll @IntRange(max = 300_000) int byteCount,
            @ForAll BlockSize blockSize,
            @ForAll boolean linked,
            @ForAll boolean blockChecksums,
            @ForAll boolean contentChecksum,
            @ForAll Random random)
            throws IOException {
        byte[] content = kind.make(byteCount, random);
        // Of larger blocks that are linked, commons-compress 1.28 now and then makes frames that mean something else
        // than
        // the content, for its own decoder and the program lz4 as well.
        boolean links = linked && blockSize == BlockSize.K64;
        byte[] frame = Frames.byCommonsCompress(content, blockSize, links, blockChecksums, contentChecksum);
        assertDecoded(frame, content);
    }

    @Property(tries = 30)
    void linkedBlocksOf64KibAreDecoded(
            @ForAll @IntRange(min = 100_000, max = 500_000) int byteCount, @ForAll Random random) throws IOException {
        byte[] content = SampleData.SQLITE_LIKE.make(byteCount, random);
        byte[] frame = Frames.byCommonsCompress(content, BlockSize.K64, true, false, true);
        byte[] independent = Frames.byCommonsCompress(content, BlockSize.K64, false, false, true);
        assertThat(frame).as("blocks do refer to those before them").hasSizeLessThan(independent.length);
        assertDecoded(frame, content);
    }

    @Property(tries = 100)
    void readsOfAnySizeGiveTheSame(@ForAll @IntRange(max = 200_000) int byteCount, @ForAll Random random)
            throws IOException {
        byte[] content = SampleData.REPETITIVE.make(byteCount, random);
        byte[] frame = Frames.byLz4Java(content, BLOCKSIZE.SIZE_64KB, false, true);
        byte[] read = new byte[byteCount + 10];
        int at = 0;
        try (Lz4FrameInputStream stream = new Lz4FrameInputStream(new Trickle(frame, random))) {
            while (true) {
                int count = 1;
                if (random.nextInt(10) == 0) {
                    int value = stream.read();
                    count = value < 0 ? -1 : 1;
                    read[at] = value < 0 ? 0 : (byte) value;
                } else {
                    count = stream.read(read, at, Math.min(read.length - at, 1 + random.nextInt(70_000)));
                }
                if (count < 0) {
                    break;
                }
                at += count;
            }
            assertThat(stream.atEndOfInput()).isTrue();
            assertThat(stream.inputOffset()).isEqualTo(frame.length);
        }
        assertThat(Arrays.copyOf(read, at)).isEqualTo(content);
    }

    private static void assertDecoded(byte[] frame, byte[] content) throws IOException {
        assertThat(Frames.readStream(frame)).isEqualTo(content);
        assertThat(Lz4Frame.frameLength(frame, 0, frame.length, frame.length)).isEqualTo(frame.length);
        assertThat(Frames.decode(frame, content.length)).isEqualTo(content);
        assertThat(Frames.decode(frame, content.length + 100)).isEqualTo(content);
    }

    /** Gives fewer bytes than asked for, as a socket does. */
    private static final class Trickle extends InputStream {
        private final InputStream in;
        private final Random random;

        Trickle(byte[] bytes, Random random) {
            this.in = new ByteArrayInputStream(bytes);
            this.random = random;
        }

        @Override
        public int read() throws IOException {
            return in.read();
        }

        @Override
        public int read(byte[] dst, int dstOffset, int byteCount) throws IOException {
            return in.read(dst, dstOffset, Math.min(byteCount, 1 + random.nextInt(5000)));
        }
    }
}
