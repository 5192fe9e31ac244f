package dev.ltx4j.lz4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.junit.jupiter.api.Test;

class FrameEncoderTest {
    @Property(tries = 200)
    void whatIsEncodedIsDecodedByUsAndByCommonsCompress(
            @ForAll SampleData kind, @ForAll @IntRange(max = 200_000) int byteCount, @ForAll Random random)
            throws IOException {
        byte[] content = kind.make(byteCount, random);
        byte[] frame = encode(content);
        assertThat(Frames.decode(frame, byteCount)).isEqualTo(content);
        assertThat(Frames.readStream(frame)).isEqualTo(content);
        try (var other = new FramedLZ4CompressorInputStream(new ByteArrayInputStream(frame))) {
            assertThat(other.readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void theHeaderIsThatOfOlderLtxFiles() {
        assertThat(HexFormat.of().formatHex(encode(new byte[4096]), 0, 7)).isEqualTo("04224d186440a7");
    }

    @Test
    void anEmptyFrameHasNoBlock() {
        assertThat(HexFormat.of().formatHex(encode(new byte[0]))).isEqualTo("04224d186440a700000000055dcc02");
    }

    @Test
    void whatDoesNotBecomeSmallerIsStoredAsItIs() {
        byte[] content = new byte[65536];
        new Random(1).nextBytes(content);
        byte[] frame = encode(content);
        assertThat(frame).hasSize(7 + 4 + 65536 + 8);
        assertThat(LittleEndian.intAt(frame, 7)).isEqualTo(0x80010000);
    }

    @Test
    void nothingOutsideOfTheRangesIsTouched() {
        byte[] src = new byte[300];
        Arrays.fill(src, 100, 200, (byte) 7);
        byte[] dst = new byte[Lz4Frame.maxEncodedLength(100) + 20];
        Arrays.fill(dst, (byte) 0x5A);
        int length = Lz4Frame.encode(src, 100, 100, dst, 10, dst.length - 20);
        assertThat(Arrays.copyOfRange(dst, 10, 10 + length)).isEqualTo(encode(Arrays.copyOfRange(src, 100, 200)));
        assertThat(Arrays.copyOf(dst, 10)).containsOnly(0x5A);
        assertThat(Arrays.copyOfRange(dst, dst.length - 10, dst.length)).containsOnly(0x5A);
    }

    @Test
    void aDestinationThatMayBeTooSmallIsRefused() {
        int enough = Lz4Frame.maxEncodedLength(100);
        assertThatThrownBy(() -> Lz4Frame.encode(new byte[100], 0, 100, new byte[enough], 0, enough - 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a frame of 100 bytes may not fit into " + (enough - 1) + " bytes");
        assertThatThrownBy(() -> Lz4Frame.maxEncodedLength(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Lz4Frame.maxEncodedLength((1 << 30) + 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] encode(byte[] content) {
        byte[] dst = new byte[Lz4Frame.maxEncodedLength(content.length)];
        return Arrays.copyOf(dst, Lz4Frame.encode(content, 0, content.length, dst, 0, dst.length));
    }
}
