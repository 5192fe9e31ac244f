package dev.ltx4j.ltx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.jpountz.xxhash.XXHashFactory;

/** An LZ4 frame of exactly as many bytes as are asked for: its content is cut into that many stored blocks. */
final class LongLz4Frame {
    private static final byte[] MAGIC = {0x04, 0x22, 0x4D, 0x18};

    /** Version 1, independent blocks, no checksums. */
    private static final byte FLAGS = 0x60;

    private static final byte BLOCKS_OF_64_KIB = 0x40;
    private static final int BLOCK_HEADER_BYTES = 4;
    private static final int STORED = 1 << 31;

    private LongLz4Frame() {}

    static byte[] make(byte[] content, int frameBytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(MAGIC);
        byte[] descriptor = {FLAGS, BLOCKS_OF_64_KIB};
        out.writeBytes(descriptor);
        out.write(XXHashFactory.fastestJavaInstance().hash32().hash(descriptor, 0, 2, 0) >>> 8);
        int rest = frameBytes - out.size() - BLOCK_HEADER_BYTES - content.length;
        int blocks = rest / BLOCK_HEADER_BYTES;
        // What does not divide is made up by a compressed block of one literal, which is one byte longer.
        int compressed = rest % BLOCK_HEADER_BYTES;
        int at = 0;
        for (int block = 0; block < blocks; block++) {
            int byteCount = block == blocks - 1 ? content.length - at : 1;
            boolean literal = compressed > 0 && byteCount == 1;
            out.writeBytes(littleEndian(literal ? 2 : STORED | byteCount));
            if (literal) {
                out.write(1 << 4);
                compressed--;
            }
            out.writeBytes(Arrays.copyOfRange(content, at, at + byteCount));
            at += byteCount;
        }
        out.writeBytes(littleEndian(0));
        if (out.size() != frameBytes) {
            throw new IllegalArgumentException("made " + out.size() + " bytes instead of " + frameBytes);
        }
        return out.toByteArray();
    }

    private static byte[] littleEndian(int value) {
        return ByteBuffer.allocate(BLOCK_HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }
}
