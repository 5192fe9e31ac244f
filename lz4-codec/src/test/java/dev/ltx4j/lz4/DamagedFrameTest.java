package dev.ltx4j.lz4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream.BlockSize;
import org.junit.jupiter.api.Test;

/** Small frames with a content checksum, cut at every length and with every bit flipped. */
class DamagedFrameTest {
    private record Sample(byte[] frame, byte[] content) {}

    @Test
    void everyTruncationIsRefused() {
        for (Sample sample : samples()) {
            for (int length = 0; length < sample.frame.length; length++) {
                byte[] cut = Arrays.copyOf(sample.frame, length);
                assertThat(decodesTo(cut, sample.content, false)).isFalse();
                assertThat(decodesTo(cut, sample.content, true)).isFalse();
            }
        }
    }

    @Test
    void everyBitFlipIsRefusedOrDecodesToTheSame() {
        int flips = 0;
        int same = 0;
        for (Sample sample : samples()) {
            for (int bit = 0; bit < sample.frame.length * 8; bit++) {
                byte[] flipped = sample.frame.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                boolean inArray = decodesTo(flipped, sample.content, false);
                assertThat(decodesTo(flipped, sample.content, true)).isEqualTo(inArray);
                flips++;
                same += inArray ? 1 : 0;
            }
        }
        // Some bits say nothing: where in a run of equal bytes a match starts, how long a match after the last is.
        assertThat(same).isBetween(1, flips / 20);
    }

    /** True: the same content. False: refused as it should be. Anything else fails. */
    private static boolean decodesTo(byte[] frame, byte[] content, boolean stream) {
        try {
            byte[] decoded = stream ? Frames.readStream(frame) : Frames.decode(frame, content.length);
            assertThat(decoded).isEqualTo(content);
            return true;
        } catch (Lz4Exception e) {
            assertThat(e.inputOffset()).isNotNegative();
            return false;
        } catch (IOException e) {
            return fail(e);
        }
    }

    private static List<Sample> samples() {
        Random random = new Random(5);
        byte[] page = SampleData.SQLITE_LIKE.make(4096, random);
        byte[] noise = SampleData.RANDOM.make(300, random);
        byte[] pattern = SampleData.REPETITIVE.make(700, random);
        FrameForge linked = FrameForge.start(
                        FrameLayout.FLG_CONTENT_CHECKSUM | FrameLayout.FLG_CONTENT_SIZE, FrameForge.BD_64_KIB, 145)
                .stored(Arrays.copyOf(noise, 100))
                .block(
                        new BlockForge()
                                .sequence(new byte[0], 100, 40)
                                .last(new byte[5])
                                .toBytes(),
                        Arrays.copyOf(Arrays.copyOf(noise, 40), 45));
        return List.of(
                new Sample(Frames.byLz4Java(page, BLOCKSIZE.SIZE_64KB, false, true), page),
                new Sample(Frames.byLz4Java(noise, BLOCKSIZE.SIZE_4MB, true, true), noise),
                new Sample(Frames.byLz4Java(new byte[0], BLOCKSIZE.SIZE_64KB, false, true), new byte[0]),
                new Sample(Frames.byCommonsCompress(pattern, BlockSize.K64, true, true, true), pattern),
                new Sample(linked.end(), linked.content()));
    }
}
