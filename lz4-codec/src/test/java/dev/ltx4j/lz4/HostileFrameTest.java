package dev.ltx4j.lz4;

import static dev.ltx4j.lz4.FrameForge.BD_4_MIB;
import static dev.ltx4j.lz4.FrameForge.BD_64_KIB;
import static dev.ltx4j.lz4.FrameLayout.FLG_BLOCK_CHECKSUMS;
import static dev.ltx4j.lz4.FrameLayout.FLG_CONTENT_CHECKSUM;
import static dev.ltx4j.lz4.FrameLayout.FLG_CONTENT_SIZE;
import static dev.ltx4j.lz4.FrameLayout.FLG_DICTIONARY_ID;
import static dev.ltx4j.lz4.FrameLayout.FLG_INDEPENDENT_BLOCKS;
import static dev.ltx4j.lz4.FrameLayout.FLG_RESERVED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.lz4.Lz4Exception.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import org.junit.jupiter.api.Test;

class HostileFrameTest {
    private static final int INDEPENDENT = FLG_INDEPENDENT_BLOCKS;

    /** With a block of 4 MiB each, so many streams do not fit into the memory that the tests have. */
    private static final int MANY = 2000;

    @Test
    void whatIsNoFrameIsNamed() {
        assertRefused(bytes(0x50, 0x2A, 0x4D, 0x18, 4, 0, 0, 0), Kind.UNSUPPORTED, 0, "skippable frame");
        assertRefused(bytes(0x5F, 0x2A, 0x4D, 0x18, 4, 0, 0, 0), Kind.UNSUPPORTED, 0, "skippable frame");
        assertRefused(bytes(0x02, 0x21, 0x4C, 0x18, 4, 0, 0, 0), Kind.UNSUPPORTED, 0, "frame of the legacy format");
        assertRefused(
                bytes('S', 'Q', 'L', 'i', 't', 'e'), Kind.MALFORMED, 0, "not an LZ4 frame, it starts with 694c5153");
        assertRefused(new byte[0], Kind.MALFORMED, 0, "frame ends too early");
    }

    @Test
    void headersThatAreNotReadAreNamed() {
        byte[] version2 = FrameForge.start(INDEPENDENT, BD_64_KIB).end();
        version2[4] = (byte) 0x80;
        assertRefused(version2, Kind.UNSUPPORTED, 4, "frame format version 2, only 1 is known");
        assertRefused(
                FrameForge.start(FLG_DICTIONARY_ID, BD_64_KIB).end(),
                Kind.UNSUPPORTED,
                4,
                "frame that needs a dictionary");
        String reserved = "frame with reserved bits set in its header";
        assertRefused(FrameForge.start(FLG_RESERVED, BD_64_KIB).end(), Kind.UNSUPPORTED, 4, reserved);
        assertRefused(FrameForge.start(0, BD_64_KIB | 1).end(), Kind.UNSUPPORTED, 4, reserved);
        assertRefused(FrameForge.start(0, BD_64_KIB | 0x80).end(), Kind.UNSUPPORTED, 4, reserved);
        assertRefused(
                FrameForge.start(0, 3 << 4).end(),
                Kind.MALFORMED,
                5,
                "frame with maximum block size code 3, not 4 to 7");
        byte[] header = FrameForge.start(INDEPENDENT, BD_64_KIB).end();
        header[6] ^= 1;
        assertRefused(
                header,
                Kind.CHECKSUM_MISMATCH,
                6,
                String.format(
                        "frame header checksum does not fit: stored %08x, computed %08x",
                        header[6] & 0xFF, (header[6] ^ 1) & 0xFF));
    }

    @Test
    void blocksLongerThanTheMaximumAreRefused() {
        String detail = "block of 65537 bytes in a frame of at most 65536";
        byte[] compressed = FrameForge.start(INDEPENDENT, BD_64_KIB)
                .block(new byte[65537], new byte[0])
                .end();
        assertRefused(compressed, Kind.MALFORMED, 7, detail);
        byte[] stored =
                FrameForge.start(INDEPENDENT, BD_64_KIB).stored(new byte[65537]).end();
        assertRefused(stored, Kind.MALFORMED, 7, detail);
    }

