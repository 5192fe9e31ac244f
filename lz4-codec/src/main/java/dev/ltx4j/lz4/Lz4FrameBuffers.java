package dev.ltx4j.lz4;

import net.jpountz.xxhash.StreamingXXHash32;

/**
 * What a {@link Lz4FrameInputStream} needs beside the stream that it reads: the stored bytes of a block, its decoded
 * bytes, and the state of a checksum. Kept from one frame to the next, so that thousands of small frames do not
 * allocate megabytes each.
 *
 * <p>For one stream at a time: when the next one begins to read, the one before it must not be read any more.
 */
public final class Lz4FrameBuffers {
    private final FrameSource source = new FrameSource();
    private final BlockWindow window = new BlockWindow();
    private final StreamingXXHash32 contentHash = Checksums.newStream();

    /** Makes buffers without room; they grow with what is read. */
    public Lz4FrameBuffers() {}

    /** The stored bytes of a block, to be told where to read. */
    FrameSource source() {
        return source;
    }

    BlockWindow window() {
        return window;
    }

    StreamingXXHash32 contentHash() {
        return contentHash;
    }
}
