package dev.ltx4j.lz4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FrameLengthTest {
    @Property(tries = 300)
    void asMuchAsIsAskedForLeadsToTheLength(
            @ForAll SampleData kind,
            @ForAll @IntRange(max = 150_000) int byteCount,
            @ForAll boolean blockChecksums,
            @ForAll boolean contentChecksum,
            @ForAll Random random)
            throws Lz4Exception {
        byte[] frame =
                Frames.byLz4Java(kind.make(byteCount, random), BLOCKSIZE.SIZE_64KB, blockChecksums, contentChecksum);
        byte[] among = new byte[7 + frame.length + 1000];
        random.nextBytes(among);
        System.arraycopy(frame, 0, among, 7, frame.length);
        int available = 0;
        int length = Lz4Frame.frameLength(among, 7, available, frame.length);
        while (length < 0) {
            assertThat(-length).isGreaterThan(available).isLessThanOrEqualTo(frame.length);
            available = -length;
            length = Lz4Frame.frameLength(among, 7, available, frame.length);
        }
        assertThat(length).isEqualTo(frame.length);
        assertThat(Lz4Frame.frameLength(among, 7, among.length - 7, Integer.MAX_VALUE))
                .isEqualTo(frame.length);
    }

    @Test
    void aLongerFrameThanAllowedIsRefusedWhateverIsThere() throws Lz4Exception {
        byte[] frame = Frames.byLz4Java(SampleData.RANDOM.make(5000, new Random(1)), BLOCKSIZE.SIZE_64KB, true, true);
        for (int maxLength = 0; maxLength < frame.length; maxLength++) {
            int limit = maxLength;
            assertThatThrownBy(() -> Lz4Frame.frameLength(frame, 0, frame.length, limit))
                    .isInstanceOf(Lz4Exception.class)
                    .hasMessage("LZ4: frame is longer than " + limit + " bytes (at input byte 0)");
        }
        assertThat(Lz4Frame.frameLength(frame, 0, frame.length, frame.length)).isEqualTo(frame.length);
    }

    @Property(tries = 20_000)
    void theAnswerIsWithinTheLimits(
            @ForAll @IntRange(max = 400) int available,
            @ForAll @IntRange(max = 500) int maxLength,
            @ForAll Random random) {
        byte[] bytes = new byte[400];
        if (random.nextInt(4) == 0) {
            random.nextBytes(bytes);
        }
        byte[] start = FrameForge.start(0x3C & random.nextInt(), (4 + random.nextInt(4)) << 4, 99)
                .toBytes();
        System.arraycopy(start, 0, bytes, 0, start.length);
        for (int i = start.length; i + 4 <= bytes.length; i += 4) {
            System.arraycopy(new byte[] {(byte) random.nextInt(30), 0, 0, 0}, 0, bytes, i, 4);
        }
        try {
            int length = Lz4Frame.frameLength(bytes, 0, available, maxLength);
            if (length >= 0) {
                assertThat(length).isBetween(11, Math.min(available, maxLength));
            } else {
                assertThat(-length).isBetween(available + 1, maxLength);
            }
        } catch (Lz4Exception e) {
            assertThat(e.kind()).isNotNull();
        }
    }

    @Test
    void bytesBehindTheFrameAreNotPartOfIt() {
        byte[] frame = Frames.byLz4Java(new byte[100], BLOCKSIZE.SIZE_64KB, false, true);
        byte[] longer = Arrays.copyOf(frame, frame.length + 3);
        assertThatThrownBy(() -> Lz4Frame.decode(longer, 0, longer.length, new byte[100], 0, 100))
                .isInstanceOf(Lz4Exception.class)
                .hasMessageContaining("3 bytes too many behind the frame (at input byte " + frame.length);
    }
}
