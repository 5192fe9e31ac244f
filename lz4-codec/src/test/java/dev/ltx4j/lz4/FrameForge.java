package dev.ltx4j.lz4;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Makes frames block by block, right or wrong ones. */
final class FrameForge {
    static final int BD_64_KIB = 4 << 4;
    static final int BD_4_MIB = 7 << 4;

    private static final int VERSION_1 = 1 << 6;

    private final ByteArrayOutputStream frame = new ByteArrayOutputStream();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final boolean blockChecksums;
    private final boolean contentChecksum;

    private FrameForge(int flags) {
        blockChecksums = (flags & FrameLayout.FLG_BLOCK_CHECKSUMS) != 0;
        contentChecksum = (flags & FrameLayout.FLG_CONTENT_CHECKSUM) != 0;
    }

    /** Starts with a header of version 1; the flags are {@link FrameLayout}'s. */
    static FrameForge start(int flags, int bd) {
        return start(flags, bd, 0);
    }

    static FrameForge start(int flags, int bd, long contentSize) {
        FrameForge forge = new FrameForge(flags);
        ByteBuffer descriptor = ByteBuffer.allocate(14).order(ByteOrder.LITTLE_ENDIAN);
        descriptor.put((byte) (VERSION_1 | flags)).put((byte) bd);
        if ((flags & FrameLayout.FLG_CONTENT_SIZE) != 0) {
            descriptor.putLong(contentSize);
        }
        if ((flags & FrameLayout.FLG_DICTIONARY_ID) != 0) {
            descriptor.putInt(12345);
        }
        forge.int32(FrameLayout.MAGIC);
        forge.frame.write(descriptor.array(), 0, descriptor.position());
        forge.frame.write(Checksums.xxHash32(descriptor.array(), 0, descriptor.position()) >>> 8);
        return forge;
    }

    /** A block with what it decodes to. */
    FrameForge block(byte[] block, byte[] decoded) {
        int32(block.length);
        return blockData(block, decoded);
    }

    /** A block that is stored as it is. */
    FrameForge stored(byte[] block) {
        int32(block.length | FrameLayout.BLOCK_SIZE_STORED);
        return blockData(block, block);
    }

    FrameForge int32(int value) {
        frame.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
        return this;
    }

    /** End mark and content checksum. */
    byte[] end() {
        int32(FrameLayout.END_MARK);
        if (contentChecksum) {
            int32(Checksums.xxHash32(content.toByteArray(), 0, content.size()));
        }
        return toBytes();
    }

    byte[] toBytes() {
        return frame.toByteArray();
    }

    byte[] content() {
        return content.toByteArray();
    }

    private FrameForge blockData(byte[] block, byte[] decoded) {
        frame.writeBytes(block);
        content.writeBytes(decoded);
        if (blockChecksums) {
            int32(Checksums.xxHash32(block, 0, block.length));
        }
        return this;
    }
}
