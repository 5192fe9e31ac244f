package dev.ltx4j.lz4;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Damaged blocks: the decoder takes what lz4-java's safe decompressor takes, with the same outcome, and refuses what it
 * refuses. One difference is meant: lz4-java reads a match with offset 0 as zeros, the format calls it invalid. The decoder
 * in native code gives the same bytes for all that ours takes, and keeps to the destination's range whatever it is given; it
 * takes some blocks that break the rules for their ends.
 */
class MutatedBlockTest {
    private static final LZ4SafeDecompressor LIBRARY = LZ4Factory.safeInstance().safeDecompressor();
    private static final Lz4BlockDecoder NATIVE = Lz4BlockDecoder.nativeCode();
    private static final int REFUSED = -1;
    private static final int REFUSED_OFFSET_ZERO = -2;
    private static final int GUARD = 40;
    private static final byte GUARD_BYTE = 0x5A;

    private final List<byte[]> blocks = new ArrayList<>();
    private int accepted;
    private int refused;

    @Test
    void mutatedBlocksAreTakenAsLz4JavaTakesThem() {
        compareMany(400_000, 20261123);
        assertThat(accepted).isGreaterThan(40_000);
        assertThat(refused).isGreaterThan(100_000);
    }

    @Test
    @Tag("exhaustive")
    void tenMillionMutatedBlocksAreTakenAsLz4JavaTakesThem() {
        compareMany(10_000_000, 4711);
        assertThat(accepted).isGreaterThan(1_000_000);
        assertThat(refused).isGreaterThan(2_500_000);
    }