    @Test
    void blocksThatDecodeToMoreThanTheMaximumAreRefused() {
        byte[] block = new BlockForge()
                .sequence(new byte[1], 1, 65536)
                .last(new byte[5])
                .toBytes();
        byte[] frame = FrameForge.start(INDEPENDENT, BD_64_KIB)
                .block(block, new byte[65542])
                .end();
        assertThatThrownBy(() -> Frames.readStream(frame))
                .isInstanceOf(Lz4Exception.class)
                .hasMessageContaining("block holds more bytes than expected");
        assertThatThrownBy(() -> Frames.decode(frame, 100_000))
                .isInstanceOf(Lz4Exception.class)
                .hasMessageContaining("block holds more bytes than expected");
    }

    @Test
    void promisedBlocksCostNoMemory() {
        byte[] frame = FrameForge.start(INDEPENDENT, BD_4_MIB).int32(4 << 20).toBytes();
        List<Lz4FrameInputStream> kept = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Lz4FrameInputStream stream = new Lz4FrameInputStream(new ByteArrayInputStream(frame));
            assertThatThrownBy(stream::read)
                    .isInstanceOf(Lz4Exception.class)
                    .hasMessageContaining("frame ends too early");
            kept.add(stream);
        }
        assertThat(kept).hasSize(MANY);
    }

    @Test
    void tinyBlocksCostLittleMemory() throws IOException {
        byte[] frame = FrameForge.start(0, BD_4_MIB)
                .block(new BlockForge().last(new byte[14]).toBytes(), new byte[14])
                .end();
        List<Lz4FrameInputStream> kept = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Lz4FrameInputStream stream = new Lz4FrameInputStream(new ByteArrayInputStream(frame));
            assertThat(stream.readNBytes(20)).hasSize(14);
            kept.add(stream);
        }
        assertThat(kept).hasSize(MANY);
    }

    @Test
    void contentSizesThatLieAreRefused() throws IOException {
        for (long promised : new long[] {0, 99, 101, 1L << 40, Long.MAX_VALUE}) {
            byte[] frame = FrameForge.start(INDEPENDENT | FLG_CONTENT_SIZE, BD_64_KIB, promised)
                    .stored(new byte[100])
                    .end();
            assertThatThrownBy(() -> Frames.readStream(frame))
                    .isInstanceOf(Lz4Exception.class)
                    .hasMessageContaining("frame of 100 bytes that promises " + promised + " bytes");
            assertThatThrownBy(() -> Frames.decode(frame, 100))
                    .isInstanceOf(Lz4Exception.class)
                    .hasMessageContaining("frame of 100 bytes that promises " + promised + " bytes");
        }
        assertRefused(
                FrameForge.start(INDEPENDENT | FLG_CONTENT_SIZE, BD_64_KIB, -1).end(),
                Kind.MALFORMED,
                6,
                "frame that promises 18446744073709551615 bytes");
        byte[] honest = FrameForge.start(INDEPENDENT | FLG_CONTENT_SIZE, BD_64_KIB, 100)
                .stored(new byte[100])
                .end();
        assertThat(Frames.readStream(honest)).hasSize(100);
    }

    @Test
    void wrongChecksumsAreRefused() {
        FrameForge forge = FrameForge.start(INDEPENDENT | FLG_BLOCK_CHECKSUMS | FLG_CONTENT_CHECKSUM, BD_64_KIB)
                .stored(new byte[100]);
        byte[] frame = forge.end();
        byte[] wrongContent = frame.clone();
        wrongContent[frame.length - 1] ^= 1;
        assertChecksumMismatch(wrongContent, "content checksum does not fit", frame.length - 4);
        byte[] wrongBlock = frame.clone();
        wrongBlock[frame.length - 9] ^= 1;
        assertChecksumMismatch(wrongBlock, "block checksum does not fit", frame.length - 12);
    }

    @Test
    void aHundredThousandEmptyBlocksComeToNothing() throws IOException {
        FrameForge forge = FrameForge.start(FLG_CONTENT_CHECKSUM, BD_4_MIB);
        for (int i = 0; i < 50_000; i++) {
            forge.stored(new byte[0]).block(new byte[1], new byte[0]);
        }
        byte[] frame = forge.end();
        assertThat(Frames.readStream(frame)).isEmpty();
        assertThat(Frames.decode(frame, 0)).isEmpty();
        assertThatThrownBy(() -> Lz4Frame.frameLength(frame, 0, frame.length, 10_000))
                .isInstanceOf(Lz4Exception.class)
                .hasMessageContaining("frame is longer than 10000 bytes");
    }

    @Test
    void whatFollowsTheFrameIsLeftInTheStream() throws IOException {
        byte[] frame = Frames.byLz4Java(new byte[100_000], BLOCKSIZE.SIZE_64KB, true, true);
        ByteArrayInputStream in = new ByteArrayInputStream(Arrays.copyOf(frame, frame.length + 5));
        Lz4FrameInputStream stream = new Lz4FrameInputStream(in);
        assertThat(stream.atEndOfInput()).as("before the end of the frame").isFalse();
        assertThat(stream.readAllBytes()).hasSize(100_000);
        assertThat(in.available()).isEqualTo(5);
        assertThat(stream.inputOffset()).isEqualTo(frame.length);
        assertThat(stream.atEndOfInput()).isFalse();
    }

    @Test
    void afterAFailureNothingMoreIsRead() {
        byte[] frame = FrameForge.start(INDEPENDENT, BD_64_KIB)
                .block(new byte[] {1, 2}, new byte[0])
                .stored(new byte[100])
                .end();
        Lz4FrameInputStream stream = new Lz4FrameInputStream(new ByteArrayInputStream(frame));
        assertThatThrownBy(stream::read).isInstanceOf(Lz4Exception.class);
        assertThatThrownBy(stream::read).isInstanceOf(IOException.class);
        assertThatThrownBy(stream::readAllBytes).isInstanceOf(IOException.class);
    }

    private static void assertChecksumMismatch(byte[] frame, String start, int inputOffset) {
        assertThatThrownBy(() -> Frames.readStream(frame)).isInstanceOfSatisfying(Lz4Exception.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.CHECKSUM_MISMATCH);
            assertThat(e.detail()).startsWith(start);
            assertThat(e.inputOffset()).isEqualTo(inputOffset);
        });
        assertThatThrownBy(() -> Lz4Frame.decode(frame, 0, frame.length, new byte[100], 0, 100))
                .isInstanceOfSatisfying(Lz4Exception.class, e -> {
                    assertThat(e.kind()).isEqualTo(Kind.CHECKSUM_MISMATCH);
                    assertThat(e.detail()).startsWith(start);
                    assertThat(e.inputOffset()).isEqualTo(inputOffset);
                });
    }

    private static void assertRefused(byte[] frame, Kind kind, int inputOffset, String detail) {
        assertThatThrownBy(() -> Frames.readStream(frame)).isInstanceOfSatisfying(Lz4Exception.class, e -> {
            assertThat(e.detail()).isEqualTo(detail);
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e.inputOffset()).isEqualTo(inputOffset);
        });
        assertThatThrownBy(() -> Lz4Frame.decode(frame, 0, frame.length, new byte[100], 0, 100))
                .isInstanceOfSatisfying(Lz4Exception.class, e -> {
                    assertThat(e.detail()).isEqualTo(detail);
                    assertThat(e.kind()).isEqualTo(kind);
                    assertThat(e.inputOffset()).isEqualTo(inputOffset);
                });
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
