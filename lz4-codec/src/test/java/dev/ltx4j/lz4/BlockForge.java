package dev.ltx4j.lz4;

import java.io.ByteArrayOutputStream;
import java.util.Random;

/** Makes blocks sequence by sequence, right or wrong ones. */
final class BlockForge {
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();

    /** Literals and a match. */
    BlockForge sequence(byte[] literals, int offset, int matchLength) {
        literals(literals, matchLength - BlockLayout.MIN_MATCH);
        block.write(offset);
        block.write(offset >>> 8);
        lengthBytes(matchLength - BlockLayout.MIN_MATCH);
        return this;
    }

    /** The last sequence. */
    BlockForge last(byte[] literals) {
        literals(literals, 0);
        return this;
    }

    BlockForge raw(int... bytes) {
        for (int value : bytes) {
            block.write(value);
        }
        return this;
    }

    byte[] toBytes() {
        return block.toByteArray();
    }

    private void literals(byte[] literals, int matchLengthCode) {
        block.write(Math.min(literals.length, 15) << 4 | Math.min(matchLengthCode, 15));
        lengthBytes(literals.length);
        block.writeBytes(literals);
    }

    private void lengthBytes(int code) {
        if (code >= 15) {
            int rest = code - 15;
            for (; rest >= 255; rest -= 255) {
                block.write(255);
            }
            block.write(rest);
        }
    }

    /** Sequences at random, most of them right, and now and then something at the edge of what is allowed. */
    static byte[] random(Random random) {
        BlockForge forge = new BlockForge();
        int made = 0;
        for (int sequences = random.nextInt(6); sequences > 0; sequences--) {
            int literalCount = random.nextInt(8) == 0 ? random.nextInt(300) : random.nextInt(18);
            int matchLength = 4 + (random.nextInt(8) == 0 ? random.nextInt(600) : random.nextInt(24));
            made += literalCount;
            int offset = random.nextInt(40) == 0 ? random.nextInt(65536) : 1 + random.nextInt(Math.max(1, made));
            forge.sequence(SampleData.RANDOM.make(literalCount, random), offset, matchLength);
            made += matchLength;
        }
        return forge.last(SampleData.RANDOM.make(random.nextInt(14), random)).toBytes();
    }
}
