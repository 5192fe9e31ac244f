package dev.ltx4j.lz4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.junit.jupiter.api.Test;

class LinkedFrameTest {
    private static final int LINKED = FrameLayout.FLG_CONTENT_CHECKSUM;
    private static final byte[] LAST = {1, 2, 3, 4, 5};

    @Test
    void matchesReachBack65535BytesOverManyBlocks() throws IOException {
        Random random = new Random(11);
        FrameForge frame = FrameForge.start(LINKED, FrameForge.BD_64_KIB);
        // 70 blocks of 1000 bytes, so that 65535 bytes back is 66 blocks ago.
        for (int i = 0; i < 70; i++) {
            frame.stored(SampleData.RANDOM.make(1000, random));
        }
        for (int i = 0; i < 400; i++) {
            byte[] before = frame.content();
            int offset = i % 4 == 0 ? 65535 : 65535 - random.nextInt(3000);
            int matchLength = 4 + random.nextInt(2500);
            byte[] literals = SampleData.RANDOM.make(random.nextInt(40), random);
            frame.block(
                    new BlockForge()
                            .sequence(literals, offset, matchLength)
                            .last(LAST)
                            .toBytes(),
                    decoded(before, literals, offset, matchLength));
        }
        assertDecodedByBoth(frame);
    }

    @Test
    void matchesReachBackOverFullBlocks() throws IOException {
        Random random = new Random(12);
        FrameForge frame = FrameForge.start(LINKED, FrameForge.BD_64_KIB);
        for (int i = 0; i < 12; i++) {
            frame.stored(SampleData.RANDOM.make(64 * 1024, random));
            byte[] literals = SampleData.RANDOM.make(i, random);
            int matchLength = 64 * 1024 - i - LAST.length;
            byte[] decoded = decoded(frame.content(), literals, 65535, matchLength);
            assertThat(decoded).hasSize(64 * 1024);
            frame.block(
                    new BlockForge()
                            .sequence(literals, 65535, matchLength)
                            .last(LAST)
                            .toBytes(),
                    decoded);
        }
        assertDecodedByBoth(frame);
    }

    @Test
    void thousandsOfTinyLinkedBlocksAreDecoded() throws IOException {
        FrameForge frame = FrameForge.start(LINKED, FrameForge.BD_64_KIB).stored(new byte[] {7, 8, 9});
        byte[] block = new BlockForge().sequence(new byte[0], 3, 40).last(LAST).toBytes();
        byte[] tail = {7, 8, 9};
        for (int i = 0; i < 5000; i++) {
            byte[] decoded = decoded(tail, new byte[0], 3, 40);
            frame.block(block, decoded);
            tail = Arrays.copyOfRange(decoded, decoded.length - 3, decoded.length);
        }
        assertDecodedByBoth(frame);
    }

    @Test
    void aMatchBeforeTheFirstBlockIsRefused() {
        byte[] block =
                new BlockForge().sequence(new byte[0], 101, 40).last(LAST).toBytes();
        byte[] frame = FrameForge.start(LINKED, FrameForge.BD_64_KIB)
                .stored(new byte[100])
                .block(block, new byte[45])
                .end();
        assertRefused(frame, "match reaches back before the start, offset 101");
    }

    @Test
    void independentBlocksHaveNoHistory() {
        byte[] block = new BlockForge().sequence(new byte[0], 1, 40).last(LAST).toBytes();
        byte[] frame = FrameForge.start(LINKED | FrameLayout.FLG_INDEPENDENT_BLOCKS, FrameForge.BD_64_KIB)
                .stored(new byte[100])
                .block(block, new byte[45])
                .end();
        assertRefused(frame, "match reaches back before the start, offset 1");
    }

    private static void assertRefused(byte[] frame, String detail) {
        // The offset of the match: behind header, first block, block size and token.
        long inputOffset = 7 + 4 + 100 + 4 + 1;
        assertThatThrownBy(() -> Frames.readStream(frame))
                .isInstanceOf(Lz4Exception.class)
                .hasMessage("LZ4: " + detail + " (at input byte " + inputOffset + ")");
        assertThatThrownBy(() -> Lz4Frame.decode(frame, 0, frame.length, new byte[1000], 0, 1000))
                .isInstanceOf(Lz4Exception.class)
                .hasMessage("LZ4: " + detail + " (at input byte " + inputOffset + ")");
    }

    private static void assertDecodedByBoth(FrameForge forge) throws IOException {
        byte[] frame = forge.end();
        byte[] content = forge.content();
        assertThat(Frames.readStream(frame)).isEqualTo(content);
        assertThat(Frames.decode(frame, content.length)).isEqualTo(content);
        try (FramedLZ4CompressorInputStream other =
                new FramedLZ4CompressorInputStream(new ByteArrayInputStream(frame))) {
            assertThat(other.readAllBytes()).isEqualTo(content);
        }
    }

    /** What literals, a match and the last literals come to, byte by byte. */
    private static byte[] decoded(byte[] before, byte[] literals, int offset, int matchLength) {
        byte[] all = Arrays.copyOf(before, before.length + literals.length + matchLength + LAST.length);
        System.arraycopy(literals, 0, all, before.length, literals.length);
        int at = before.length + literals.length;
        for (int end = at + matchLength; at < end; at++) {
            all[at] = all[at - offset];
        }
        System.arraycopy(LAST, 0, all, at, LAST.length);
        return Arrays.copyOfRange(all, before.length, all.length);
    }
}