    private void compareMany(int count, long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            for (SampleData kind : SampleData.values()) {
                int byteCount = kind == SampleData.SQLITE_LIKE ? 4096 : 1 + random.nextInt(1500);
                blocks.add(LZ4Factory.safeInstance().fastCompressor().compress(kind.make(byteCount, random)));
            }
        }
        for (int i = 0; i < count; i++) {
            byte[] block = random.nextInt(3) == 0
                    ? BlockForge.random(random)
                    : blocks.get(random.nextInt(blocks.size())).clone();
            int contentLength = Math.max(0, libraryLength(block));
            for (int mutations = random.nextInt(4); mutations > 0; mutations--) {
                block = mutate(block, random);
            }
            int room = switch (random.nextInt(4)) {
                case 0 -> contentLength;
                case 1 -> Math.max(0, contentLength - random.nextInt(20));
                case 2 -> contentLength + random.nextInt(20);
                default -> random.nextInt(6000);
            };
            int history = random.nextInt(4) == 0 ? 1 + random.nextInt(100) : 0;
            compare(block, room, history, random);
        }
    }

    private static int libraryLength(byte[] block) {
        try {
            return LIBRARY.decompress(block, 0, block.length, new byte[8192], 0, 8192);
        } catch (LZ4Exception e) {
            return REFUSED;
        }
    }

    private static byte[] mutate(byte[] block, Random random) {
        if (block.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        int at = random.nextInt(block.length);
        switch (random.nextInt(7)) {
            case 0 -> block[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> block[at] = (byte) random.nextInt();
            case 2 -> block[at] = (byte) 0xFF;
            case 3 -> block[at] = 0;
            case 4 -> {
                return Arrays.copyOf(block, at);
            }
            case 5 -> {
                return Arrays.copyOf(block, block.length + 1 + random.nextInt(12));
            }
            default -> block[block.length - 1 - random.nextInt(Math.min(16, block.length))] = (byte) random.nextInt();
        }
        return block;
    }

    private void compare(byte[] block, int room, int history, Random random) {
        byte[] before = SampleData.RANDOM.make(history, random);
        byte[] expected = new byte[room];
        int expectedLength = libraryDecode(block, before, expected);

        int guard = random.nextBoolean() ? GUARD : 0;
        byte[] dst = target(before, room, guard);
        int length = decode(Lz4BlockDecoder.pureJava(), block, guard, dst, guard + history, room, history, random);
        checkUntouched(dst, guard, before, room);
        compareWithNative(block, before, room, guard, dst, length, random);

        if (length == REFUSED_OFFSET_ZERO) {
            length = REFUSED;
            expectedLength = REFUSED;
        }
        if (length != expectedLength
                || (length > 0
                        && !Arrays.equals(dst, guard + history, guard + history + length, expected, 0, length))) {
            throw new AssertionError("ours " + length + ", lz4-java " + expectedLength + ", room " + room + ", history "
                    + Arrays.toString(before) + ", block " + Arrays.toString(block));
        }
        if (length >= 0) {
            accepted++;
        } else {
            refused++;
        }
    }

    private static byte[] target(byte[] before, int room, int guard) {
        byte[] dst = new byte[guard + before.length + room + guard];
        Arrays.fill(dst, GUARD_BYTE);
        System.arraycopy(before, 0, dst, guard, before.length);
        return dst;
    }

    private static void compareWithNative(
            byte[] block, byte[] before, int room, int guard, byte[] ours, int ourLength, Random random) {
        byte[] dst = target(before, room, guard);
        int dstOffset = guard + before.length;
        int length = decode(NATIVE, block, guard, dst, dstOffset, room, before.length, random);
        checkUntouched(dst, guard, before, room);
        boolean agrees = ourLength < 0
                ? length <= room
                : length == ourLength
                        && Arrays.equals(dst, dstOffset, dstOffset + length, ours, dstOffset, dstOffset + length);
        if (!agrees) {
            throw new AssertionError("ours " + ourLength + ", native " + length + ", room " + room + ", block "
                    + Arrays.toString(block));
        }
    }

    /** With a guard, the block stands between random bytes; without, the array ends where the block ends. */
    private static int decode(
            Lz4BlockDecoder decoder,
            byte[] block,
            int guard,
            byte[] dst,
            int dstOffset,
            int room,
            int history,
            Random random) {
        byte[] src = SampleData.RANDOM.make(guard + block.length + guard, random);
        System.arraycopy(block, 0, src, guard, block.length);
        try {
            return decoder.decode(src, guard, block.length, dst, dstOffset, room, history);
        } catch (Lz4Exception e) {
            assertThat(e.inputOffset()).isBetween((long) guard, (long) guard + block.length);
            return e.detail().equals("match with offset 0") ? REFUSED_OFFSET_ZERO : REFUSED;
        }
    }

    private static void checkUntouched(byte[] dst, int guard, byte[] before, int room) {
        boolean untouched = Arrays.equals(dst, guard, guard + before.length, before, 0, before.length);
        for (int i = 0; i < guard; i++) {
            untouched &= dst[i] == GUARD_BYTE && dst[guard + before.length + room + i] == GUARD_BYTE;
        }
        assertThat(untouched).as("bytes outside of the range are untouched").isTrue();
    }

    /** lz4-java knows no history: the bytes of the history are put before the block's first literals instead. */
    private static int libraryDecode(byte[] block, byte[] history, byte[] dst) {
        if (history.length > 0 && dst.length == 0) {
            return block.length == 1 && block[0] == 0 ? 0 : REFUSED;
        }
        byte[] longer = history.length == 0 ? block : withFirstLiterals(block, history);
        byte[] target = new byte[history.length + dst.length];
        try {
            int length = LIBRARY.decompress(longer, 0, longer.length, target, 0, target.length) - history.length;
            System.arraycopy(target, history.length, dst, 0, Math.max(0, length));
            return length;
        } catch (LZ4Exception | ArrayIndexOutOfBoundsException e) {
            return REFUSED;
        }
    }

    private static byte[] withFirstLiterals(byte[] block, byte[] history) {
        if (block.length == 0) {
            return block;
        }
        int at = 1;
        int literalCount = (block[0] & 0xFF) >>> 4;
        if (literalCount == 15) {
            int lengthByte;
            do {
                if (at == block.length) {
                    return new byte[0];
                }
                lengthByte = block[at++] & 0xFF;
                literalCount += lengthByte;
            } while (lengthByte == 255);
        }
        int more = history.length + literalCount;
        BlockForge forge = new BlockForge().raw(Math.min(15, more) << 4 | (block[0] & 0xF));
        if (more >= 15) {
            int rest = more - 15;
            for (; rest >= 255; rest -= 255) {
                forge.raw(255);
            }
            forge.raw(rest);
        }
        return concat(forge.toBytes(), history, Arrays.copyOfRange(block, at, block.length));
    }

    private static byte[] concat(byte[] a, byte[] b, byte[] c) {
        byte[] all = Arrays.copyOf(a, a.length + b.length + c.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        System.arraycopy(c, 0, all, a.length + b.length, c.length);
        return all;
    }
}
