package dev.ltx4j.lz4;

import net.jpountz.xxhash.StreamingXXHash32;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/** The frame format's checksum, xxHash32 with seed 0, in lz4-java's plain Java implementation. */
final class Checksums {
    private static final int SEED = 0;
    private static final XXHash32 XXHASH32 = XXHashFactory.safeInstance().hash32();

    private Checksums() {}

    static int xxHash32(byte[] array, int arrayOffset, int byteCount) {
        return XXHASH32.hash(array, arrayOffset, byteCount, SEED);
    }

    static StreamingXXHash32 newStream() {
        return XXHashFactory.safeInstance().newStreamingHash32(SEED);
    }

    /**
     * Compares a stored checksum with the bytes that it is about.
     *
     * @param inputOffset where the stored checksum stands, for the message
     */
    static void check(String what, int stored, int computed, long inputOffset) throws Lz4Exception {
        if (stored != computed) {
            throw new Lz4Exception(
                    Lz4Exception.Kind.CHECKSUM_MISMATCH,
                    inputOffset,
                    String.format("%s does not fit: stored %08x, computed %08x", what, stored, computed));
        }
    }
}
