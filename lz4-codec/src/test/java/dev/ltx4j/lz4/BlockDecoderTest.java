package dev.ltx4j.lz4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import net.jpountz.lz4.LZ4Factory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BlockDecoderTest {
    private static final Lz4BlockDecoder DECODER = Lz4BlockDecoder.pureJava();
    private static final Lz4BlockEncoder ENCODER = Lz4BlockEncoder.pureJava();

    @Property(tries = 1500)
    void whatIsEncodedIsDecoded(
            @ForAll SampleData kind, @ForAll @IntRange(max = 70_000) int byteCount, @ForAll Random random)
            throws Lz4Exception {
        byte[] content = kind.make(byteCount, random);
        byte[] block = encode(content);
        assertThat(decode(block, byteCount)).isEqualTo(content);
        assertThat(LZ4Factory.safeInstance().safeDecompressor().decompress(block, byteCount))
                .isEqualTo(content);
    }

    @Property(tries = 300)
    void thoroughlyEncodedBlocksAreDecoded(
            @ForAll SampleData kind, @ForAll @IntRange(max = 70_000) int byteCount, @ForAll Random random)
            throws Lz4Exception {
        byte[] content = kind.make(byteCount, random);
        byte[] block = LZ4Factory.safeInstance().highCompressor().compress(content);
        assertThat(decode(block, byteCount)).isEqualTo(content);
    }

    @Property(tries = 300)
    void oneByteLessRoomIsRefused(
            @ForAll SampleData kind, @ForAll @IntRange(min = 1, max = 9000) int byteCount, @ForAll Random random) {
        byte[] block = encode(kind.make(byteCount, random));
        assertThatThrownBy(() -> decode(block, byteCount - 1)).isInstanceOf(Lz4Exception.class);
    }

    @Test
    void matchesOfEveryOffsetAndLengthAreCopied() throws Lz4Exception {
        byte[] start = SampleData.RANDOM.make(80, new Random(7));
        byte[] end = ascii("the last literals");
        for (int offset = 1; offset <= start.length; offset++) {
            for (int matchLength = 4; matchLength < 150; matchLength++) {
                byte[] expected = Arrays.copyOf(start, start.length + matchLength + end.length);
                for (int i = start.length; i < start.length + matchLength; i++) {
                    expected[i] = expected[i - offset];
                }
                System.arraycopy(end, 0, expected, start.length + matchLength, end.length);
                byte[] block = new BlockForge()
                        .sequence(start, offset, matchLength)
                        .last(end)
                        .toBytes();
                assertThat(decode(block, expected.length)).isEqualTo(expected);
                assertThat(decodeWithRoom(block, expected.length + 50)).isEqualTo(expected);
            }
        }
    }

    @Test
    void shortOutputIsReturnedAsItIs() throws Lz4Exception {
        byte[] block = encode(ascii("twelve bytes"));
        assertThat(DECODER.decode(block, 0, block.length, new byte[100], 0, 100, 0))
                .isEqualTo(12);
    }

    @Test
    void matchesReachIntoTheHistoryAndNotBeyond() throws Lz4Exception {
        byte[] block = new BlockForge()
                .sequence(new byte[0], 5, 10)
                .last(ascii("-- end"))
                .toBytes();
        byte[] dst = Arrays.copyOf(ascii("hello"), 40);
        assertThat(DECODER.decode(block, 0, block.length, dst, 5, 35, 5)).isEqualTo(16);
        assertThat(dst).startsWith(ascii("hellohellohello-- end"));
        assertThatThrownBy(() -> DECODER.decode(block, 0, block.length, dst, 5, 35, 4))
                .isInstanceOf(Lz4Exception.class)
                .hasMessage("LZ4: match reaches back before the start, offset 5 (at input byte 1)");
    }

    @Test
    void offsetZeroIsRefused() {
        byte[] block = new BlockForge()
                .sequence(ascii("abcd"), 0, 8)
                .last(ascii("the end"))
                .toBytes();
        assertRefused(block, 100, "match with offset 0", 5);
    }

    @Test
    void offsetBeforeTheStartIsRefused() {
        byte[] block = new BlockForge()
                .sequence(ascii("abcd"), 5, 8)
                .last(ascii("the end"))
                .toBytes();
        assertRefused(block, 100, "match reaches back before the start, offset 5", 5);
    }

    @Test
    void cutLiteralsAreRefused() {
        assertRefused(new BlockForge().raw(0x50, 1, 2, 3, 4).toBytes(), 100, "block ends within literals", 1);
    }

    @Test
    void literalsBeyondTheOutputAreRefused() {
        assertRefused(new BlockForge().last(new byte[10]).toBytes(), 9, "block holds more bytes than expected", 1);
    }

    @Test
    void aMatchBeyondTheOutputIsRefused() {
        byte[] block = new BlockForge()
                .sequence(ascii("abcd"), 4, 200)
                .last(ascii("the end"))
                .toBytes();
        assertRefused(block, 203, "block holds more bytes than expected", 8);
    }

    @Test
    void anEmptyBlockIsRefused() {
        assertRefused(new byte[0], 100, "block ends before its last literals", 0);
    }

    @Test
    void aBlockThatEndsWithAMatchIsRefused() {
        byte[] block = new BlockForge()
                .sequence(ascii("abcdefgh"), 4, 8)
                .sequence(ascii("abcdefgh"), 4, 8)
                .toBytes();
        assertRefused(block, 100, "block goes on where only its last literals may be", 20);
    }

    @Test
    void aMatchInTheLastTwelveBytesOfTheOutputIsRefused() throws Lz4Exception {
        byte[] block = new BlockForge()
                .sequence(ascii("abcdefgh"), 4, 5)
                .last(ascii("12345"))
                .toBytes();
        assertThat(decodeWithRoom(block, 20)).isEqualTo(ascii("abcdefghefghe12345"));
        assertRefused(block, 19, "block goes on where only its last literals may be", 9);
    }

    @Test
    void lengthsThatNeverEndAreRefused() {
        byte[] literals = new byte[20 << 20];
        Arrays.fill(literals, (byte) 0xFF);
        assertRefused(literals, 4096, "block holds more bytes than expected", 18);
        byte[] match = literals.clone();
        System.arraycopy(new byte[] {0x1F, 'a', 1, 0}, 0, match, 0, 4);
        assertRefused(match, 4096, "block holds more bytes than expected", 21);
        byte[] cut = Arrays.copyOf(literals, 300);
        assertRefused(cut, 1 << 20, "block ends within a length", 300);
    }

    @Test
    void sumsOfLengthsDoNotOverflow() {
        // 2^31 / 255 length bytes come to more than an int holds.
        byte[] block = new byte[(1 << 23) + 100_000];
        Arrays.fill(block, (byte) 0xFF);
        byte[] dst = new byte[64];
        assertThatThrownBy(() -> DECODER.decode(block, 0, block.length, dst, 0, 64, 0))
                .isInstanceOf(Lz4Exception.class);
    }

    @Test
    void noRoomTakesTheEmptyBlockOnly() throws Lz4Exception {
        assertThat(DECODER.decode(new byte[1], 0, 1, new byte[0], 0, 0, 0)).isZero();
        assertRefused(new byte[] {1}, 0, "block holds more than the 0 bytes expected", 0);
        assertRefused(new byte[2], 0, "block holds more than the 0 bytes expected", 0);
    }

    @Test
    void rangesOutsideOfTheirArraysAreTheCallersMistake() {
        byte[] ten = new byte[10];
        int[][] ranges = {
            {-1, 5, 0, 10, 0}, {6, 5, 0, 10, 0}, {0, 5, -1, 5, 0}, {0, 5, 6, 5, 0}, {0, 5, 3, 7, 4}, {0, 5, 3, 7, -1}
        };
        for (int[] r : ranges) {
            assertThatThrownBy(() -> DECODER.decode(ten, r[0], r[1], ten, r[2], r[3], r[4]))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void aBlockThatDoesNotFitIsNotEncoded() {
        byte[] content = SampleData.RANDOM.make(1000, new Random(3));
        assertThatThrownBy(() -> ENCODER.encode(content, 0, 1000, new byte[900], 0, 900))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("1000 bytes do not fit into a block of 900 bytes");
    }

    @Test
    void theLongestBlockIsWhatTheLibrarySays() {
        for (int byteCount : new int[] {0, 1, 254, 255, 256, 65536, Lz4BlockEncoder.MAX_BYTE_COUNT}) {
            assertThat(Lz4BlockEncoder.maxEncodedLength(byteCount))
                    .isEqualTo(LZ4Factory.safeInstance().fastCompressor().maxCompressedLength(byteCount));
        }
        assertThatThrownBy(() -> Lz4BlockEncoder.maxEncodedLength(Lz4BlockEncoder.MAX_BYTE_COUNT + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertRefused(byte[] block, int room, String detail, int inputOffset) {
        assertThatThrownBy(() -> decodeWithRoom(block, room)).isInstanceOfSatisfying(Lz4Exception.class, e -> {
            assertThat(e.kind()).isEqualTo(Lz4Exception.Kind.MALFORMED);
            assertThat(e.detail()).isEqualTo(detail);
            assertThat(e.inputOffset()).isEqualTo(inputOffset);
        });
    }

    private static byte[] encode(byte[] content) {
        byte[] block = new byte[Lz4BlockEncoder.maxEncodedLength(content.length)];
        return Arrays.copyOf(block, ENCODER.encode(content, 0, content.length, block, 0, block.length));
    }

    private static byte[] decode(byte[] block, int byteCount) throws Lz4Exception {
        byte[] content = decodeWithRoom(block, byteCount);
        assertThat(content).hasSize(byteCount);
        return content;
    }

    private static byte[] decodeWithRoom(byte[] block, int room) throws Lz4Exception {
        byte[] dst = new byte[room];
        return Arrays.copyOf(dst, DECODER.decode(block, 0, block.length, dst, 0, room, 0));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
